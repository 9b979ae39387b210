using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>The reward r = Φ θ whose soft-optimal policy makes what was done most likely: min −E Σ γᵗ ln π_θ(aₜ|sₜ, t).</summary>
/// <remarks>
/// <para>
/// The likelihood is that of the actions given the states, so the noise of what the world did does not enter. At the minimum the policy visits
/// what Φ tells apart as often, discounted, as the demonstrations did, and among the policies that do it is the one of largest causal entropy.
/// </para>
/// <para>
/// Every discount and horizon is one formula: the values that are differentiated are those of the policy that is returned. With exact
/// demonstrations the problem is convex, and Fisher scoring is Newton's method. What no data decide (shaping, constants) stays where it began.
/// At discount 1 without a horizon r = 0 may have no value; then the search begins at a reward of −c per step.
/// </para>
/// Source: B. D. Ziebart, J. A. Bagnell and A. K. Dey (2010), Modeling interaction via the principle of maximum causal entropy, ICML.
/// Differs from the source: discounted; by Fisher scoring.
/// </remarks>
public sealed record MaximumCausalEntropy
{
    /// <summary>T of the soft values, in units of reward; only the ratio of reward and T can be known. Default 1.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>λ in ½ λ |θ − θ₀|², for few demonstrations: what was never done would else have a reward without bound. Default 0.</summary>
    public double Penalty { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether a decision at t counts γᵗ, so that discounted visits are matched; else each counts once, which few demonstrations use better. Default true.</summary>
    public bool Discounted { get; init; } = true;

    /// <summary>Steps, at most. Default 200.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 200;

    /// <summary>The reward of demonstrations.</summary>
    /// <param name="mdp">The process; its own rewards are not looked at.</param>
    /// <param name="rewards">What a reward may be.</param>
    /// <param name="demonstrations">What was done.</param>
    /// <exception cref="ArgumentException">Demonstrations that cannot be of this process.</exception>
    /// <exception cref="NoValueException">Discount 1 without a horizon, and no reward has a value.</exception>
    public InverseFit Fit(Mdp mdp, LinearRewards rewards, Demonstrations demonstrations)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(demonstrations);
        return Fit(mdp, rewards, Visits.Of(mdp, demonstrations, Discounted));
    }

    /// <summary>The reward of an expert that was watched for ever: exact demonstrations.</summary>
    /// <param name="mdp">The process; its own rewards are not looked at.</param>
    /// <param name="rewards">What a reward may be.</param>
    /// <param name="expert">What was done.</param>
    public InverseFit Fit(Mdp mdp, LinearRewards rewards, Policy expert)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(expert);
        return Fit(mdp, rewards, Visits.Of(mdp, expert));
    }

    /// <summary>The loss at θ and its gradient, for an expert that was watched for ever.</summary>
    /// <returns>−E Σ γᵗ ln π_θ, and its derivatives.</returns>
    public (double Value, double[] Gradient) LossAt(Mdp mdp, LinearRewards rewards, Policy expert, double[] theta)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(rewards);
        Curved at = new CausalLikelihood(mdp, rewards, Visits.Of(mdp, expert), Temperature).At(theta);
        return (at.Value, at.Gradient);
    }

    private InverseFit Fit(Mdp mdp, LinearRewards rewards, Visits visits)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        CausalLikelihood likelihood = new(mdp, rewards, visits, Temperature);
        double[] start = FirstReward.Of(mdp, rewards, Temperature, theta => double.IsFinite(likelihood.At(theta).Value), theta => _ = likelihood.ValuesAt(theta));
        Scored found = new FisherScoring { Steps = Steps }.Minimise(start, theta => Penalised(likelihood.At(theta), theta, start));
        return new(rewards.At(mdp, found.Point), likelihood.ValuesAt(found.Point).Policy, found.Point, found.At.Value, found.At.Slope, found.Steps)
        {
            Information = Penalty == 0 ? found.At.Curvature : likelihood.At(found.Point).Curvature,
            Losses = found.Values,
        };
    }

    private Curved Penalised(Curved at, double[] theta, double[] start)
    {
        if (Penalty == 0)
        {
            return at;
        }

        double value = at.Value;
        double[] gradient = [.. at.Gradient], curvature = [.. at.Curvature];
        for (int i = 0; i < theta.Length; i++)
        {
            value += 0.5 * Penalty * (theta[i] - start[i]) * (theta[i] - start[i]);
            gradient[i] += Penalty * (theta[i] - start[i]);
            curvature[(i * theta.Length) + i] += Penalty;
        }

        return new(value, gradient, curvature);
    }
}

/// <summary>What inverse reinforcement learning found.</summary>
/// <param name="Rewards">r.</param>
/// <param name="Policy">π, the policy of that reward: it is this one whose visits are those of the demonstrations.</param>
/// <param name="Parameters">θ.</param>
/// <param name="Loss">What was minimised.</param>
/// <param name="Slope">The largest |∂/∂θᵢ| that is left.</param>
/// <param name="Steps">Steps that were taken.</param>
public sealed record InverseFit(Rewards Rewards, Policy Policy, double[] Parameters, double Loss, double Slope, int Steps)
{
    /// <summary>The Fisher information of a demonstration at θ, a penalty left out, shape [k · k]; empty where it was not computed.</summary>
    public double[] Information { get; init; } = [];

    /// <summary>What was minimised at the start and after each step that was kept; empty where that was not written down.</summary>
    public double[] Losses { get; init; } = [];
}
