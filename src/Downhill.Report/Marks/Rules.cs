namespace Downhill.Report;

/// <summary>A thin line across the panel at one y, with its label above its right end.</summary>
/// <param name="Y">Where.</param>
public sealed record HorizontalRule(double Y) : Mark, IWritten
{
    /// <summary>Solid, dashed or dotted. Default dashed.</summary>
    public Dash Dash { get; init; } = Dash.Dashed;

    internal override Glyph Glyph => Glyph.None;

    internal override Colour? OwnColour => Palette.Axis;

    internal override Extent Reach(Scale x, Scale y) => new(Bounds.Empty, Bounds.Of([Y], y));

    internal override void Draw(Canvas canvas, Pen pen)
    {
        double y = canvas.Y.At(Y);
        canvas.Stroke([new(canvas.Frame.Left, y), new(canvas.Frame.Right, y)], pen.Colour, 1.1, Line.DashAttributes(Dash, 1.1));
    }

    void IWritten.Write(Canvas canvas, Pen pen)
    {
        double y = canvas.Y.At(Y);
        if (Label is not null && canvas.Frame.Contains(new(canvas.Frame.Right, y)))
        {
            TextStyle style = TextStyle.TickLabel with { Colour = pen.Colour, Rim = true };
            RuleLabel.Write(canvas, Label, style, Places(canvas.Frame, y, style.WidthOf(Label), style.Size));
        }
    }

    private static IEnumerable<Frame> Places(Frame frame, double y, double width, double height) =>
        from share in new[] { 1, 0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.15 }
        let left = frame.Left + 6 + (share * (frame.Width - width - 10))
        from top in new[] { y - height - 4, y + 4 }
        select new Frame(left, top, width, height);
}

/// <summary>A thin line across the panel at one x, with its label beside its top.</summary>
/// <param name="X">Where.</param>
public sealed record VerticalRule(double X) : Mark, IWritten
{
    /// <summary>Solid, dashed or dotted. Default dashed.</summary>
    public Dash Dash { get; init; } = Dash.Dashed;

    internal override Glyph Glyph => Glyph.None;

    internal override Colour? OwnColour => Palette.Axis;

    internal override Extent Reach(Scale x, Scale y) => new(Bounds.Of([X], x), Bounds.Empty);

    internal override void Draw(Canvas canvas, Pen pen)
    {
        double x = canvas.X.At(X);
        canvas.Stroke([new(x, canvas.Frame.Top), new(x, canvas.Frame.Bottom)], pen.Colour, 1.1, Line.DashAttributes(Dash, 1.1));
    }

    void IWritten.Write(Canvas canvas, Pen pen)
    {
        double x = canvas.X.At(X);
        if (Label is not null && canvas.Frame.Contains(new(x, canvas.Frame.Top)))
        {
            TextStyle style = TextStyle.TickLabel with { Colour = pen.Colour, Rim = true };
            RuleLabel.Write(canvas, Label, style, Places(canvas.Frame, x, style.WidthOf(Label), style.Size));
        }
    }

    private static IEnumerable<Frame> Places(Frame frame, double x, double width, double height) =>
        from share in new[] { 0, 1, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9 }
        let top = frame.Top + 3 + (share * (frame.Height - height - 9))
        from left in new[] { x + 5, x - 5 - width }
        select new Frame(left, top, width, height);
}

/// <summary>The label of a rule, at the first of the places along it where nothing is, or least.</summary>
internal static class RuleLabel
{
    internal static void Write(Canvas canvas, string text, TextStyle style, IEnumerable<Frame> places)
    {
        Frame place = canvas.Labels.Choose(places);
        canvas.Svg.Write(text, new(place.Left, place.Bottom - 1.5), style);
    }
}
