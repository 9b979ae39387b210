namespace Downhill.Report;

/// <summary>A panel with all that was decided about it.</summary>
internal sealed record PanelPlan(Panel Panel, int Row, int Column, Bounds XRange, Bounds YRange)
{
    /// <summary>The colour and place of each mark.</summary>
    internal Pen[] Pens { get; init; } = [];

    /// <summary>What the legend has to say.</summary>
    internal Key[] Keys { get; init; } = [];

    internal LegendPlace Legend { get; init; }

    internal bool LabelsX { get; init; } = true;

    internal bool LabelsY { get; init; } = true;

    /// <summary>The rectangle between the axes.</summary>
    internal Frame Frame { get; init; } = new(0, 0, 100, 100);

    internal Axis X => new(Panel.ScaleX, XRange, Frame.Left, Frame.Right) { Names = Panel.NamedX };

    /// <summary>Upwards; names read downwards.</summary>
    internal Axis Y => Panel.NamedY is string[] names
        ? new(Panel.ScaleY, YRange, Frame.Top, Frame.Bottom) { Names = names }
        : new(Panel.ScaleY, YRange, Frame.Bottom, Frame.Top);

    internal Tick[] XTicks => !Panel.HasData || Panel.IsSlanted ? [] : X.Marked(80, label => TextStyle.TickLabel.WidthOf(label));

    internal Tick[] YTicks => !Panel.HasData || Panel.IsSlanted ? [] : Y.Marked(54, _ => TextStyle.TickLabel.Size);
}

/// <summary>A name in a legend.</summary>
internal sealed record Key(string Label, Glyph Glyph, Colour Colour);

/// <summary>Where a legend was put in the end.</summary>
internal enum LegendPlace
{
    None,
    Inside,
    Outside,
    Direct,
    Common,
}
