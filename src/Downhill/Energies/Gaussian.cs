using Downhill.Compute;

namespace Downhill.Energies;

/// <summary>w N(x; m, S): one component of a <see cref="GaussianMixture"/>.</summary>
public sealed record Gaussian
{
    /// <summary>A component with a covariance of its own.</summary>
    /// <param name="weight">w, above zero; only the ratios between components matter.</param>
    /// <param name="mean">m, shape [dimension].</param>
    /// <param name="covariance">S, row-major, shape [dimension, dimension], symmetric and positive definite.</param>
    /// <exception cref="ArgumentException">The covariance has another shape, or is not symmetric and positive definite.</exception>
    public Gaussian(double weight, IReadOnlyList<double> mean, IReadOnlyList<double> covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        (Weight, Mean, Covariance) = (Require.Positive(weight, nameof(weight)), [.. mean], [.. covariance]);
        int d = mean.Count;
        if (d == 0 || covariance.Count != d * d || !mean.All(double.IsFinite))
        {
            throw new ArgumentException($"A mean of {d} finite numbers needs a covariance of {d * d}, not {covariance.Count}.", nameof(covariance));
        }

        (Whitening, LogDeterminant) = Decompose(d, Covariance);
    }

    /// <summary>w N(x; m, σ² I).</summary>
    /// <param name="weight">w, above zero; only the ratios between components matter.</param>
    /// <param name="mean">m, shape [dimension].</param>
    /// <param name="deviation">σ, above zero.</param>
    public static Gaussian Isotropic(double weight, IReadOnlyList<double> mean, double deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        double variance = Math.Pow(Require.Positive(deviation, nameof(deviation)), 2);
        double[] covariance = new double[mean.Count * mean.Count];
        for (int i = 0; i < mean.Count; i++)
        {
            covariance[(i * mean.Count) + i] = variance;
        }

        return new Gaussian(weight, mean, covariance);
    }

    /// <summary>w, as it was given.</summary>
    public double Weight { get; }

    /// <summary>m, shape [dimension].</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>S, row-major, shape [dimension, dimension].</summary>
    public IReadOnlyList<double> Covariance { get; }

    /// <summary>L⁻¹ with S = L Lᵀ, row-major: L⁻¹ (x − m) is standard normal.</summary>
    internal double[] Whitening { get; }

    /// <summary>ln det S.</summary>
    internal double LogDeterminant { get; }

    private static (double[] Inverse, double LogDeterminant) Decompose(int d, IReadOnlyList<double> covariance)
    {
        double[] factor = Factor(d, covariance), inverse = new double[d * d];
        double logDeterminant = 0;
        for (int row = 0; row < d; row++)
        {
            double pivot = factor[(row * d) + row];
            logDeterminant += 2 * Math.Log(pivot);
            for (int column = 0; column <= row; column++)
            {
                double rest = row == column ? 1 : 0;
                for (int k = column; k < row; k++)
                {
                    rest -= factor[(row * d) + k] * inverse[(k * d) + column];
                }

                inverse[(row * d) + column] = rest / pivot;
            }
        }

        return (inverse, logDeterminant);
    }

    // The lower triangular L with L Lᵀ = S (Cholesky).
    private static double[] Factor(int d, IReadOnlyList<double> covariance)
    {
        double[] factor = new double[d * d];
        for (int row = 0; row < d; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double rest = covariance[(row * d) + column];
                bool symmetric = Math.Abs(rest - covariance[(column * d) + row]) <= 1e-12 * Math.Abs(rest);
                for (int k = 0; k < column; k++)
                {
                    rest -= factor[(row * d) + k] * factor[(column * d) + k];
                }

                if (!symmetric || (row == column && !(rest > 0 && double.IsFinite(rest))))
                {
                    throw new ArgumentException("A covariance must be symmetric and positive definite.", nameof(covariance));
                }

                factor[(row * d) + column] = row == column ? Math.Sqrt(rest) : rest / factor[(column * d) + column];
            }
        }

        return factor;
    }
}
