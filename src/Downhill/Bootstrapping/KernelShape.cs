using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Bootstrapping;

/// <summary>What a kernel K says about how values generalise.</summary>
/// <param name="Diagonal">The mean of Kᵢᵢ: how far learning a pair moves it.</param>
/// <param name="RowRatio">The mean of (1/n) Σⱼ≠ᵢ |Kᵢⱼ| / Kᵢᵢ: how far it moves others, of its own.</param>
/// <param name="Dead">Pairs whose Kᵢᵢ is below 10⁻¹² of the largest, which have no row ratio.</param>
public readonly record struct KernelShape(double Diagonal, double RowRatio, int Dead)
{
    /// <summary>The shape of a kernel.</summary>
    /// <remarks>Source: J. Achiam, E. Knight and P. Abbeel (2019), arXiv:1903.08894, section 6.1.</remarks>
    /// <param name="kernel">K, row-major, shape [n, n].</param>
    public static KernelShape Of(double[] kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        int n = (int)Math.Round(Math.Sqrt(kernel.Length));
        double[] own = [.. Enumerable.Range(0, n).Select(i => kernel[(i * n) + i])];
        int[] alive = [.. Enumerable.Range(0, n).Where(i => own[i] > 1e-12 * own.Max())];
        double[] ratios = [.. alive.Select(i => (kernel.AsSpan(i * n, n).ToArray().Sum(Math.Abs) - own[i]) / own[i] / n)];
        return new(own.Average(), ratios.DefaultIfEmpty(double.NaN).Average(), n - alive.Length);
    }

    /// <summary>‖K₁ − K₀‖ / ‖K₀‖, Frobenius: how far a kernel moved.</summary>
    /// <param name="before">K₀.</param>
    /// <param name="after">K₁.</param>
    public static double Drift(double[] before, double[] after)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Math.Sqrt(before.Zip(after, (a, b) => (b - a) * (b - a)).Sum() / before.Sum(a => a * a));
    }

    /// <summary>The largest eigenvalue of K D, which is that of D^½ K D^½: 2 over it is the longest step that fits fixed targets.</summary>
    /// <param name="kernel">K, symmetric, row-major, shape [n, n].</param>
    /// <param name="weights">ρ, shape [n].</param>
    public static double Fastest(double[] kernel, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        int n = weights.Length;
        return Matrix<double>.Build.Dense(n, n, (i, j) => kernel[(i * n) + j] * Math.Sqrt(weights[i] * weights[j])).Evd(Symmetricity.Symmetric).EigenValues.Max(value => value.Real);
    }
}
