namespace Downhill.Report;

/// <summary>How a line of text looks.</summary>
internal sealed record TextStyle(double Size, Colour Colour)
{
    internal static TextStyle Title { get; } = new(15, Palette.Ink) { Bold = true };

    internal static TextStyle PanelTitle { get; } = new(12.5, Palette.Ink) { Bold = true };

    internal static TextStyle AxisLabel { get; } = new(12, Palette.Ink);

    internal static TextStyle TickLabel { get; } = new(11, Palette.Axis);

    internal static TextStyle Key { get; } = new(11.5, Palette.Ink);

    internal bool Bold { get; init; }

    /// <summary>start, middle or end.</summary>
    internal string Anchor { get; init; } = "start";

    /// <summary>Degrees, clockwise, about the place of the text.</summary>
    internal double Turn { get; init; }

    /// <summary>A rim in the colour of the paper, so that text is legible on a picture.</summary>
    internal bool Rim { get; init; }

    internal double WidthOf(string text) => TextWidth.Of(text, Size, Bold);

    internal (string Name, Value Value)[] Attributes(Pixel at) =>
    [
        ("font-size", Size), ("fill", Colour),
        .. Bold ? [("font-weight", (Value)"600")] : None,
        .. Anchor == "start" ? None : [("text-anchor", Anchor)],
        .. Turn == 0 ? None : [("transform", $"rotate({Svg.Px(Turn)} {Svg.Px(at.X)} {Svg.Px(at.Y)})")],
        .. Rim ? [("paint-order", "stroke"), ("stroke", "#fff"), ("stroke-width", Bold ? 4.0 : 3.0), ("stroke-opacity", Bold ? 0.95 : 0.85), ("stroke-linejoin", "round")] : None,
    ];

    private static (string Name, Value Value)[] None => [];
}
