namespace Downhill.Experiments.Codes;

/// <summary>Probabilities of all whole numbers k, known but for a scale s: what a code for rounded numbers is made of.</summary>
internal enum Family
{
    /// <summary>P(k) ∝ exp(−k² / (2 s²)).</summary>
    Gaussian,

    /// <summary>P(k) ∝ exp(−|k| / s).</summary>
    Laplace,

    /// <summary>P(k) ∝ 1 / (s² + k²): for a few numbers far out.</summary>
    Cauchy,
}

/// <summary>The three families, each with its sum over all whole numbers in closed form.</summary>
internal static class Families
{
    internal static readonly int Count = Enum.GetValues<Family>().Length;

    /// <summary>ln P(k).</summary>
    internal static double LogProbability(this Family family, double k, double s) => family switch
    {
        Family.Gaussian => -(k * k / (2 * s * s)) - LogNorm(family, s),
        Family.Laplace => -(Math.Abs(k) / s) - LogNorm(family, s),
        Family.Cauchy => -Math.Log((s * s) + (k * k)) - LogNorm(family, s),
    };

    /// <summary>Σ −log₂ P(k).</summary>
    internal static double Bits(this Family family, double[] k, double s) => family switch
    {
        Family.Gaussian => ((k.Sum(x => x * x) / (2 * s * s)) + (k.Length * LogNorm(family, s))) / Math.Log(2),
        Family.Laplace => ((k.Sum(Math.Abs) / s) + (k.Length * LogNorm(family, s))) / Math.Log(2),
        Family.Cauchy => (k.Sum(x => Math.Log((s * s) + (x * x))) + (k.Length * LogNorm(family, s))) / Math.Log(2),
    };

    /// <summary>The scale that makes numbers likely: their root mean square, their mean size, their median size.</summary>
    internal static double Scale(this Family family, double[] k) => family switch
    {
        Family.Gaussian => Math.Sqrt(k.Average(x => x * x)),
        Family.Laplace => k.Average(Math.Abs),
        Family.Cauchy => k.Select(Math.Abs).Order().ElementAt(k.Length / 2),
    };

    /// <summary>ln of the sum over all k of what P(k) is proportional to.</summary>
    /// <remarks>
    /// Laplace: Σ qᵏ both ways, (1 + q)/(1 − q) with q = exp(−1/s). Cauchy: (π/s) coth(π s). Gaussian: s √(2π) by Poisson's sum, which at
    /// s ≥ 2 is right to 2 exp(−2π² s²) &lt; 10⁻³³; below, a few terms are the whole sum.
    /// </remarks>
    private static double LogNorm(Family family, double s) => family switch
    {
        Family.Gaussian => Math.Log(s >= 2 ? s * Math.Sqrt(2 * Math.PI) : 1 + (2 * Enumerable.Range(1, 30).Sum(k => Math.Exp(-(k * k) / (2 * s * s))))),
        Family.Laplace => Math.Log((1 + Math.Exp(-1 / s)) / -double.ExpM1(-1 / s)),
        Family.Cauchy => Math.Log(Math.PI / (s * Math.Tanh(Math.PI * s))),
    };
}
