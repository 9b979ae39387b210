namespace Downhill.Report;

/// <summary>How often numbers fall into equal bins.</summary>
/// <param name="Values">The numbers, in any order; those that are not finite are left out.</param>
public sealed record Histogram(double[] Values) : Mark
{
    /// <summary>How many bins. Default: of width 2 IQR n^(−1/3), 5 to 80 of them (Freedman and Diaconis 1981).</summary>
    public int? Bins { get; init; }

    /// <summary>From the first bin to the last. Default: all the numbers.</summary>
    public Bounds? Range { get; init; }

    /// <summary>Heights such that the area is the share of the numbers inside the range (true, the default), or counts (false).</summary>
    public bool Density { get; init; } = true;

    /// <summary>The same histograms with the same bins, so that they can be compared: over all their numbers, as fine as the finest.</summary>
    /// <param name="all">Histograms for one panel.</param>
    public static Histogram[] Alike(params Histogram[] all)
    {
        ArgumentNullException.ThrowIfNull(all);
        Bounds range = Ranges.Opened(Ranges.Joined(all.Select(one => one.Range ?? Bounds.Of(one.Values))), Scale.Linear);
        int bins = all.Select(one => one with { Range = range }).Select(one => one.Heights().Heights.Length).DefaultIfEmpty(1).Max();
        return Array.ConvertAll(all, one => one with { Range = range, Bins = bins });
    }

    internal override Glyph Glyph => Glyph.Area;

    internal override Colour? OwnColour => null;

    internal override Extent Reach(Scale x, Scale y)
    {
        (Bounds range, double[] heights) = Heights();
        return heights.Length == 0 ? Extent.None : new(range, Bounds.Of([0, .. heights], y)) { StandsInY = true };
    }

    internal override void Draw(Canvas canvas, Pen pen)
    {
        (Bounds range, double[] heights) = Heights();
        if (heights.Length == 0)
        {
            return;
        }

        List<Pixel> outline = [new(canvas.X.At(range.Least), canvas.Y.Within(0))];
        for (int bin = 0; bin < heights.Length; bin++)
        {
            double left = canvas.X.At(range.At((double)bin / heights.Length)), right = canvas.X.At(range.At((bin + 1.0) / heights.Length));
            outline.AddRange([new(left, canvas.Y.Within(heights[bin])), new(right, canvas.Y.Within(heights[bin]))]);
        }

        outline.Add(new(canvas.X.At(range.Greatest), canvas.Y.Within(0)));
        canvas.Svg.Leaf("path", ("d", Trace.Closed(outline.Where(p => p.IsDrawable))), ("fill", pen.Colour), ("fill-opacity", 0.28));
        canvas.Stroke(outline, pen.Colour, 1.3);
    }

    internal (Bounds Range, double[] Heights) Heights()
    {
        double[] sorted = [.. Values.Where(Drawable.Is).Order()];
        Bounds range = Range ?? Bounds.Of(sorted);
        if (sorted.Length == 0 || range.IsEmpty)
        {
            return (Bounds.Empty, []);
        }

        range = Ranges.Opened(range, Scale.Linear);
        double[] heights = new double[Math.Clamp(Bins ?? Usual(sorted, range), 1, 2000)];
        foreach (double value in sorted.Where(range.Contains))
        {
            heights[Math.Min(heights.Length - 1, (int)((value - range.Least) / range.Span * heights.Length))]++;
        }

        double unit = Density ? sorted.Length * range.Span / heights.Length : 1;
        return (range, [.. heights.Select(height => height / unit)]);
    }

    private static int Usual(double[] sorted, Bounds range)
    {
        double quartiles = sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4];
        double width = 2 * quartiles / Math.Cbrt(sorted.Length);
        return width > 0 ? (int)Math.Clamp(Math.Ceiling(range.Span / width), 5, 80) : 20;
    }
}
