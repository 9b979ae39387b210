using Downhill.Compute;

namespace Downhill.Mdps;

/// <summary>Episodes drawn from a process and a policy.</summary>
public static class Episodes
{
    /// <summary>Episodes, each to its end: a terminal state, the horizon, or <paramref name="longest"/> decisions.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">π.</param>
    /// <param name="count">How many, at least one.</param>
    /// <param name="rng">Episode i uses stream i, so a longer list begins with a shorter one.</param>
    /// <param name="longest">The most decisions in an episode. Default 10,000.</param>
    /// <exception cref="ArgumentException">The policy is of another process.</exception>
    public static Demonstrations Draw(Mdp mdp, Policy policy, int count, Rng rng, int longest = 10_000)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(policy);
        PolicyValues.Fits(mdp, policy);
        Require.AtLeast(count, 1, nameof(count));
        int most = Math.Min(Require.AtLeast(longest, 1, nameof(longest)), mdp.Horizon ?? int.MaxValue);
        return new([.. Enumerable.Range(0, count).Select(episode => One(mdp, policy, rng.Fork(episode), most))]);
    }

    private static Episode One(Mdp mdp, Policy policy, Rng rng, int most)
    {
        List<int> states = [], actions = [];
        int state = Pick(mdp.Initial, rng.Uniform(0));
        for (int t = 0; t < most && !mdp.Terminal[state]; t++)
        {
            int action = Pick(policy.At(state, t), rng.Uniform((2L * t) + 1));
            states.Add(state);
            actions.Add(action);
            Range row = mdp.Transitions.Row(state, action);
            state = mdp.Transitions.Next[row.Start.Value + Pick(mdp.Transitions.Probabilities.AsSpan(row), rng.Uniform((2L * t) + 2))];
        }

        return new([.. states], [.. actions], state);
    }

    // The first whose cumulated probability exceeds u; rounding may leave the sum below u, and then it is the last that can happen.
    private static int Pick(ReadOnlySpan<double> law, double u)
    {
        int last = 0;
        for (int i = 0; i < law.Length; i++)
        {
            if (law[i] > 0)
            {
                last = i;
                u -= law[i];
                if (u < 0)
                {
                    return i;
                }
            }
        }

        return last;
    }
}
