using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Densities;

/// <summary>−ln Σₖ wₖ N(x; cₖ, σ² I) in the plane.</summary>
/// <remarks>
/// Of equal widths only x cₖ / σ² differs between the bumps, so K of them are one product [2, K] and one exponential each. The terms
/// |x|² / 2σ² and x c / σ² cancel: at some thousand, which the known densities reach, 10⁻¹³ is left of it.
/// </remarks>
internal static class EqualBumps
{
    /// <summary>−ln p(x), a scalar per row.</summary>
    /// <param name="x">The point, shape [1, 2].</param>
    /// <param name="centres">The cₖ, shape [K, 2].</param>
    /// <param name="weights">The wₖ, shape [K], above zero, with sum 1.</param>
    /// <param name="deviation">σ.</param>
    internal static Node Energy(Node x, double[] centres, double[] weights, double deviation)
    {
        int count = weights.Length;
        double variance = deviation * deviation;
        double[] directions = new double[2 * count], offsets = new double[count];
        for (int k = 0; k < count; k++)
        {
            (double a, double b) = (centres[2 * k], centres[(2 * k) + 1]);
            (directions[k], directions[count + k]) = (a / variance, b / variance);
            offsets[k] = Math.Log(weights[k]) - (((a * a) + (b * b)) / (2 * variance));
        }

        Node exponents = MatMul(x, Node.Constant(directions, 2, count)) + Node.Constant(offsets, 1, count);
        return (SquaredNorm(x) / (2 * variance)) + Math.Log(2 * Math.PI * variance) - LogSumExp(exponents);
    }
}
