namespace Downhill.Report;

/// <summary>A grid of numbers as a landscape seen from above at a slant, shaded, what is behind drawn first; NaN is a hole.</summary>
/// <remarks>A panel with one has no axes of its own: numbers stand at the corners of the ground. Set its <see cref="Panel.EqualAspect"/>.</remarks>
/// <param name="Grid">The numbers; at most <see cref="Cells"/> of them along a side are shown, evenly chosen.</param>
public sealed record Surface(Grid Grid) : Mark, IColoured
{
    // The light comes from the upper left, a little from the front, in units of its length: right, away, up.
    private const double LightRight = -0.5, LightAway = -0.35, LightUp = 0.79;

    /// <summary>The colours. Default <see cref="ColourMap.Sequential"/>.</summary>
    public ColourMap Map { get; init; } = ColourMap.Sequential;

    /// <summary>What lies on the ground, with all below it. Default the least number of the grid.</summary>
    public double? Minimum { get; init; }

    /// <summary>What reaches the top, with all above it. Default the greatest number of the grid.</summary>
    public double? Maximum { get; init; }

    /// <summary>How high the top is, in units of the longer side of the ground. Default 0.45.</summary>
    public double Height { get; init; } = 0.45;

    /// <summary>By how much the ground is turned, in degrees, clockwise as seen from above. Default 30.</summary>
    public double Turn { get; init; } = 30;

    /// <summary>From how high it is seen, in degrees above the ground, 0 to 90. Default 40.</summary>
    public double Elevation { get; init; } = 40;

    /// <summary>How many cells a side has at most. Default 52.</summary>
    public int Cells { get; init; } = 52;

    /// <summary>A bar beside the panel that says which colour is which number. Default false.</summary>
    public bool ShowColourBar { get; init; }

    ColourScale? IColoured.Colours => Colours;

    internal override Glyph Glyph => Glyph.None;

    internal override Colour? OwnColour => Palette.Ink;

    private ColourScale? Colours => Grid.IsEmpty || Grid.Range.IsEmpty ? null : ScaleOf(Grid.Range);

    internal override Extent Reach(Scale x, Scale y)
    {
        if (Colours is null || x != Scale.Linear || y != Scale.Linear)
        {
            return Extent.None;
        }

        Viewpoint eye = Eye;
        (double Right, double Up)[] corners = [.. from a in Ends(Grid.X) from b in Ends(Grid.Y) from high in new[] { 0, Height } select eye.Of(a, b, high)];
        double[] right = [.. corners.Select(corner => corner.Right)], up = [.. corners.Select(corner => corner.Up)];
        return new(new(right.Min() - 0.08, right.Max() + 0.08), new(up.Min() - 0.09, up.Max() + 0.01)) { Fills = true };
    }

    internal override void Draw(Canvas canvas, Pen pen)
    {
        if (Colours is not ColourScale colours || Reach(Scale.Linear, Scale.Linear).X.IsEmpty)
        {
            return;
        }

        Viewpoint eye = Eye;
        DrawGround(canvas, eye);
        int[] columns = Chosen(Grid.Columns, eye.IsFarAtLeastX), rows = Chosen(Grid.Rows, eye.IsFarAtLeastY);
        canvas.Svg.Open("g", ("fill", "currentColor"), ("stroke", "currentColor"), ("stroke-width", 0.6), ("stroke-linejoin", "round"));
        for (int i = 1; i < columns.Length; i++)
        {
            for (int j = 1; j < rows.Length; j++)
            {
                DrawCell(canvas, eye, colours, [(columns[i - 1], rows[j - 1]), (columns[i], rows[j - 1]), (columns[i], rows[j]), (columns[i - 1], rows[j])]);
            }
        }

        canvas.Svg.Close();
        WriteCorners(canvas, eye);
    }

    double IColoured.Under(double x, double y) => double.NaN;

    private Viewpoint Eye => new(Grid.X, Grid.Y, Turn, Elevation);

    // The ends stay; nodes from the far side to the near one, so that what is near covers what is behind it.
    private int[] Chosen(int count, bool isFarAtLeast)
    {
        int cells = Math.Min(Math.Max(1, Cells), count - 1);
        IEnumerable<int> nodes = count < 2 ? [] : Enumerable.Range(0, cells + 1).Select(k => (int)((long)k * (count - 1) / cells));
        return [.. isFarAtLeast ? nodes : nodes.Reverse()];
    }

