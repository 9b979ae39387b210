using Downhill.Compute;

namespace Downhill.Experiments.Codes;

/// <summary>x′ = a x + σ ξ: the code of a system whose shortest description is known.</summary>
/// <remarks>
/// With a and σ fitted, n residuals take (n/2) log₂(2πe σ̂²/ε²) bits at a fine resolution ε, and k = 2 parameters, each known to 1/√n, take
/// (k/2) log₂ n + O(1) more. Source: J. Rissanen (1978), Automatica 14, 465–471.
/// </remarks>
/// <param name="A">a, below 1 in size.</param>
/// <param name="Resolution">ε, in units of σ = 1.</param>
internal sealed record LinearMap(double A, double Resolution)
{
    /// <summary>One whose a and ε are no round numbers, for a code of whole numbers prefers those.</summary>
    /// <remarks>ε is σ/256 to σ/128: rounding adds ε²/12 to σ², 5·10⁻⁶ of it, or 0.015 bits at n = 4096.</remarks>
    internal static LinearMap Random(Rng rng) => new(0.3 + (0.6 * rng.Uniform(0)), Math.Pow(2, -7 - rng.Uniform(1)));

    /// <summary>Bits beyond (n/2) log₂(2πe σ̂²/ε²).</summary>
    internal double Excess(int n, Rng rng)
    {
        (double[] from, double[] to) = Draw(n, rng);
        double a = from.Zip(to, (x, y) => x * y).Sum() / from.Sum(x => x * x);
        TwoPartCode code = TwoPartCode.Shortest([[a]], theta => [.. from.Select(x => theta[0][0] * x)], to, Resolution);
        double variance = from.Zip(to, (x, y) => (y - (a * x)) * (y - (a * x))).Average();
        return code.Bits - (n / 2.0 * Math.Log2(2 * Math.PI * Math.E * variance / (Resolution * Resolution)));
    }

    /// <summary>What that excess should be: (k/2) log₂ n and the constants of this code, without data.</summary>
    /// <remarks>
    /// With Σx² = n σ² / (1 − a²), a slope wrong by Δ costs Δ² Σx² / (2 σ² ln 2) bits. A scale s instead of σ costs log₂(s/σ) + (σ²/s² − 1) / (2 ln 2)
    /// bits for each of the n. The receiver is told whichever numbers make the sum with their own bits least.
    /// </remarks>
    internal double Predicted(int n) => Enumerable.Range(-14, 15).Min(m => SlopeBits(n, m)) + Enumerable.Range(0, 10).Min(r => ScaleBits(n, r));

    // a as the multiple k of 2^m, k by a Gaussian of scale 2^j.
    private double SlopeBits(int n, int m)
    {
        double k = Math.Round(A / Math.Pow(2, m)), missed = A - (k * Math.Pow(2, m)), j = Math.Round(Math.Log2(Math.Max(1, k))), s = Math.Pow(2, j);
        double told = WholeNumberCode.SignedBits(m) + Math.Log2(Families.Count) + WholeNumberCode.Bits(1) + WholeNumberCode.SignedBits((long)j) + Math.Log2(s * Math.Sqrt(2 * Math.PI));
        return told + (((k * k / (s * s)) + (missed * missed * n / (1 - (A * A)))) / (2 * Math.Log(2)));
    }

    // σ = 1 as 2^(j / 2^r) multiples of ε.
    private double ScaleBits(int n, int r)
    {
        double j = Math.Round(-Math.Log2(Resolution) * (1 << r)), octaves = (j / (1 << r)) + Math.Log2(Resolution);
        double told = Math.Log2(Families.Count) + WholeNumberCode.Bits(r + 1) + WholeNumberCode.SignedBits((long)j);
        return told + (n * (octaves + ((Math.Pow(4, -octaves) - 1) / (2 * Math.Log(2)))));
    }

    private (double[] From, double[] To) Draw(int n, Rng rng)
    {
        double[] x = new double[n + 1];
        x[0] = rng.Normal(n) / Math.Sqrt(1 - (A * A));
        for (int t = 0; t < n; t++)
        {
            x[t + 1] = (A * x[t]) + rng.Normal(t);
        }

        return (x[..n], x[1..]);
    }
}
