namespace Downhill.Report;

/// <summary>The path of one thing: it begins pale, with a ring, grows stronger with time, and ends with a dot; NaN interrupts it.</summary>
/// <param name="X">Where, in order of time, shape [n].</param>
/// <param name="Y">Where, in order of time, shape [n].</param>
public sealed record Track(double[] X, double[] Y) : Mark
{
    private const int Shades = 10;

    /// <summary>The width of the line, in pixels. Default 1.7.</summary>
    public double Width { get; init; } = 1.7;

    /// <summary>Whether the beginning is paler than the end. Default true.</summary>
    public bool Fading { get; init; } = true;

    /// <summary>Whether a ring shows the beginning and a dot the end. Default true.</summary>
    public bool ShowEnds { get; init; } = true;

    internal override Glyph Glyph => Glyph.Line;

    internal override Colour? OwnColour => Label is null ? Palette.Vermilion : null;

    internal override Extent Reach(Scale x, Scale y) => new(Bounds.Of(X, x), Bounds.Of(Y, y));

    internal override void Draw(Canvas canvas, Pen pen)
    {
        Pixel[] path = canvas.At(X, Y);
        if (canvas.Colours is not null)
        {
            // A dark edge, so that the pale beginning is seen on pale colours as well.
            canvas.Svg.Stroke(Trace.Of(path), Palette.Ink, Width + 1.2, ("stroke-opacity", 0.4));
        }

        foreach ((int from, int to, double strength) in Pieces(path.Length))
        {
            canvas.Stroke(path[from..to], pen.Colour.Diluted(strength), Width);
        }

        Pixel[] seen = [.. path.Where(p => p.IsDrawable)];
        if (ShowEnds && seen.Length > 0)
        {
            DrawEnds(canvas, pen, seen[0], seen[^1]);
        }
    }

    private static void DrawEnds(Canvas canvas, Pen pen, Pixel first, Pixel last)
    {
        canvas.Svg.Leaf("circle", ("cx", first.X), ("cy", first.Y), ("r", 3.2), ("fill", Palette.White), ("stroke", pen.Colour), ("stroke-width", 1.5));
        canvas.Svg.Leaf("circle", ("cx", last.X), ("cy", last.Y), ("r", 3.2), ("fill", pen.Colour), ("stroke", Palette.White), ("stroke-width", 0.8));
    }

    // Neighbouring pieces share a point, so that the line has no gaps.
    private IEnumerable<(int From, int To, double Strength)> Pieces(int length)
    {
        int pieces = Fading ? Math.Min(Shades, Math.Max(1, length - 1)) : 1;
        for (int k = 0; k < pieces; k++)
        {
            int from = (int)((long)k * length / pieces), to = Math.Min(length, (int)((long)(k + 1) * length / pieces) + 1);
            yield return (from, to, pieces == 1 ? 1 : 0.35 + (0.65 * k / (pieces - 1)));
        }
    }
}
