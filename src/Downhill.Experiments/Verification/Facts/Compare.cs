namespace Downhill.Experiments.Facts;

/// <summary>How far apart numbers are, and how fast they approach one another.</summary>
internal static class Compare
{
    /// <summary>max |aᵢ − bᵢ| / max |bᵢ|; NaN where the lengths differ or a number is not finite.</summary>
    public static double Relative(IReadOnlyList<double> measured, IReadOnlyList<double> reference) =>
        Largest(Difference(measured, reference)) / Largest(reference);

    /// <summary>max |aᵢ|; NaN where any is.</summary>
    public static double Largest(IEnumerable<double> a) => a.Aggregate(0.0, (largest, x) => Math.Max(largest, Math.Abs(x)));

    /// <summary>√Σ aᵢ².</summary>
    public static double Length(IEnumerable<double> a) => Math.Sqrt(a.Sum(x => x * x));

    /// <summary>Σ aᵢ bᵢ.</summary>
    public static double Dot(IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Zip(b, (x, y) => x * y).Sum();

    /// <summary>aᵢ − bᵢ.</summary>
    public static double[] Difference(IReadOnlyList<double> a, IReadOnlyList<double> b) =>
        a.Count == b.Count ? [.. a.Zip(b, (x, y) => x - y)] : [double.NaN];

    /// <summary>p of error ≈ c hᵖ: the least-squares slope of ln error over ln h.</summary>
    public static double Order(IReadOnlyList<double> h, IReadOnlyList<double> errors)
    {
        double[] x = [.. h.Select(size => Math.Log(size))], y = [.. errors.Select(error => Math.Log(error))];
        double mean = x.Average();
        return x.Zip(y, (a, b) => (a - mean) * b).Sum() / x.Sum(a => (a - mean) * (a - mean));
    }

    /// <summary>From start, halved count − 1 times.</summary>
    public static double[] Halvings(double start, int count) => [.. Enumerable.Range(0, count).Select(k => start / (1 << k))];
}
