namespace Downhill.Report;

/// <summary>How a line is broken up.</summary>
public enum Dash
{
    /// <summary>Not at all.</summary>
    Solid,

    /// <summary>Into dashes.</summary>
    Dashed,

    /// <summary>Into dots.</summary>
    Dotted,
}

/// <summary>A line through points, with an optional band for an interval around it; NaN interrupts both.</summary>
/// <param name="X">Where, shape [n].</param>
/// <param name="Y">How much, shape [n].</param>
public sealed record Line(double[] X, double[] Y) : Mark
{
    /// <summary>The lower edge of the band, shape [n]. Default none.</summary>
    public double[]? Lower { get; init; }

    /// <summary>The upper edge of the band, shape [n]. Default none.</summary>
    public double[]? Upper { get; init; }

    /// <summary>Solid, dashed or dotted. Default solid.</summary>
    public Dash Dash { get; init; }

    /// <summary>The width of the line, in pixels. Default 1.7.</summary>
    public double Width { get; init; } = 1.7;

    /// <summary>0 (not seen) to 1. Default 1.</summary>
    public double Opacity { get; init; } = 1;

    internal override Glyph Glyph => Dash switch { Dash.Dashed => Glyph.Dashed, Dash.Dotted => Glyph.Dotted, _ => Glyph.Line };

    internal override Colour? OwnColour => null;

    internal static (string Name, Value Value)[] DashAttributes(Dash dash, double width) => dash switch
    {
        Dash.Dashed => [("stroke-dasharray", $"{Svg.Px(3.5 * width)} {Svg.Px(2.2 * width)}")],
        Dash.Dotted => [("stroke-dasharray", $"0 {Svg.Px(2.2 * width)}"), ("stroke-linecap", "round")],
        _ => [],
    };

    internal override Extent Reach(Scale x, Scale y) =>
        new(Bounds.Of(X, x), Bounds.Of(Y, y).Join(Bounds.Of(Lower, y)).Join(Bounds.Of(Upper, y)));

    internal override void Draw(Canvas canvas, Pen pen)
    {
        DrawBand(canvas, pen);
        Pixel[] line = canvas.At(X, Y);
        canvas.Stroke(Trace.Thinned(line, canvas.Frame.Width), pen.Colour, Width, [.. DashAttributes(Dash, Width), .. Opacity < 1 ? [("stroke-opacity", (Value)Opacity)] : Array.Empty<(string, Value)>()]);
        foreach (List<Pixel> lonely in Trace.Parts(line).Where(part => part.Count == 1))
        {
            canvas.Svg.Leaf("circle", ("cx", lonely[0].X), ("cy", lonely[0].Y), ("r", Width), ("fill", pen.Colour));
        }
    }

    /// <summary>The last point that has a place, for a label beside it.</summary>
    internal Pixel LastOn(Axis x, Axis y)
    {
        for (int i = Math.Min(X.Length, Y.Length) - 1; i >= 0; i--)
        {
            if (new Pixel(x.At(X[i]), y.At(Y[i])) is { IsDrawable: true } p)
            {
                return p;
            }
        }

        return new(double.NaN, double.NaN);
    }

    private void DrawBand(Canvas canvas, Pen pen)
    {
        if (Lower is null || Upper is null)
        {
            return;
        }

        int n = Math.Min(X.Length, Math.Min(Lower.Length, Upper.Length));
        foreach (List<int> part in BandParts(canvas, n))
        {
            IEnumerable<Pixel> above = part.Select(i => new Pixel(canvas.X.At(X[i]), canvas.Y.Within(Upper[i])));
            IEnumerable<Pixel> below = part.Select(i => new Pixel(canvas.X.At(X[i]), canvas.Y.Within(Lower[i])));
            IReadOnlyList<Pixel> top = Trace.Thinned([.. above], canvas.Frame.Width), bottom = Trace.Thinned([.. below], canvas.Frame.Width);
            canvas.Touch(top);
            canvas.Touch(bottom);
            canvas.Svg.Leaf("path", ("d", Trace.Closed([.. top, .. bottom.Reverse()])), ("fill", pen.Colour), ("fill-opacity", 0.18));
        }
    }

    private List<List<int>> BandParts(Canvas canvas, int n)
    {
        List<List<int>> parts = [[]];
        for (int i = 0; i < n; i++)
        {
            if (double.IsNaN(Lower![i]) || double.IsNaN(Upper![i]) || double.IsNaN(canvas.X.At(X[i])))
            {
                parts.Add([]);
            }
            else
            {
                parts[^1].Add(i);
            }
        }

        return [.. parts.Where(part => part.Count > 1)];
    }
}
