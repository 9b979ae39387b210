namespace Downhill;

/// <summary>π(a|s), or π(a|s, t) where there is a horizon: how an agent decides in a finite decision process.</summary>
public sealed record Policy
{
    /// <summary>A policy from its table.</summary>
    /// <param name="states">S.</param>
    /// <param name="actions">A.</param>
    /// <param name="probabilities">π, shape [S, A], or [H, S, A] where it depends on time; each row is a law.</param>
    /// <param name="horizon">H, or null for a policy that is the same at all times.</param>
    /// <exception cref="ArgumentException">The shape disagrees, or a row is no law.</exception>
    public Policy(int states, int actions, double[] probabilities, int? horizon = null)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        (States, Actions, Probabilities, Horizon) = (states, actions, probabilities, horizon);
        int expected = checked(states * actions * (horizon ?? 1));
        if (probabilities.Length != expected)
        {
            throw new ArgumentException($"a policy of {probabilities.Length} numbers, expected {expected}.", nameof(probabilities));
        }

        for (int row = 0; row < expected / actions; row++)
        {
            CheckLaw(row);
        }
    }

    /// <summary>S.</summary>
    public int States { get; }

    /// <summary>A.</summary>
    public int Actions { get; }

    /// <summary>H, or null.</summary>
    public int? Horizon { get; }

    /// <summary>The table, shape [S, A] or [H, S, A].</summary>
    public double[] Probabilities { get; }

    /// <summary>π(·|s) at a time; a policy that is the same at all times does not ask which.</summary>
    /// <returns>A view, shape [A].</returns>
    public ReadOnlySpan<double> At(int state, int time = 0) => Probabilities.AsSpan((((Horizon is null ? 0 : time) * States) + state) * Actions, Actions);

    /// <summary>π(a|s) = 1/A.</summary>
    public static Policy Uniform(int states, int actions)
    {
        double[] probabilities = new double[checked(states * actions)];
        Array.Fill(probabilities, 1.0 / actions);
        return new(states, actions, probabilities);
    }

    /// <summary>One action in each state.</summary>
    /// <param name="actions">A.</param>
    /// <param name="chosen">The action, shape [S].</param>
    public static Policy Deterministic(int actions, ReadOnlySpan<int> chosen)
    {
        double[] probabilities = new double[checked(chosen.Length * actions)];
        for (int state = 0; state < chosen.Length; state++)
        {
            probabilities[(state * actions) + chosen[state]] = 1;
        }

        return new(chosen.Length, actions, probabilities);
    }

    private void CheckLaw(int row)
    {
        ReadOnlySpan<double> law = Probabilities.AsSpan(row * Actions, Actions);
        double sum = 0;
        foreach (double probability in law)
        {
            sum += probability >= 0 ? probability : double.NaN;
        }

        if (!(Math.Abs(sum - 1) <= Mdp.Rounding))
        {
            throw new ArgumentException($"the policy in state {row % States} sums to {sum:R}, expected probabilities that sum to 1.", nameof(row));
        }
    }
}
