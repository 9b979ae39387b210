using Downhill.Compute;

namespace Downhill.Experiments.Spirals;

/// <summary>The spiral r = 0.4 + 2.2 v, φ = 4π v, v from 0 to 1, in the square [−3, 3]²: two turns, arms 1.1 apart, no noise.</summary>
internal static class SpiralCurve
{
    internal const double Half = 3;
    private const double First = 0.4, Last = 2.6, Turns = 2;
    private const int Pieces = 4096;

    // Lengths up to the ends of the pieces.
    private static readonly double[] Lengths = Measure();

    internal static double Length => Lengths[^1];

    /// <summary>Points with v uniform, as of a thing that turns steadily: the inner arm has more of them to a unit of length. Shape [count, 2].</summary>
    internal static double[] Draw(int count, Rng rng) => [.. Enumerable.Range(0, count).SelectMany(i => At(rng.Uniform(i)))];

    /// <summary>Points evenly along the length, shape [count, 2].</summary>
    internal static double[] Even(int count) => [.. Enumerable.Range(0, count).SelectMany(k => At(VAt((k + 0.5) / count * Length)))];

    /// <summary>Points of the square, shape [count, 2].</summary>
    internal static double[] Box(int count, Rng rng) => [.. Enumerable.Range(0, 2 * count).Select(i => Half * ((2 * rng.Uniform(i)) - 1))];

    /// <summary>How far a point is from the spiral, and how far along it the nearest place is, as a share of its length.</summary>
    internal static (double Distance, double Along)[] Nearest(double[] points)
    {
        const int Places = 2048;
        double[] even = Even(Places);
        return [.. points.Chunk(2).Select(point =>
        {
            (int at, double least) = (0, double.PositiveInfinity);
            for (int k = 0; k < Places; k++)
            {
                double x = even[2 * k] - point[0], y = even[(2 * k) + 1] - point[1], square = (x * x) + (y * y);
                (at, least) = square < least ? (k, square) : (at, least);
            }

            return (Math.Sqrt(least), (at + 0.5) / Places);
        })];
    }

    /// <summary>Where the arms cross the ray at an angle, from the innermost, shape [arms] of radii.</summary>
    internal static double[] Arms(double angle)
    {
        double first = ((angle / (2 * Math.PI)) % 1) + (angle < 0 ? 1 : 0);
        return [.. Enumerable.Range(0, (int)Turns + 1).Select(turn => (first + turn) / Turns).Where(v => v <= 1).Select(RadiusAt)];
    }

    internal static double[] At(double v) => [RadiusAt(v) * Math.Cos(2 * Math.PI * Turns * v), RadiusAt(v) * Math.Sin(2 * Math.PI * Turns * v)];

    private static double RadiusAt(double v) => First + ((Last - First) * v);

    private static double VAt(double length)
    {
        int at = Array.BinarySearch(Lengths, length), next = Math.Clamp(at >= 0 ? at : ~at, 1, Pieces);
        return (next - 1 + ((length - Lengths[next - 1]) / (Lengths[next] - Lengths[next - 1]))) / Pieces;
    }

    private static double[] Measure()
    {
        double[] lengths = new double[Pieces + 1];
        for (int k = 1; k <= Pieces; k++)
        {
            double[] from = At((k - 1.0) / Pieces), to = At((double)k / Pieces);
            lengths[k] = lengths[k - 1] + Math.Sqrt(((to[0] - from[0]) * (to[0] - from[0])) + ((to[1] - from[1]) * (to[1] - from[1])));
        }

        return lengths;
    }
}
