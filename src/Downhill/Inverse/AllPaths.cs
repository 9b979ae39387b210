using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>One way through a decision process: s₀, a₀, s₁, …, and the state that it ends in.</summary>
/// <param name="States">The states, one more than actions.</param>
/// <param name="Actions">The actions.</param>
public sealed record PathOf(int[] States, int[] Actions);

/// <summary>Every way through a small decision process with a horizon: a space of trajectories that can be summed over.</summary>
/// <remarks>Cost: about (A · successors)ᴴ ways. What is summed over all of them is exact, which makes it the judge of what is estimated.</remarks>
public sealed record AllPaths
{
    /// <summary>The most ways that are listed.</summary>
    public const int Most = 1_000_000;

    private readonly Mdp _mdp;

    private AllPaths(Mdp mdp, PathOf[] paths, double[] logDynamics) => (_mdp, Paths, LogDynamics) = (mdp, paths, logDynamics);

    /// <summary>The ways.</summary>
    public IReadOnlyList<PathOf> Paths { get; }

    /// <summary>ln p₀(s₀) + Σ ln P(sₜ₊₁|sₜ, aₜ) of each way: what does not depend on who decides.</summary>
    public IReadOnlyList<double> LogDynamics { get; }

    /// <summary>All ways that can happen.</summary>
    /// <param name="mdp">A process with a horizon.</param>
    /// <exception cref="ArgumentException">It has none, or there are more than <see cref="Most"/>.</exception>
    public static AllPaths Of(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        int horizon = mdp.Horizon ?? throw new ArgumentException("the process has no horizon, expected one: ways without an end cannot be listed.", nameof(mdp));
        List<(PathOf Path, double Log)> open = [.. Enumerable.Range(0, mdp.States).Where(state => mdp.Initial[state] > 0).Select(state => (new PathOf([state], []), Math.Log(mdp.Initial[state])))];
        for (int t = 0; t < horizon; t++)
        {
            open = [.. open.SelectMany(way => Longer(mdp, way.Path, way.Log)).Take(Most + 1)];
            if (open.Count > Most)
            {
                throw new ArgumentException($"there are more than {Most} ways after {t + 1} decisions, expected fewer: shorten the horizon.", nameof(mdp));
            }
        }

        return new(mdp, [.. open.Select(way => way.Path)], [.. open.Select(way => way.Log)]);
    }

    /// <summary>Σₜ ln π(aₜ|sₜ) of each way; −∞ where a policy never goes it.</summary>
    public double[] LogPolicy(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. Paths.Select(path => path.Actions.Select((action, t) => Math.Log(policy.At(path.States[t], t)[action])).Sum())];
    }

    /// <summary>The probability of each way under a policy.</summary>
    public double[] Law(Policy policy) => [.. LogPolicy(policy).Zip(LogDynamics, (log, dynamics) => Math.Exp(log + dynamics))];

    /// <summary>Σₜ γᵗ r of each way, over t &lt; H; the reward of a terminal state is earned on arrival.</summary>
    public double[] Returns(Rewards rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        return [.. Paths.Select(path => Return(path, rewards))];
    }

    private double Return(PathOf path, Rewards rewards)
    {
        double sum = 0, weight = 1;
        for (int t = 0; t < path.Actions.Length; t++)
        {
            sum += weight * EpisodeRewards.Of(_mdp.Transitions, rewards, path.States[t], path.Actions[t], path.States[t + 1]);
            weight *= _mdp.Discount;
        }

        int last = path.States[^1];
        return _mdp.Terminal[last] && path.Actions.Length < _mdp.Horizon && rewards.Kind == RewardKind.State ? sum + (weight * rewards.Values[last]) : sum;
    }

    private static IEnumerable<(PathOf Path, double Log)> Longer(Mdp mdp, PathOf path, double log)
    {
        int state = path.States[^1];
        if (mdp.Terminal[state])
        {
            yield return (path, log);
            yield break;
        }

        for (int action = 0; action < mdp.Actions; action++)
        {
            int pair = (state * mdp.Actions) + action;
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
            {
                yield return (new PathOf([.. path.States, mdp.Transitions.Next[i]], [.. path.Actions, action]), log + Math.Log(mdp.Transitions.Probabilities[i]));
            }
        }
    }
}
