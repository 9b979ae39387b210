using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Inverse;

/// <summary>One energy three times: c(τ) = Σₜ γᵗ E(xₜ) is a cost, exp(−c)/Z a density of trajectories, −c − ln Z − ln q the logit of a discriminator.</summary>
/// <remarks>
/// Trajectories are rows. Each has a weight in the data (<see cref="DataWeight"/>: p, or 1/N for demonstrations), one in what the
/// generator drew (<see cref="SampleWeight"/>: q, or 1/M for samples), and its ln q. So a space that is summed over and one that is
/// sampled are the same graph. What the world does, P(s′|s, a), is in p, in q and in the model alike, and cancels in every ratio:
/// <see cref="LogSampler"/> is ln of the decisions alone.
/// Source: C. Finn, P. Christiano, P. Abbeel and S. Levine (2016), arXiv 1611.03852.
/// Differs from the source: Z is learned as the paper has it; what is known of it elsewhere folds it into the cost.
/// </remarks>
public static class PathLosses
{
    private static readonly Rows Steps = new("steps");

    /// <summary>Which trajectory a step is of.</summary>
    public static RowIndex Path { get; } = new("path", Steps, Rows.Points);

    /// <summary>Each trajectory's share of the data.</summary>
    public static Node DataWeight => Node.Point(1, "data_weight");

    /// <summary>Each trajectory's share of what the generator drew.</summary>
    public static Node SampleWeight => Node.Point(1, "sample_weight");

    /// <summary>Σₜ ln q(aₜ|sₜ) of each trajectory.</summary>
    public static Node LogSampler => Node.Point(1, "log_sampler");

    /// <summary>ln of how much each trajectory counts in the sum for Z.</summary>
    public static Node LogImportance => Node.Point(1, "log_importance");

    /// <summary>ln Z, learned.</summary>
    public static Parameter LogPartition(double value) => new("log_partition", 1, 1, [value]);

    /// <summary>c(τ) = Σₜ γᵗ E(xₜ), a scalar per trajectory.</summary>
    /// <param name="energy">The cost of a step.</param>
    public static Node Cost(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return Scatter(energy.Of(Node.Point(energy.Dimension, "step", Steps)) * Node.Point(1, "step_weight", Steps), Path);
    }

    /// <summary>ln D − ln(1 − D) = −c − ln Z − ln q for D = (e⁻ᶜ/Z) / (e⁻ᶜ/Z + q).</summary>
    /// <param name="cost">c.</param>
    public static Node Logit(Node cost) => -cost - LogPartition(0).Node - LogSampler;

    /// <summary>E_p[−ln D] + E_q[−ln(1 − D)], what the discriminator minimises in its cost and in ln Z; convex in ln Z.</summary>
    /// <param name="cost">c.</param>
    public static Node Discriminator(Node cost)
    {
        Node logit = Logit(cost);
        return SumRows((DataWeight * Softplus(-logit)) + (SampleWeight * Softplus(logit)));
    }

    /// <summary>E_p[c] + ln Σ w e⁻ᶜ, what guided cost learning minimises: the likelihood of the data, its Z by importance sampling.</summary>
    /// <param name="cost">c.</param>
    public static Node Guided(Node cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return SumRows(DataWeight * cost) + LogSumExpRows(LogImportance - cost);
    }

    /// <summary>E_q[ln(1 − D) − ln D] = ln Z + E_q[c] + E_q[ln q], what the generator minimises: cost less entropy.</summary>
    /// <param name="cost">c.</param>
    public static Node Generator(Node cost) => SumRows(SampleWeight * -Logit(cost));
}
