namespace Downhill;

/// <summary>What a reward depends on.</summary>
public enum RewardKind
{
    /// <summary>r(s).</summary>
    State,

    /// <summary>r(s, a).</summary>
    StateAction,

    /// <summary>r(s, a, s′).</summary>
    Transition,
}

/// <summary>A reward: a number for each state, for each pair, or for each transition that can happen.</summary>
public sealed record Rewards
{
    private Rewards(RewardKind kind, double[] values) => (Kind, Values) = (kind, values);

    /// <summary>What it depends on.</summary>
    public RewardKind Kind { get; }

    /// <summary>The numbers: shape [S], [S · A], or one for each entry of <see cref="Transitions.Next"/>.</summary>
    public double[] Values { get; }

    /// <summary>r(s).</summary>
    /// <param name="values">Shape [S], finite.</param>
    public static Rewards OfState(double[] values) => new(RewardKind.State, Finite(values));

    /// <summary>r(s, a).</summary>
    /// <param name="values">Shape [S · A], actions next to each other, finite.</param>
    public static Rewards OfStateAction(double[] values) => new(RewardKind.StateAction, Finite(values));

    /// <summary>r(s, a, s′).</summary>
    /// <param name="values">One for each entry of <see cref="Transitions.Next"/>, finite.</param>
    public static Rewards OfTransition(double[] values) => new(RewardKind.Transition, Finite(values));

    /// <summary>E[r | s, a]: all that a value or a policy depends on.</summary>
    /// <param name="transitions">What follows.</param>
    /// <returns>Shape [S · A].</returns>
    public double[] Expected(Transitions transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        double[] expected = new double[transitions.States * transitions.Actions];
        for (int pair = 0; pair < expected.Length; pair++)
        {
            expected[pair] = Kind switch
            {
                RewardKind.State => Values[pair / transitions.Actions],
                RewardKind.StateAction => Values[pair],
                RewardKind.Transition => Along(transitions, pair),
                _ => throw new InvalidOperationException($"{Kind} is no kind of reward."),
            };
        }

        return expected;
    }

    /// <summary>How many numbers a reward of some kind has.</summary>
    public static int Count(RewardKind kind, Transitions transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        return kind switch
        {
            RewardKind.State => transitions.States,
            RewardKind.StateAction => transitions.States * transitions.Actions,
            RewardKind.Transition => transitions.Next.Length,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private double Along(Transitions transitions, int pair)
    {
        double sum = 0;
        for (int i = transitions.Starts[pair]; i < transitions.Starts[pair + 1]; i++)
        {
            sum += transitions.Probabilities[i] * Values[i];
        }

        return sum;
    }

    private static double[] Finite(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int wrong = Array.FindIndex(values, value => !double.IsFinite(value));
        return wrong < 0 ? values : throw new ArgumentException($"reward {wrong} is {values[wrong]}, expected finite numbers.", nameof(values));
    }
}
