namespace Downhill.Experiments.Learning;

/// <summary>Where a landscape is known: near some point that was learned from.</summary>
internal sealed class VisitedRegion
{
    private const int MostPoints = 4096, Sampled = 512;

    // In standard deviations of the visited points, which are 1 apart from here on.
    private const double Near = 0.2, Usual = 0.99;

    private readonly double[] _points;
    private readonly double[] _radius;

    private VisitedRegion(double[] points, double[] radius)
    {
        (_points, _radius) = (points, radius);
        double[] gaps = [.. Thinning.Exactly(Sampled, Count).Select(Gap).Order()];
        Reach = Math.Max(Near, gaps[(int)(Usual * (gaps.Length - 1))]);
    }

    /// <summary>How far a point may lie from the nearest visited one, in standard deviations: a fifth, or more where the visited ones are sparser.</summary>
    internal double Reach { get; }

    /// <summary>The standard deviation of each coordinate.</summary>
    internal IReadOnlyList<double> Radius => _radius;

    private int Count => _points.Length / _radius.Length;

    /// <summary>The region of a model; null where it holds no visited points, as one that was saved by an earlier version.</summary>
    internal static VisitedRegion? Of(LearnedModel model)
    {
        int d = model.Columns.Length;
        if (model.Visited.Length < 2 * d)
        {
            return null;
        }

        double[] radius = [.. Enumerable.Range(0, d).Select(i => Deviation([.. model.Visited.Where((_, at) => at % d == i)]))];
        return new VisitedRegion([.. model.Visited.Select((x, at) => x / radius[at % d])], radius);
    }

    /// <summary>At most 4096 of the points, evenly thinned.</summary>
    internal static double[] Thinned(double[] points, int dimension) => Thinning.Taken(Thinning.Exactly(MostPoints, points.Length / dimension), points, dimension);

    /// <summary>How many of the points, shape [n, dimension], lie farther than <see cref="Reach"/> from every visited one; cost O(n) inside, O(n × visited) outside.</summary>
    internal int CountOutside(double[] points)
    {
        int d = _radius.Length, outside = 0;
        double[] scaled = new double[d];
        for (int row = 0; row < points.Length / d; row++)
        {
            for (int i = 0; i < d; i++)
            {
                scaled[i] = points[(row * d) + i] / _radius[i];
            }

            outside += Holds(scaled) ? 0 : 1;
        }

        return outside;
    }

    private bool Holds(double[] scaled)
    {
        for (int other = 0; other < Count; other++)
        {
            if (Square(scaled, other) <= Reach * Reach)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>From a visited point to the nearest other one.</summary>
    private double Gap(int point)
    {
        ReadOnlySpan<double> at = _points.AsSpan(point * _radius.Length, _radius.Length);
        double nearest = double.PositiveInfinity;
        for (int other = 0; other < Count; other++)
        {
            nearest = other == point ? nearest : Math.Min(nearest, Square(at, other));
        }

        return Math.Sqrt(nearest);
    }

    private double Square(ReadOnlySpan<double> at, int other)
    {
        double square = 0;
        for (int i = 0; i < at.Length; i++)
        {
            double off = at[i] - _points[(other * at.Length) + i];
            square += off * off;
        }

        return square;
    }

    private static double Deviation(double[] numbers)
    {
        double mean = numbers.Average();
        return Math.Max(Math.Sqrt(numbers.Average(n => (n - mean) * (n - mean))), double.Epsilon);
    }
}
