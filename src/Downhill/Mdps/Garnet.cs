using Downhill.Compute;

namespace Downhill.Mdps;

/// <summary>Random processes without a structure: from each pair to b states drawn without replacement, with probabilities cut at random places.</summary>
/// <remarks>
/// Source: T. W. Archibald, K. I. M. McKinnon and L. C. Thomas (1995), On the generation of Markov decision processes, J. Oper. Res. Soc. 46.
/// The b probabilities are the lengths between b − 1 uniform cuts of [0, 1]; rewards are standard normal; the first state is uniform over
/// those that are not terminal.
/// </remarks>
public sealed record Garnet
{
    /// <summary>S. Default 10.</summary>
    public int States { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>A. Default 3.</summary>
    public int Actions { get; init => field = Require.AtLeast(value, 1); } = 3;

    /// <summary>b, the states that may follow a pair. Default 2.</summary>
    public int Branches { get; init => field = Require.AtLeast(value, 1); } = 2;

    /// <summary>The last so many states are terminal. Default 0.</summary>
    public int Ends { get; init => field = Require.AtLeast(value, 0); }

    /// <summary>What the reward depends on. Default: the pair.</summary>
    public RewardKind Kind { get; init; } = RewardKind.StateAction;

    /// <summary>γ. Default 0.9.</summary>
    public double Discount { get; init => field = Require.Within(value, 0, 1); } = 0.9;

    /// <summary>H, or null. Default null.</summary>
    public int? Horizon { get; init; }

    /// <summary>A process of these sizes.</summary>
    /// <param name="rng">The same number, the same process.</param>
    /// <returns>The process, in O(S A b).</returns>
    /// <exception cref="ArgumentException">There are fewer states than branches, or all are terminal.</exception>
    public Mdp Draw(Rng rng)
    {
        int alive = States - Ends;
        _ = Branches <= States && alive > 0 ? 0 : throw new ArgumentException($"{States} states, {Ends} of them terminal, and {Branches} branches: expected at most as many branches as states, and one state to decide in.", nameof(rng));
        Transitions transitions = Follow(rng.Fork(0));
        double[] values = new double[Rewards.Count(Kind, transitions)];
        rng.Fork(1).Normal(values);
        Rewards rewards = Kind switch
        {
            RewardKind.State => Rewards.OfState(values),
            RewardKind.StateAction => Rewards.OfStateAction([.. values.Select((value, pair) => pair / Actions < alive ? value : 0)]),
            RewardKind.Transition => Rewards.OfTransition(values),
            _ => throw new InvalidOperationException($"{Kind} is no kind of reward."),
        };
        return new(transitions, rewards, [.. Enumerable.Range(0, States).Select(state => state < alive ? 1.0 / alive : 0)], [.. Enumerable.Range(0, States).Select(state => state >= alive)], Discount, Horizon);
    }

    private Transitions Follow(Rng rng)
    {
        int pairs = (States - Ends) * Actions, at = 0;
        int[] starts = new int[checked((States * Actions) + 1)], next = new int[checked(pairs * Branches)];
        double[] probabilities = new double[next.Length], cuts = new double[Branches];
        for (int pair = 0; pair < pairs; pair++)
        {
            Rng own = rng.Fork(pair);
            Choose(own, next.AsSpan(at, Branches));
            Cut(own, cuts);
            starts[pair] = at;
            for (int i = 0; i < Branches; i++)
            {
                // Two cuts in one place are as unlikely as 2⁻⁵², and leave a state that cannot follow.
                if (cuts[i] > 0)
                {
                    (next[at], probabilities[at]) = (next[(starts[pair]) + i], cuts[i]);
                    at++;
                }
            }
        }

        Array.Fill(starts, at, pairs, starts.Length - pairs);
        return Transitions.OfRows(States, Actions, starts, next[..at], probabilities[..at]);
    }

    // R. W. Floyd's choice of b of S without replacement, ascending.
    private void Choose(Rng rng, Span<int> chosen)
    {
        for (int i = 0; i < Branches; i++)
        {
            int top = States - Branches + i, candidate = rng.Below(i, top + 1);
            chosen[i] = chosen[..i].Contains(candidate) ? top : candidate;
        }

        chosen.Sort();
    }

    private static void Cut(Rng rng, Span<double> lengths)
    {
        for (int i = 0; i < lengths.Length - 1; i++)
        {
            lengths[i] = rng.Uniform(i);
        }

        lengths[^1] = 1;
        lengths.Sort();
        for (int i = lengths.Length - 1; i > 0; i--)
        {
            lengths[i] -= lengths[i - 1];
        }
    }
}
