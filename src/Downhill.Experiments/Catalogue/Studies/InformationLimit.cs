using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Experiments.Studies;

/// <summary>How well the force of a landscape can be known from noisy tracks where its form is known: the bound of Cramér and Rao.</summary>
/// <remarks>
/// The Euler likelihood has the Fisher information I = Σ Δ / (2T) Jᵀ J over the frames, J = ∂(∇E)/∂θ; no unbiased estimate of the force at x
/// is off by less than tr(J(x) I⁻¹ J(x)ᵀ) in the mean square. Over the frames themselves the mean of this is 2T p / (N Δ) for p parameters.
/// </remarks>
/// <param name="Force">The root of the mean over the points of the mean square error.</param>
/// <param name="Parameters">p.</param>
internal sealed record InformationLimit(double Force, int Parameters)
{
    /// <summary>The bound at points from frames, both of shape [n, 2].</summary>
    internal static InformationLimit Of(WellForm truth, double[] frames, double[] points, double interval, double temperature)
    {
        Matrix<double> inverse = (interval / (2 * temperature) * Squares(truth, frames)).Inverse();
        Matrix<double> mean = Squares(truth, points) / (points.Length / 2);
        return new(Math.Sqrt((inverse * mean).Trace()), truth.Count);
    }

    /// <summary>Σ Jᵀ J.</summary>
    private static Matrix<double> Squares(WellForm truth, double[] points)
    {
        int n = truth.Count;
        double[] sum = new double[n * n];
        foreach (double[] point in points.Chunk(2))
        {
            double[] rows = truth.Sensitivity(point[0], point[1]);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    sum[(i * n) + j] += (rows[i] * rows[j]) + (rows[n + i] * rows[n + j]);
                }
            }
        }

        return Matrix<double>.Build.DenseOfRowMajor(n, n, sum);
    }
}
