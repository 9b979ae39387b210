namespace Downhill.Bootstrapping;

/// <summary>Where an iteration on values is: the numbers that move, and what its next step needs of the past.</summary>
/// <param name="Values">x: the table Q, shape [n], or the parameters w of Q = Φ w, shape [d].</param>
/// <param name="Before">x of the step before, for momentum.</param>
/// <param name="Other">x of the copy or of the second table, where there is one; else x.</param>
/// <param name="Step">How many steps were made.</param>
public sealed record QState(double[] Values, double[] Before, double[] Other, int Step)
{
    /// <summary>The first state: everything at <paramref name="values"/>.</summary>
    public static QState At(double[] values) => new(values, values, values, 0);
}

/// <summary>Whose guess an update learns from.</summary>
public enum Guess
{
    /// <summary>r + γ max Q of the table itself.</summary>
    Own,

    /// <summary>r + γ max Q̄ of a copy that is renewed now and then (a target network).</summary>
    Copy,

    /// <summary>r + γ Q̄(s′, argmax Q): the table chooses, the copy values (double Q-learning with a target network).</summary>
    Checked,

    /// <summary>r + γ Q₂(s′, argmax Q₁) and the other way round: two tables, each valuing what the other chooses (double Q-learning).</summary>
    Twin,
}
