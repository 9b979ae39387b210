namespace Downhill.Experiments.Learning;

/// <summary>A way from one minimum to another over a saddle.</summary>
/// <param name="Point">The saddle.</param>
/// <param name="Energy">Its energy, without the model's offset.</param>
/// <param name="From">The minimum on one side, by number.</param>
/// <param name="To">The minimum on the other side.</param>
internal sealed record Saddle(double[] Point, double Energy, int From, int To);

/// <summary>The saddles between minima: Newton's method from visited points to where the gradient vanishes and one curvature is negative.</summary>
internal static class Saddles
{
    private const int Starts = 400, Iterations = 80, MostDimensions = 4;
    private const double Nudge = 0.03, SmallStep = 0.01, Same = 0.02, NearVisited = 0.15;

    /// <summary>The saddles in the visited region that join two different minima; none in more than four dimensions.</summary>
    internal static Saddle[] Of(Energy energy, double[] visited, double[] radius, double scale, Minima minima)
    {
        int d = radius.Length;
        if (d > MostDimensions || minima.Points.Length < 2)
        {
            return [];
        }

        CriticalPoints local = new(energy, radius);
        double[] points = Thinning.AtLeast(Starts, visited, d);
        local.Approach(points, Iterations);

        return [.. Distinct(local, points, visited, radius, scale).Select(found => Join(energy, found.Point, found.Unstable, radius, scale, minima)).OfType<Saddle>().Where(s => s.From != s.To)];
    }

    private static IEnumerable<(double[] Point, double[] Unstable)> Distinct(CriticalPoints local, double[] points, double[] visited, double[] radius, double scale)
    {
        int d = radius.Length;
        (_, double[] gradients, double[] hessians) = local.At(points);
        List<double[]> found = [];
        for (int row = 0; row < points.Length / d; row++)
        {
            double[] point = points[(row * d)..((row + 1) * d)];
            double slope = Math.Sqrt(gradients[(row * d)..((row + 1) * d)].Select((g, i) => g * g * radius[i] * radius[i]).Sum());
            if (!(slope < 1e-6 * scale) || !IsVisited(point, visited, radius) || found.Exists(other => InRadii.Distance(other, point, radius) < Same))
            {
                continue;
            }

            (double[] curvatures, double[] unstable) = CriticalPoints.Modes(hessians.AsSpan(row * d * d, d * d), d);
            found.Add(point);
            if (curvatures.Count(value => value < 0) == 1)
            {
                yield return (point, unstable);
            }
        }
    }

    /// <summary>Down both sides of the saddle, to the minima that it joins.</summary>
    private static Saddle? Join(Energy energy, double[] point, double[] unstable, double[] radius, double scale, Minima minima)
    {
        double[] sides = [.. point.Select((x, i) => x - (Nudge * radius[i] * unstable[i])), .. point.Select((x, i) => x + (Nudge * radius[i] * unstable[i]))];
        double[] ends = Minima.Descend(energy, sides, radius, scale, SmallStep);
        int from = Nearest(ends[..radius.Length]), to = Nearest(ends[radius.Length..]);
        return from < 0 || to < 0 ? null : new Saddle(point, energy.At(point), Math.Min(from, to), Math.Max(from, to));

        int Nearest(double[] end) => Array.FindIndex(minima.Points, minimum => InRadii.Distance(minimum.Point, end, radius) < 5 * Same);
    }

    private static bool IsVisited(double[] point, double[] visited, double[] radius)
    {
        int d = radius.Length;
        for (int row = 0; row < visited.Length / d; row++)
        {
            if (InRadii.Square(visited.AsSpan(row * d, d), point, radius) < NearVisited * NearVisited)
            {
                return true;
            }
        }

        return false;
    }
}
