using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Bootstrapping;

/// <summary>ρ, how often each pair is seen: the diagonal of D.</summary>
public static class PairDistribution
{
    /// <summary>ρ = (1 − γ) (1 − γ P_πᵀ)⁻¹ d₀, d₀(s, a) = μ₀(s) π(a|s): the discounted visits of a policy, which sum to one.</summary>
    /// <remarks>Where episodes end, visits of terminal states are no decisions, and the rest is scaled to one. With γ = 1 the visits of an episode.</remarks>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">What collects the data.</param>
    /// <returns>Shape [n].</returns>
    public static double[] Of(Mdp mdp, Policy policy)
    {
        double[] visits = Occupancy.Of(mdp, policy).Pairs;
        double all = visits.Sum();
        return [.. visits.Select(visit => visit / all)];
    }

    /// <summary>The same for each pair of a state that is not terminal.</summary>
    /// <param name="mdp">The process.</param>
    /// <returns>Shape [n].</returns>
    public static double[] Uniform(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        double alive = mdp.Terminal.Count(end => !end) * mdp.Actions;
        return [.. Enumerable.Range(0, mdp.States * mdp.Actions).Select(pair => mdp.Terminal[pair / mdp.Actions] ? 0 : 1 / alive)];
    }

    /// <summary>π = (1 − λ) π₁ + λ π₂ in each state.</summary>
    /// <param name="first">π₁.</param>
    /// <param name="second">π₂.</param>
    /// <param name="share">λ in [0, 1].</param>
    public static Policy Mixture(Policy first, Policy second, double share)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Require.Within(share, 0, 1);
        _ = (first.States, first.Actions, first.Horizon) == (second.States, second.Actions, second.Horizon) ? 0 : throw new ArgumentException("policies of different shapes, expected two of one process.", nameof(second));
        return new(first.States, first.Actions, [.. first.Probabilities.Zip(second.Probabilities, (a, b) => ((1 - share) * a) + (share * b))], first.Horizon);
    }

    /// <summary>The policy that takes the best action of a table.</summary>
    /// <param name="actions">A.</param>
    /// <param name="q">Q, shape [n].</param>
    public static Policy Greedy(int actions, ReadOnlySpan<double> q) => Extreme(actions, q, 1);

    /// <summary>The policy that takes the worst action of a table.</summary>
    /// <param name="actions">A.</param>
    /// <param name="q">Q, shape [n].</param>
    public static Policy Adversarial(int actions, ReadOnlySpan<double> q) => Extreme(actions, q, -1);

    private static Policy Extreme(int actions, ReadOnlySpan<double> q, double sign)
    {
        int[] chosen = new int[q.Length / Require.AtLeast(actions, 1)];
        for (int pair = 0; pair < q.Length; pair++)
        {
            int state = pair / actions;
            chosen[state] = sign * q[pair] > sign * q[(state * actions) + chosen[state]] ? pair % actions : chosen[state];
        }

        return Policy.Deterministic(actions, chosen);
    }
}
