namespace Downhill.Report;

/// <summary>A grid of numbers as colours; NaN is transparent. The label is the title of the colour bar.</summary>
/// <param name="Grid">The numbers.</param>
public sealed record Heatmap(Grid Grid) : Mark, IColoured
{
    /// <summary>The colours. Default <see cref="ColourMap.Sequential"/>.</summary>
    public ColourMap Map { get; init; } = ColourMap.Sequential;

    /// <summary>What has the first colour, with all below it. Default the least number of the grid.</summary>
    public double? Minimum { get; init; }

    /// <summary>What has the last colour, with all above it. Default the greatest number of the grid, or its quantile.</summary>
    public double? Maximum { get; init; }

    /// <summary>The share of the numbers, 0 to 1, below the last colour where <see cref="Maximum"/> is not given. Default 1: all.</summary>
    public double Quantile { get; init; } = 1;

    /// <summary>What has the middle colour, for a diverging map; the ends are then equally far from it. Default none.</summary>
    public double? Centre { get; init; }

    /// <summary>Interpolated between the nodes of the grid (true, the default) or one square a node (false).</summary>
    public bool Smooth { get; init; } = true;

    /// <summary>A bar beside the panel that says which colour is which number. Default true.</summary>
    public bool ShowColourBar { get; init; } = true;

    ColourScale? IColoured.Colours => Colours;

    internal ColourScale? Colours => Grid.IsEmpty || Grid.Range is { IsEmpty: true } ? null : ScaleOf(Grid.Range);

    internal override Glyph Glyph => Glyph.None;

    internal override Colour? OwnColour => Palette.Ink;

    internal override Extent Reach(Scale x, Scale y) =>
        Grid.IsEmpty || Grid.Range.IsEmpty ? Extent.None
        : Smooth ? new(Grid.X, Grid.Y) { Fills = true }
        : new(Grid.Widened(Grid.X, Grid.Columns), Grid.Widened(Grid.Y, Grid.Rows)) { Fills = true };

    internal override void Draw(Canvas canvas, Pen pen)
    {
        if (Colours is ColourScale colours)
        {
            (int width, int height) = ((int)(canvas.Frame.Width * Density) + 1, (int)(canvas.Frame.Height * Density) + 1);
            byte[] png = Png.Encode(width, height, Pixels(canvas, colours, width, height), PaletteOf(colours.Map));
            canvas.Svg.Leaf(
                "image", ("x", canvas.Frame.Left), ("y", canvas.Frame.Top), ("width", canvas.Frame.Width), ("height", canvas.Frame.Height),
                ("preserveAspectRatio", "none"), ("href", Png.DataUri(png)));
        }
    }

    double IColoured.Under(double x, double y) => Under(x, y);

    private double Under(double x, double y) => Smooth ? Grid.Between(x, y) : Grid.Nearest(x, y);

    // Points of the picture per pixel: a smooth field needs few, the edges of squares many.
    private double Density => Smooth ? 0.7 : 2;

    // Entry 0 is the transparent one, so 255 colours remain.
    private static Colour[] PaletteOf(ColourMap map) => [Palette.White, .. Enumerable.Range(0, 255).Select(k => map.At(k / 254.0))];

    private byte[] Pixels(Canvas canvas, ColourScale colours, int width, int height)
    {
        byte[] pixels = new byte[width * height];
        double[] x = [.. Enumerable.Range(0, width).Select(i => canvas.X.ValueAt(canvas.Frame.Left + ((i + 0.5) * canvas.Frame.Width / width)))];
        for (int row = 0; row < height; row++)
        {
            double y = canvas.Y.ValueAt(canvas.Frame.Top + ((row + 0.5) * canvas.Frame.Height / height));
            for (int column = 0; column < width; column++)
            {
                double value = Under(x[column], y);
                pixels[(row * width) + column] = double.IsFinite(value) ? (byte)(1 + Math.Round(254 * colours.Share(value))) : (byte)0;
            }
        }

        return pixels;
    }

    private ColourScale ScaleOf(Bounds data)
    {
        Bounds range = new(Finite(Minimum) ?? data.Least, Finite(Maximum) ?? (Quantile < 1 ? AtQuantile() : data.Greatest));
        if (Finite(Centre) is double centre)
        {
            double reach = Math.Max(Math.Abs(range.Greatest - centre), Math.Abs(range.Least - centre));
            range = new(centre - reach, centre + reach);
        }

        Bounds shown = Ranges.Opened(range, Scale.Linear);
        return new(Map, shown, data.Least < shown.Least, data.Greatest > shown.Greatest);
    }

    private static double? Finite(double? value) => value is double number && Drawable.Is(number) ? number : null;

    private double AtQuantile()
    {
        double[] sorted = [.. Grid.All.Where(Drawable.Is).Order()];
        return sorted[(int)Math.Clamp(Quantile * (sorted.Length - 1), 0, sorted.Length - 1)];
    }
}
