namespace Downhill.Inverse;

/// <summary>Rewards that are linear in what is learned: r = Φ θ, a number θ for each state, pair or transition, or features of them.</summary>
public sealed record LinearRewards
{
    private readonly double[]? _features;
    private readonly int _count;

    private LinearRewards(RewardKind kind, double[]? features, int count) => (Kind, _features, _count) = (kind, features, count);

    /// <summary>What the reward depends on.</summary>
    public RewardKind Kind { get; }

    /// <summary>θ is the reward itself: a number for each state, pair or transition that can happen.</summary>
    public static LinearRewards Tabular(RewardKind kind) => new(kind, null, 0);

    /// <summary>r = Φ θ.</summary>
    /// <param name="kind">What the reward depends on.</param>
    /// <param name="features">Φ, shape [n, k], a row for each state, pair or transition; rows of pairs in terminal states are zero.</param>
    /// <param name="count">k, at least one.</param>
    public static LinearRewards OfFeatures(RewardKind kind, double[] features, int count)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new(kind, features, count);
    }

    /// <summary>How many numbers θ has for a process.</summary>
    public int Count(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        return _features is null ? Rewards.Count(Kind, mdp.Transitions) : _count;
    }

    /// <summary>The reward of θ.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="theta">θ.</param>
    /// <exception cref="ArgumentException">The features are not as many as the process has states, pairs or transitions.</exception>
    public Rewards At(Mdp mdp, double[] theta)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(theta);
        double[] values = new double[Rewards.Count(Kind, mdp.Transitions)];
        for (int row = 0; row < values.Length; row++)
        {
            Each(mdp, row, (i, value) => values[row] += value * theta[i]);
        }

        return Kind switch
        {
            RewardKind.State => Rewards.OfState(values),
            RewardKind.StateAction => Rewards.OfStateAction(values),
            RewardKind.Transition => Rewards.OfTransition(values),
        };
    }

    /// <summary>E[φ | s, a], shape [S · A, k]; in a terminal state φ(s).</summary>
    internal double[] OfPairs(Mdp mdp)
    {
        int k = Count(mdp), pairs = mdp.States * mdp.Actions;
        double[] expected = new double[checked(pairs * k)];
        for (int pair = 0; pair < pairs; pair++)
        {
            int from = pair * k;
            if (Kind != RewardKind.Transition)
            {
                Each(mdp, Kind == RewardKind.State ? pair / mdp.Actions : pair, (i, value) => expected[from + i] += value);
                continue;
            }

            for (int entry = mdp.Transitions.Starts[pair]; entry < mdp.Transitions.Starts[pair + 1]; entry++)
            {
                double p = mdp.Transitions.Probabilities[entry];
                Each(mdp, entry, (i, value) => expected[from + i] += p * value);
            }
        }

        return expected;
    }

    /// <summary>Σ φ over visits of states, pairs or transitions, whichever it is that rewards depend on.</summary>
    internal double[] Sum(Mdp mdp, double[] visits)
    {
        double[] sum = new double[Count(mdp)];
        for (int row = 0; row < visits.Length; row++)
        {
            double visit = visits[row];
            Each(mdp, row, (i, value) => sum[i] += visit * value);
        }

        return sum;
    }

    // A pair in a terminal state is nothing that is decided, so no number is learned for it.
    private void Each(Mdp mdp, int row, Action<int, double> hear)
    {
        if (Kind == RewardKind.StateAction && mdp.Terminal[row / mdp.Actions])
        {
            return;
        }

        if (_features is null)
        {
            hear(row, 1);
            return;
        }

        int expected = checked(Rewards.Count(Kind, mdp.Transitions) * _count);
        if (_features.Length != expected)
        {
            throw new ArgumentException($"{_features.Length} features, expected {expected}: {_count} for each {Kind}.");
        }

        for (int i = 0; i < _count; i++)
        {
            hear(i, _features[(row * _count) + i]);
        }
    }
}
