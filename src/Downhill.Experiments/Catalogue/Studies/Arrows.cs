using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>A field as small arrows, each around its point; their length grows as the square root of the field's, so that weak places show.</summary>
internal static class Arrows
{
    private const double Head = 0.35, Slant = 0.45;

    /// <summary>The arrows as one broken line.</summary>
    /// <param name="points">Where, shape [n, 2].</param>
    /// <param name="field">The field there, shape [n, 2].</param>
    /// <param name="longest">The length of the longest arrow, in the units of the axes.</param>
    internal static Line Of(double[] points, double[] field, double longest)
    {
        double[][] at = [.. points.Chunk(2)], vectors = [.. field.Chunk(2)];
        double largest = vectors.Max(v => Math.Sqrt((v[0] * v[0]) + (v[1] * v[1])));
        (double X, double Y)[] path = [.. at.Zip(vectors, (x, v) => Arrow(x, v, longest, largest)).SelectMany(arrow => arrow)];
        return new([.. path.Select(p => p.X)], [.. path.Select(p => p.Y)]) { Width = 1.1 };
    }

    private static (double, double)[] Arrow(double[] x, double[] v, double longest, double largest)
    {
        double size = Math.Sqrt((v[0] * v[0]) + (v[1] * v[1])), length = longest * Math.Sqrt(size / largest), dx = length * v[0] / size, dy = length * v[1] / size;
        (double X, double Y) tip = (x[0] + (dx / 2), x[1] + (dy / 2));
        (double, double) Barb(double side) => (tip.X - (Head * (dx - (side * Slant * dy))), tip.Y - (Head * (dy + (side * Slant * dx))));
        return [(x[0] - (dx / 2), x[1] - (dy / 2)), tip, Barb(1), (double.NaN, double.NaN), tip, Barb(-1), (double.NaN, double.NaN)];
    }
}
