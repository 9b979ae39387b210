using Downhill.Compute;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Downhill.Bootstrapping;

/// <summary>G = K D, what an update makes of a table's errors: Q′ = Q + α K D (T Q − Q).</summary>
/// <remarks>D = diag(ρ) says how often pairs are seen, K how far learning one moves others: for parameters θ, K = ∂Q/∂θ (∂Q/∂θ)ᵀ.</remarks>
public sealed record Gain
{
    /// <summary>Singular values below this share of the largest count as zero, by default.</summary>
    public const double Negligible = 1e-10;

    private Gain(double[] kernel, double[] weights) => (Kernel, Weights, Rows) = (kernel, weights, kernel.Length / weights.Length);

    /// <summary>K, row-major, shape [d, n]: d numbers move, n pairs have errors; d = n for a table.</summary>
    public double[] Kernel { get; }

    /// <summary>ρ, shape [n].</summary>
    public double[] Weights { get; }

    /// <summary>d.</summary>
    public int Rows { get; }

    /// <summary>n.</summary>
    public int Pairs => Weights.Length;

    /// <summary>(K D)ᵢⱼ = Kᵢⱼ ρⱼ.</summary>
    public double this[int i, int j] => Kernel[(i * Pairs) + j] * Weights[j];

    /// <summary>K D, shape [d, n].</summary>
    public double[,] Matrix()
    {
        double[,] matrix = new double[Rows, Pairs];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Pairs; j++)
            {
                matrix[i, j] = this[i, j];
            }
        }

        return matrix;
    }

    /// <summary>The rank of K.</summary>
    /// <param name="negligible">Singular values below this share of the largest count as zero.</param>
    public int Rank(double negligible = Negligible)
    {
        Svd<double> parts = Dense(Kernel, Rows, Pairs).Svd(computeVectors: false);
        return parts.S.Count(value => value > negligible * parts.S[0]);
    }

    /// <summary>K = D = 1: every pair by its own error, as value iteration does.</summary>
    /// <param name="pairs">n.</param>
    public static Gain Identity(int pairs) => Weighted([.. Enumerable.Repeat(1.0, Require.AtLeast(pairs, 1))]);

    /// <summary>K = 1: a table, whose pairs are seen with a distribution.</summary>
    /// <param name="weights">ρ, shape [n], at or above zero.</param>
    public static Gain Weighted(double[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        double[] kernel = new double[checked(weights.Length * weights.Length)];
        for (int pair = 0; pair < weights.Length; pair++)
        {
            kernel[pair * (weights.Length + 1)] = 1;
        }

        return Of(kernel, weights, weights.Length);
    }

    /// <summary>The kernel of any function approximator.</summary>
    /// <param name="kernel">K, row-major, shape [n, n].</param>
    /// <param name="weights">ρ, shape [n], at or above zero.</param>
    /// <exception cref="ArgumentException">Shapes disagree, or a number is not finite.</exception>
    public static Gain OfKernel(double[] kernel, double[] weights) => Of(kernel, weights, weights?.Length ?? 0);

    /// <summary>K K⁺: the errors are sent through K's inverse first, so that a step moves the table as value iteration would, as far as K reaches.</summary>
    /// <remarks>Of θ′ = θ + α Φ K⁺ D Δ. Where K is invertible this is 1; elsewhere the projection onto K's range, whose <see cref="Rank"/> is K's.</remarks>
    /// <param name="kernel">K, row-major, shape [n, n].</param>
    /// <param name="weights">ρ, shape [n]; null: ones.</param>
    /// <param name="negligible">Singular values below this share of the largest count as zero.</param>
    public static Gain Corrected(double[] kernel, double[]? weights = null, double negligible = Negligible)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        int pairs = (int)Math.Round(Math.Sqrt(kernel.Length));
        double[] seen = weights ?? [.. Enumerable.Repeat(1.0, pairs)];
        Svd<double> parts = Dense(Of(kernel, seen, pairs).Kernel, pairs, pairs).Svd();
        int rank = parts.S.Count(value => value > negligible * parts.S[0]);
        double[] projection = new double[pairs * pairs];
        for (int at = 0; at < projection.Length; at++)
        {
            projection[at] = Enumerable.Range(0, rank).Sum(k => parts.U[at / pairs, k] * parts.U[at % pairs, k]);
        }

        return new(projection, seen);
    }

    /// <summary>Φᵀ: what moves are the parameters w of Q = Φ w. In values this is K = Φ Φᵀ.</summary>
    /// <param name="features">Φ.</param>
    /// <param name="weights">ρ, shape [n], at or above zero.</param>
    public static Gain OfFeatures(LinearFeatures features, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Of(features.Transposed(), weights, features.Count);
    }

    /// <summary>A gain of any shape.</summary>
    /// <param name="kernel">K, row-major, shape [d, n].</param>
    /// <param name="weights">ρ, shape [n], at or above zero.</param>
    /// <param name="rows">d.</param>
    /// <exception cref="ArgumentException">Shapes disagree, or a number is not finite.</exception>
    public static Gain Of(double[] kernel, double[] weights, int rows)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(weights);
        _ = weights.Length > 0 && kernel.Length == (long)rows * weights.Length ? 0 : throw new ArgumentException($"a kernel of {kernel.Length} numbers and {weights.Length} weights, expected {rows} rows with a number for each weight.", nameof(kernel));
        int wrong = Array.FindIndex(weights, weight => !(weight >= 0 && double.IsFinite(weight)));
        _ = wrong < 0 ? 0 : throw new ArgumentException($"weight {wrong} is {weights[wrong]}, expected a finite number at or above zero.", nameof(weights));
        int lost = Array.FindIndex(kernel, value => !double.IsFinite(value));
        return lost < 0 ? new(kernel, weights) : throw new ArgumentException($"number {lost} of the kernel is {kernel[lost]}, expected finite numbers.", nameof(kernel));
    }

    private static Matrix<double> Dense(double[] values, int rows, int columns) => Matrix<double>.Build.Dense(rows, columns, (i, j) => values[(i * columns) + j]);
}