    private void DrawCell(Canvas canvas, Viewpoint eye, ColourScale colours, (int I, int J)[] corners)
    {
        double[] shares = [.. corners.Select(corner => Grid.Values[corner.I, corner.J]).Select(value => double.IsFinite(value) ? colours.Share(value) : double.NaN)];
        if (Array.Exists(shares, double.IsNaN))
        {
            return;
        }

        Pixel[] pixels = [.. corners.Zip(shares, (corner, share) => Pixel(canvas, eye.Of(Grid.XOf(corner.I), Grid.YOf(corner.J), Height * share)))];
        Colour colour = colours.Map.At(shares.Average()).Lit(Light(eye, corners, shares));
        canvas.Svg.Leaf("path", ("d", Trace.Closed(pixels)), ("color", colour));
    }

    /// <summary>How much light a cell has, 1 for level ground.</summary>
    private double Light(Viewpoint eye, (int I, int J)[] corners, double[] shares)
    {
        double wide = (Grid.XOf(corners[1].I) - Grid.XOf(corners[0].I)) / eye.Side, deep = (Grid.YOf(corners[2].J) - Grid.YOf(corners[1].J)) / eye.Side;
        double riseX = Height * (shares[1] + shares[2] - shares[0] - shares[3]) / (2 * wide), riseY = Height * (shares[2] + shares[3] - shares[0] - shares[1]) / (2 * deep);
        (double right, double away) = eye.Turned(riseX, riseY);
        return (LightUp - (LightRight * right) - (LightAway * away)) / (LightUp * Math.Sqrt(1 + (right * right) + (away * away)));
    }

    private void DrawGround(Canvas canvas, Viewpoint eye)
    {
        Bounds x = Grid.X, y = Grid.Y;
        Pixel[] ground = [.. new[] { (x.Least, y.Least), (x.Greatest, y.Least), (x.Greatest, y.Greatest), (x.Least, y.Greatest) }.Select(corner => Pixel(canvas, eye.Of(corner.Item1, corner.Item2, 0)))];
        canvas.Svg.Leaf("path", ("d", Trace.Closed(ground)), ("fill", Palette.Faint), ("stroke", Palette.Axis), ("stroke-width", 0.8));
    }

    // The corners at both ends of the two near edges, below the edge.
    private void WriteCorners(Canvas canvas, Viewpoint eye)
    {
        double nearX = eye.IsFarAtLeastX ? Grid.X.Greatest : Grid.X.Least, nearY = eye.IsFarAtLeastY ? Grid.Y.Greatest : Grid.Y.Least;
        foreach (double share in new[] { 0.06, 0.5, 0.94 })
        {
            double x = share == 0.5 ? Grid.X.Middle : share < 0.5 ? Grid.X.Least : Grid.X.Greatest, y = share == 0.5 ? Grid.Y.Middle : share < 0.5 ? Grid.Y.Least : Grid.Y.Greatest;
            Write(canvas, Pixel(canvas, eye.Of(Grid.X.At(share), nearY, 0)), x, eye.Of(1, 0).Up);
            Write(canvas, Pixel(canvas, eye.Of(nearX, Grid.Y.At(share), 0)), y, eye.Of(0, 1).Up);
        }
    }

    // An edge that rises to the right has its numbers on its right.
    private static void Write(Canvas canvas, Pixel foot, double number, double rising) =>
        canvas.Svg.Write(Number.Format(number, 3), foot.Moved(rising > 0 ? 5 : -5, 11), TextStyle.TickLabel with { Size = 10, Anchor = rising > 0 ? "start" : "end" });

    private static Pixel Pixel(Canvas canvas, (double Right, double Up) place) => canvas.At(place.Right, place.Up);

    private static double[] Ends(Bounds bounds) => [bounds.Least, bounds.Greatest];

    private ColourScale ScaleOf(Bounds data)
    {
        double least = Minimum is double low && Drawable.Is(low) ? low : data.Least, greatest = Maximum is double high && Drawable.Is(high) ? high : data.Greatest;
        Bounds shown = Ranges.Opened(new(least, greatest), Scale.Linear);
        return new(Map, shown, data.Least < shown.Least, data.Greatest > shown.Greatest);
    }
}
