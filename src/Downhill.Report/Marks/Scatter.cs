namespace Downhill.Report;

/// <summary>Points, each with an optional vertical interval.</summary>
/// <param name="X">Where, shape [n].</param>
/// <param name="Y">How much, shape [n].</param>
public sealed record Scatter(double[] X, double[] Y) : Mark
{
    /// <summary>The lower ends of the intervals, shape [n]. Default none.</summary>
    public double[]? Lower { get; init; }

    /// <summary>The upper ends of the intervals, shape [n]. Default none.</summary>
    public double[]? Upper { get; init; }

    /// <summary>The diameter of a point, in pixels. Default 5.</summary>
    public double Size { get; init; } = 5;

    /// <summary>0 (not seen) to 1 (hides what is below). Default 0.8.</summary>
    public double Opacity { get; init; } = 0.8;

    /// <summary>Of more points than this, evenly chosen ones are drawn. Default 5000.</summary>
    public int Most { get; init; } = 5000;

    internal override Glyph Glyph => Glyph.Dot;

    internal override Colour? OwnColour => null;

    internal override Extent Reach(Scale x, Scale y) =>
        new(Bounds.Of(X, x), Bounds.Of(Y, y).Join(Bounds.Of(Lower, y)).Join(Bounds.Of(Upper, y)));

    internal override void Draw(Canvas canvas, Pen pen)
    {
        int[] drawn = [.. Chosen(Math.Min(X.Length, Y.Length))];
        foreach (int i in drawn.Where(i => i < Lower?.Length && i < Upper?.Length))
        {
            canvas.Interval(X[i], Lower![i], Upper![i], pen.Colour);
        }

        canvas.Svg.Open("g", ("fill", pen.Colour), ("fill-opacity", Opacity));
        foreach (Pixel p in drawn.Select(i => canvas.At(X[i], Y[i])).Where(p => p.IsDrawable && canvas.Frame.Inset(-Size).Contains(p)))
        {
            canvas.Ink.Dot(p);
            canvas.Svg.Leaf("circle", ("cx", p.X), ("cy", p.Y), ("r", Size / 2));
        }

        canvas.Svg.Close();
    }

    private IEnumerable<int> Chosen(int count) =>
        count <= Most ? Enumerable.Range(0, count) : Enumerable.Range(0, Most).Select(k => (int)((long)k * count / Most));
}
