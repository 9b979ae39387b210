namespace Downhill;

/// <summary>A finite Markov decision process: in state s an action a is taken, r is earned, and s′ follows with P(s′|s, a).</summary>
/// <remarks>
/// With a horizon H decisions are made at t = 0, …, H − 1 and nothing is earned after; without one they are made for ever, or until a
/// terminal state. What is earned at t counts γᵗ. In a terminal state nothing is decided: its own r(s) is earned once, on arrival, and
/// the episode is over; so its value is r(s), and rewards of pairs and transitions are zero there.
/// The arrays are taken as they are, not copied, and must not be changed afterwards.
/// </remarks>
public sealed record Mdp
{
    /// <summary>How far a row of P or the initial law may be from one, by rounding of what wrote it.</summary>
    public const double Rounding = 1e-9;

    /// <summary>A decision process.</summary>
    /// <param name="transitions">P(s′|s, a): each pair of a state that is not terminal sums to one; a terminal state leads nowhere.</param>
    /// <param name="rewards">r, of any kind.</param>
    /// <param name="initial">The law of the first state, shape [S].</param>
    /// <param name="terminal">Which states end an episode, shape [S].</param>
    /// <param name="discount">γ in [0, 1]; 1 needs a horizon, or an end that every policy reaches (who solves it finds out).</param>
    /// <param name="horizon">H, or null.</param>
    /// <exception cref="ArgumentException">Shapes that disagree, a row that is no law (which, and by how much), a discount out of range.</exception>
    public Mdp(Transitions transitions, Rewards rewards, double[] initial, bool[] terminal, double discount, int? horizon = null)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(terminal);
        (Transitions, Rewards, Initial, Terminal, Discount, Horizon) = (transitions, rewards, initial, terminal, discount, horizon);
        CheckShapes();
        CheckLaws();
    }

    /// <summary>P(s′|s, a).</summary>
    public Transitions Transitions { get; }

    /// <summary>r.</summary>
    public Rewards Rewards { get; private init; }

    /// <summary>The law of the first state, shape [S].</summary>
    public double[] Initial { get; }

    /// <summary>Which states end an episode, shape [S].</summary>
    public bool[] Terminal { get; }

    /// <summary>γ.</summary>
    public double Discount { get; }

    /// <summary>H, the number of decisions, or null where there is no limit.</summary>
    public int? Horizon { get; }

    /// <summary>S.</summary>
    public int States => Transitions.States;

    /// <summary>A.</summary>
    public int Actions => Transitions.Actions;

    /// <summary>The same process with another reward.</summary>
    /// <exception cref="ArgumentException">It has another number of states, pairs or transitions, or rewards pairs of terminal states.</exception>
    public Mdp With(Rewards rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        Mdp other = this with { Rewards = rewards };
        other.CheckShapes();
        return other;
    }

    /// <summary>The same process without a horizon or with another, and with another discount.</summary>
    public Mdp With(double discount, int? horizon) => new(Transitions, Rewards, Initial, Terminal, discount, horizon);

    private void CheckShapes()
    {
        Shape(Initial.Length == States, $"initial law of {Initial.Length} numbers, expected {States}, one for each state.");
        Shape(Terminal.Length == States, $"{Terminal.Length} marks of terminal states, expected {States}, one for each state.");
        int expected = Rewards.Count(Rewards.Kind, Transitions);
        Shape(Rewards.Values.Length == expected, $"{Rewards.Values.Length} rewards of kind {Rewards.Kind}, expected {expected}.");
        Shape(Discount is >= 0 and <= 1, $"discount {Discount:R}, expected a number from 0 to 1.");
        Shape(Horizon is null or >= 1, $"horizon {Horizon}, expected null or at least one decision.");
        int paid = Rewards.Kind == RewardKind.StateAction ? Enumerable.Range(0, Rewards.Values.Length).FirstOrDefault(pair => Terminal[pair / Actions] && Rewards.Values[pair] != 0, -1) : -1;
        Shape(paid < 0, paid < 0 ? "" : $"reward {Rewards.Values[paid]:R} for action {paid % Actions} in state {paid / Actions}, which is terminal: nothing is decided there, expected 0 or a reward of the state.");
    }

    private void CheckLaws()
    {
        double sum = Initial.Sum();
        Shape(Array.TrueForAll(Initial, p => p >= 0) && Math.Abs(sum - 1) <= Rounding, $"initial law sums to {sum:R}, expected probabilities that sum to 1.");
        for (int state = 0; state < States; state++)
        {
            for (int action = 0; action < Actions; action++)
            {
                double row = Transitions.Sum(state, action);
                double law = Terminal[state] ? 0 : 1;
                Shape(Math.Abs(row - law) <= Rounding, Terminal[state]
                    ? $"transitions out of terminal state {state} (action {action}), expected none: leave them out."
                    : $"transitions of state {state}, action {action} sum to {row:R}, off by {row - 1:R}, expected 1.");
            }
        }
    }

    private static void Shape(bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentException(what);
        }
    }
}
