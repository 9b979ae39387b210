namespace Downhill.Compute.Numerics;

/// <summary>min |x − p|² over x = Σ λᵢ xᵢ, λ ≥ 0, Σ λ = 1: the point of a convex hull next to a target, and the mixture that it is.</summary>
/// <remarks>
/// Finite and exact up to rounding: it keeps affinely independent points whose mixture is nearest, takes in the point farthest ahead, and
/// drops those whose weight would turn negative.
/// <para>Source: P. Wolfe (1976), Finding the nearest point in a polytope, Mathematical Programming 11, 128–149.</para>
/// </remarks>
public sealed record NearestInHull
{
    // Of the size of the points: what a step must gain to be more than rounding.
    private const double Gain = 1e-14, Weightless = 1e-12;
    private const int StepsPerPoint = 200;

    private NearestInHull(double[] weights, double[] point, double distance) => (Weights, Point, Distance) = (weights, point, distance);

    /// <summary>λ, one for each point of the hull.</summary>
    public double[] Weights { get; }

    /// <summary>x.</summary>
    public double[] Point { get; }

    /// <summary>|x − p|.</summary>
    public double Distance { get; }

    /// <summary>The nearest point.</summary>
    /// <param name="points">What the hull is of: at least one, all of p's length.</param>
    /// <param name="target">p.</param>
    /// <exception cref="ArgumentException">No points, or points of another length.</exception>
    public static NearestInHull Of(IReadOnlyList<double[]> points, double[] target)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(target);
        if (points.Count == 0 || points.Any(point => point.Length != target.Length))
        {
            throw new ArgumentException($"{points.Count} points, expected at least one, and each of {target.Length} numbers.", nameof(points));
        }

        double[][] from = [.. points.Select(point => point.Zip(target, (x, p) => x - p).ToArray())];
        double[] weights = Search(from);
        double[] nearest = Mixed(from, weights);
        return new(weights, [.. nearest.Zip(target, (x, p) => x + p)], Math.Sqrt(Dot(nearest, nearest)));
    }

    private static double[] Search(double[][] points)
    {
        double size = points.Max(point => Dot(point, point));
        int first = Enumerable.Range(0, points.Length).MinBy(i => Dot(points[i], points[i]));
        List<int> kept = [first];
        double[] weights = new double[points.Length];
        weights[first] = 1;
        for (int step = 0; step < StepsPerPoint + (StepsPerPoint * points.Length); step++)
        {
            double[] x = Mixed(points, weights);
            int ahead = Enumerable.Range(0, points.Length).MinBy(i => Dot(x, points[i]));
            if (Dot(x, x) - Dot(x, points[ahead]) <= Gain * size || kept.Contains(ahead))
            {
                break;
            }

            kept.Add(ahead);
            Settle(points, kept, weights);
        }

        return weights;
    }

    // Goes towards the nearest point of the affine hull, as far as no weight turns negative, and again without those that vanish.
    private static void Settle(double[][] points, List<int> kept, double[] weights)
    {
        while (true)
        {
            double[] wanted = Affine(points, kept);
            double share = 1;
            for (int i = 0; i < kept.Count; i++)
            {
                double now = weights[kept[i]];
                share = wanted[i] <= Weightless && now > wanted[i] ? Math.Min(share, now / (now - wanted[i])) : share;
            }

            for (int i = 0; i < kept.Count; i++)
            {
                weights[kept[i]] += share * (wanted[i] - weights[kept[i]]);
            }

            int before = kept.Count;
            foreach (int gone in kept.Where(i => weights[i] <= Weightless).ToArray())
            {
                weights[gone] = 0;
                kept.Remove(gone);
            }

            if (share >= 1 || kept.Count == before || kept.Count == 1)
            {
                Normalize(kept, weights);
                return;
            }
        }
    }

    private static void Normalize(List<int> kept, double[] weights)
    {
        double sum = kept.Sum(i => weights[i]);
        foreach (int i in kept)
        {
            weights[i] /= sum;
        }
    }

    // [G 1; 1ᵀ 0] [w; μ] = [0; 1], G the scalar products.
    private static double[] Affine(double[][] points, List<int> kept)
    {
        int n = kept.Count, wide = n + 1;
        double[] matrix = new double[wide * wide], right = new double[wide];
        double size = kept.Max(i => Dot(points[i], points[i]));
        for (int i = 0; i < n; i++)
        {
            (matrix[(i * wide) + n], matrix[(n * wide) + i]) = (1, 1);
            for (int j = 0; j < n; j++)
            {
                matrix[(i * wide) + j] = Dot(points[kept[i]], points[kept[j]]) / (size > 0 ? size : 1);
            }
        }

        right[n] = 1;
        LinearSystem.Solve(matrix.AsSpan(), right, wide, 1);
        return right[..n];
    }

    private static double[] Mixed(double[][] points, double[] weights)
    {
        double[] sum = new double[points[0].Length];
        for (int i = 0; i < points.Length; i++)
        {
            for (int k = 0; k < sum.Length && weights[i] != 0; k++)
            {
                sum[k] += weights[i] * points[i][k];
            }
        }

        return sum;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}
