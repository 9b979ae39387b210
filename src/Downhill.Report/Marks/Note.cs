namespace Downhill.Report;

/// <summary>Text at a point of the panel.</summary>
/// <param name="X">Where, in the units of the axis.</param>
/// <param name="Y">Where, in the units of the axis.</param>
/// <param name="Text">What it says.</param>
public sealed record Note(double X, double Y, string Text) : Mark, IWritten
{
    /// <summary>The size of the letters, in pixels. Default 11.5.</summary>
    public double Size { get; init; } = 11.5;

    /// <summary>Which part of the text stands at the point. Default its start.</summary>
    public Anchor Anchor { get; init; }

    internal override Glyph Glyph => Glyph.None;

    internal override Colour? OwnColour => Palette.Ink;

    internal override Extent Reach(Scale x, Scale y) => new(Bounds.Of([X], x), Bounds.Of([Y], y));

    internal override void Draw(Canvas canvas, Pen pen)
    {
        double width = Style(pen).WidthOf(Text), share = Anchor switch { Anchor.Start => 0, Anchor.Middle => 0.5, _ => 1 };
        Pixel p = canvas.At(X, Y);
        canvas.Labels.Take(new(p.X - (share * width), p.Y - Size, width, Size * 1.25));
        canvas.Ink.Line(p.Moved(-share * width, 0), p.Moved((1 - share) * width, 0));
    }

    void IWritten.Write(Canvas canvas, Pen pen)
    {
        Pixel p = canvas.At(X, Y);
        if (canvas.Frame.Contains(p))
        {
            canvas.Svg.Write(Text, p, Style(pen));
        }
    }

    private TextStyle Style(Pen pen) => new(Size, pen.Colour)
    {
        Rim = true,
        Anchor = Anchor switch { Anchor.Start => "start", Anchor.Middle => "middle", _ => "end" },
    };
}

/// <summary>Which part of a text stands at its point.</summary>
public enum Anchor
{
    /// <summary>Its left end.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its right end.</summary>
    End,
}
