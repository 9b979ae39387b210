namespace Downhill.Inverse;

/// <summary>The Z that minimises a discriminator's loss, all else given: E_p[1 − D] = E_q[D], which is Z = E_μ[e⁻ᶜ / μ̃], μ̃ = ½ e⁻ᶜ/Z + ½ q, an importance-sampling estimate.</summary>
/// <remarks>
/// In ln Z the loss is that of a logistic regression with nothing but an intercept: convex, with one minimum. It is exactly Σ e⁻ᶜ where the
/// data have the density e⁻ᶜ/Z, whatever q is; else the model's density in μ̃ stands for the data's, and it is not.
/// Source: C. Finn et al. (2016), arXiv 1611.03852, section 4; C. H. Bennett (1976), J. Comput. Phys. 22, 245–268, the acceptance ratio.
/// </remarks>
public static class DiscriminatorPartition
{
    private const int Rounds = 200;

    /// <summary>ln Z.</summary>
    /// <param name="costs">c of each trajectory, shape [n].</param>
    /// <param name="logSampler">ln q of each, shape [n].</param>
    /// <param name="data">Shares of the data, shape [n], summing to one.</param>
    /// <param name="sample">Shares of what the generator drew, shape [n], summing to one.</param>
    /// <returns>The root to rounding, by Newton's method kept within a bracket.</returns>
    public static double Log(ReadOnlySpan<double> costs, ReadOnlySpan<double> logSampler, ReadOnlySpan<double> data, ReadOnlySpan<double> sample)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int i = 0; i < costs.Length; i++)
        {
            // Where the logits of all trajectories have one sign, more than half of one side is misjudged: the root is between.
            (low, high) = (Math.Min(low, -costs[i] - logSampler[i]), Math.Max(high, -costs[i] - logSampler[i]));
        }

        double z = (low + high) / 2;
        for (int round = 0; round < Rounds; round++)
        {
            (double slope, double curvature) = Slope(z, costs, logSampler, data, sample);
            (low, high) = slope > 0 ? (low, z) : (z, high);
            double next = z - (slope / curvature);
            next = next >= low && next <= high ? next : (low + high) / 2;
            if (Math.Abs(next - z) <= 1e-16 * Math.Max(1, Math.Abs(z)))
            {
                return next;
            }

            z = next;
        }

        return z;
    }

    private static (double Slope, double Curvature) Slope(double z, ReadOnlySpan<double> costs, ReadOnlySpan<double> logSampler, ReadOnlySpan<double> data, ReadOnlySpan<double> sample)
    {
        double slope = 0, curvature = 0;
        for (int i = 0; i < costs.Length; i++)
        {
            double d = 1 / (1 + Math.Exp(costs[i] + logSampler[i] + z));
            slope += (data[i] * (1 - d)) - (sample[i] * d);
            curvature += (data[i] + sample[i]) * d * (1 - d);
        }

        return (slope, curvature);
    }
}
