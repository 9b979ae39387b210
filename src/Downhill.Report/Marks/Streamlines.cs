namespace Downhill.Report;

/// <summary>Lines along a field of vectors, about equally far apart, with small arrow heads.</summary>
/// <param name="Field">The vector at (x, y), in the units of the axes; NaN where there is none.</param>
public sealed record Streamlines(Func<double, double, (double Dx, double Dy)> Field) : Mark
{
    /// <summary>The x of the field. Default: what other marks or the panel show.</summary>
    public Bounds? X { get; init; }

    /// <summary>The y of the field. Default: what other marks or the panel show.</summary>
    public Bounds? Y { get; init; }

    /// <summary>The distance between lines, in pixels. Default 24.</summary>
    public double Spacing { get; init; } = 24;

    /// <summary>The width of the lines, in pixels. Default 1.</summary>
    public double Width { get; init; } = 1;

    /// <summary>0 (not seen) to 1. Default 0.85.</summary>
    public double Opacity { get; init; } = 0.85;

    internal override Glyph Glyph => Glyph.Line;

    internal override Colour? OwnColour => Palette.Grey;

    /// <summary>The field given by its parts on grids, linear between their nodes.</summary>
    /// <param name="dx">The x part.</param>
    /// <param name="dy">The y part.</param>
    public static Streamlines Of(Grid dx, Grid dy)
    {
        ArgumentNullException.ThrowIfNull(dx);
        ArgumentNullException.ThrowIfNull(dy);
        return new((x, y) => (dx.Between(x, y), dy.Between(x, y))) { X = dx.X, Y = dx.Y };
    }

    internal override Extent Reach(Scale x, Scale y) => X is Bounds across && Y is Bounds up ? new(across, up) { Fills = true } : Extent.None;

    internal override void Draw(Canvas canvas, Pen pen)
    {
        List<List<Pixel>> lines = new StreamTracer(canvas.Frame, p => Velocity(canvas, p), Math.Max(6, Spacing)).Lines();
        if (Colour is null && canvas.Colours is not null)
        {
            DrawPart(canvas, lines, Palette.Ink, Opacity * 0.8, p => !canvas.IsDark(p));
            DrawPart(canvas, lines, Palette.White, Opacity, canvas.IsDark);
        }
        else
        {
            DrawPart(canvas, lines, pen.Colour, Opacity, _ => true);
        }
    }

    // Over a heat map the dark pieces of paper take white lines and the pale ones dark lines.
    private void DrawPart(Canvas canvas, List<List<Pixel>> lines, Colour colour, double opacity, Predicate<Pixel> chosen)
    {
        string shafts = string.Concat(lines.Select(line => Trace.Of(Chosen([.. Sparse(line)], chosen))));
        string heads = string.Concat(lines.SelectMany(line => HeadPlaces(line).Where(at => chosen(line[at])).Select(at => Head(line, at))));
        canvas.Svg.Stroke(shafts, colour, Width, ("stroke-opacity", opacity));
        if (heads.Length > 0)
        {
            canvas.Svg.Leaf("path", ("d", heads), ("fill", colour), ("fill-opacity", opacity));
        }
    }

    // One point more at the end of each piece, so that pieces meet.
    private static IEnumerable<Pixel> Chosen(Pixel[] line, Predicate<Pixel> chosen) =>
        line.Select((p, i) => chosen(p) || (i > 0 && chosen(line[i - 1])) ? p : new Pixel(double.NaN, double.NaN));

    // Every third point, and the last: a pixel and a half more would be seen by nobody.
    private static IEnumerable<Pixel> Sparse(List<Pixel> line) => line.Where((_, i) => i % 3 == 0 || i == line.Count - 1);

    private static IEnumerable<int> HeadPlaces(List<Pixel> line)
    {
        const int Every = 110;
        int heads = Math.Max(1, (int)Math.Round(line.Count / (double)Every));
        return Enumerable.Range(0, heads).Select(k => (int)((k + 0.5) * line.Count / heads));
    }

    private static string Head(List<Pixel> line, int at)
    {
        int tip = Math.Clamp(at, 2, line.Count - 1);
        double dx = line[tip].X - line[tip - 2].X, dy = line[tip].Y - line[tip - 2].Y, length = Math.Sqrt((dx * dx) + (dy * dy));
        if (!(length > 0))
        {
            return "";
        }

        (dx, dy) = (dx / length, dy / length);
        Pixel point = line[tip].Moved(4 * dx, 4 * dy), back = line[tip].Moved(-3.5 * dx, -3.5 * dy);
        return Trace.Closed([point, back.Moved(2.8 * dy, -2.8 * dx), back.Moved(1.5 * dx, 1.5 * dy), back.Moved(-2.8 * dy, 2.8 * dx)]);
    }

    private Pixel Velocity(Canvas canvas, Pixel p)
    {
        double x = canvas.X.ValueAt(p.X), y = canvas.Y.ValueAt(p.Y);
        if (X?.Contains(x) == false || Y?.Contains(y) == false)
        {
            return new(double.NaN, double.NaN);
        }

        (double dx, double dy) = Field(x, y);
        return new(dx * canvas.X.Slope(x), dy * canvas.Y.Slope(y));
    }
}
