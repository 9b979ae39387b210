namespace Downhill.Report;

/// <summary>Lines of equal value of a grid; over a heat map each takes a colour that is seen on its own level.</summary>
/// <param name="Grid">The numbers.</param>
public sealed record Contours(Grid Grid) : Mark, IWritten
{
    /// <summary>The values of the lines. Default: about <see cref="Count"/> nice ones inside the colours of the heat map, or inside the data.</summary>
    public double[]? Levels { get; init; }

    /// <summary>About how many lines where no levels are given. Default 9.</summary>
    public int Count { get; init; } = 9;

    /// <summary>The width of the lines, in pixels. Default 0.8.</summary>
    public double Width { get; init; } = 0.8;

    /// <summary>0 (not seen) to 1. Default 0.6.</summary>
    public double Opacity { get; init; } = 0.6;

    /// <summary>Whether the levels are written on the longest line of each. Default false.</summary>
    public bool Labelled { get; init; }

    internal override Glyph Glyph => Glyph.Line;

    internal override Colour? OwnColour => Palette.Axis;

    internal override Extent Reach(Scale x, Scale y) => Grid.IsEmpty || Grid.Range.IsEmpty ? Extent.None : new(Grid.X, Grid.Y) { Fills = true };

    internal override void Draw(Canvas canvas, Pen pen)
    {
        foreach (double level in LevelsOn(canvas))
        {
            string path = string.Concat(Lines(canvas, level).Select(line => Trace.Of(line)));
            canvas.Svg.Stroke(path, ColourOf(canvas, pen, level), Width, ("stroke-opacity", Opacity));
        }
    }

    void IWritten.Write(Canvas canvas, Pen pen)
    {
        foreach (double level in Labelled ? LevelsOn(canvas) : [])
        {
            if (Lines(canvas, level).MaxBy(line => line.Count) is List<Pixel> longest)
            {
                ContourLabel.Write(canvas, longest, Number.Format(level, 3));
            }
        }
    }

    private double[] LevelsOn(Canvas canvas) =>
        Grid.IsEmpty || Grid.Range.IsEmpty ? []
        : Levels is not null ? [.. Levels.Where(Drawable.Is)]
        : Ticks.Values(Ranges.Opened(canvas.Colours?.Range ?? Grid.Range, Scale.Linear), Math.Max(1, Count));

    private Colour ColourOf(Canvas canvas, Pen pen, double level) => Colour ?? canvas.Colours?.Over(level) ?? pen.Colour;

    private List<List<Pixel>> Lines(Canvas canvas, double level) =>
        MarchingSquares.Lines(Grid, level).ConvertAll(line => line.ConvertAll(p => canvas.At(p.X, p.Y)));
}
