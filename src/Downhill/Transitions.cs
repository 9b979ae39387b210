namespace Downhill;

/// <summary>P(s′|s, a), sparse: for each pair of a state and an action the states that may follow, and how likely.</summary>
/// <remarks>Rows lie behind one another, pair s · A + a from <see cref="Starts"/>[pair] to <see cref="Starts"/>[pair + 1]; within a row states ascend, and each stands once.</remarks>
public sealed record Transitions
{
    private Transitions(int states, int actions, int[] starts, int[] next, double[] probabilities) =>
        (States, Actions, Starts, Next, Probabilities) = (states, actions, starts, next, probabilities);

    /// <summary>S.</summary>
    public int States { get; }

    /// <summary>A.</summary>
    public int Actions { get; }

    /// <summary>Where each pair's row begins, shape [S · A + 1].</summary>
    public int[] Starts { get; }

    /// <summary>The states that may follow.</summary>
    public int[] Next { get; }

    /// <summary>How likely each is, above zero.</summary>
    public double[] Probabilities { get; }

    /// <summary>The table of a list in any order; probabilities of the same (s, a, s′) add up, zeros are left out.</summary>
    /// <param name="states">S, at least one.</param>
    /// <param name="actions">A, at least one.</param>
    /// <param name="listed">(s, a, s′, p), each p finite and at or above zero.</param>
    /// <returns>The table, in O(n log n); whether rows sum to one is <see cref="Mdp"/>'s question.</returns>
    /// <exception cref="ArgumentException">An index out of range, or a p that is no probability.</exception>
    public static Transitions Of(int states, int actions, IEnumerable<(int State, int Action, int Next, double Probability)> listed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(states);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(actions);
        (int State, int Action, int Next, double Probability)[] sorted = [.. listed.Select(one => Checked(states, actions, one)).Where(one => one.Probability > 0)];
        Array.Sort(sorted, static (a, b) => (a.State, a.Action, a.Next).CompareTo((b.State, b.Action, b.Next)));
        int[] starts = new int[checked((states * actions) + 1)];
        List<int> next = new(sorted.Length);
        List<double> probabilities = new(sorted.Length);
        (int, int, int)? last = null;
        foreach ((int state, int action, int follower, double probability) in sorted)
        {
            if (last == (state, action, follower))
            {
                probabilities[^1] += probability;
                continue;
            }

            last = (state, action, follower);
            next.Add(follower);
            probabilities.Add(probability);
            starts[(state * actions) + action + 1]++;
        }

        for (int pair = 1; pair < starts.Length; pair++)
        {
            starts[pair] += starts[pair - 1];
        }

        return new(states, actions, starts, [.. next], [.. probabilities]);
    }

    /// <summary>The table of rows that are in order already.</summary>
    /// <param name="states">S, at least one.</param>
    /// <param name="actions">A, at least one.</param>
    /// <param name="starts">Where each pair's row begins, shape [S · A + 1].</param>
    /// <param name="next">s′, ascending within a row.</param>
    /// <param name="probabilities">p, finite and above zero.</param>
    /// <returns>The table, in O(n); it keeps the arrays.</returns>
    /// <exception cref="ArgumentException">Rows that do not lie behind one another, states that do not ascend or are out of range, a p that is none.</exception>
    public static Transitions OfRows(int states, int actions, int[] starts, int[] next, double[] probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(states);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(actions);
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(probabilities);
        bool shaped = starts.Length == checked((states * actions) + 1) && starts[0] == 0 && starts[^1] == next.Length && next.Length == probabilities.Length;
        for (int pair = 0; shaped && pair < starts.Length - 1; pair++)
        {
            shaped = starts[pair] <= starts[pair + 1];
        }

        if (!shaped)
        {
            throw new ArgumentException($"rows of {starts.Length} starts, {next.Length} states and {probabilities.Length} probabilities, expected {(states * actions) + 1} starts that ascend from 0 to the number of entries.", nameof(starts));
        }

        for (int pair = 0; pair < starts.Length - 1; pair++)
        {
            for (int i = starts[pair]; i < starts[pair + 1]; i++)
            {
                Checked(states, actions, (pair / actions, pair % actions, next[i], probabilities[i]));
                if (probabilities[i] == 0 || (i > starts[pair] && next[i] <= next[i - 1]))
                {
                    throw new ArgumentException($"transition [{pair / actions}, {pair % actions}, {next[i]}, {probabilities[i]:R}]: expected states that ascend and probabilities above zero.", nameof(next));
                }
            }
        }

        return new(states, actions, starts, next, probabilities);
    }

    /// <summary>Where the row of a pair lies in <see cref="Next"/> and <see cref="Probabilities"/>.</summary>
    public Range Row(int state, int action)
    {
        int pair = (state * Actions) + action;
        return Starts[pair]..Starts[pair + 1];
    }

    /// <summary>E[v(s′) | s, a] = Σ P(s′|s, a) v(s′).</summary>
    /// <param name="state">s.</param>
    /// <param name="action">a.</param>
    /// <param name="values">v, shape [S].</param>
    public double Expected(int state, int action, ReadOnlySpan<double> values)
    {
        int pair = (state * Actions) + action;
        double sum = 0;
        for (int i = Starts[pair]; i < Starts[pair + 1]; i++)
        {
            sum += Probabilities[i] * values[Next[i]];
        }

        return sum;
    }

    /// <summary>Σ P(s′|s, a), to the rounding of a sum: one, or zero where the pair leads nowhere.</summary>
    public double Sum(int state, int action)
    {
        double sum = 0;
        foreach (double probability in Probabilities.AsSpan(Row(state, action)))
        {
            sum += probability;
        }

        return sum;
    }

    private static (int State, int Action, int Next, double Probability) Checked(int states, int actions, (int State, int Action, int Next, double Probability) one)
    {
        (int state, int action, int next, double probability) = one;
        bool placed = (uint)state < (uint)states && (uint)action < (uint)actions && (uint)next < (uint)states;
        return placed && probability >= 0 && double.IsFinite(probability) ? one : throw new ArgumentException(
            $"transition [{state}, {action}, {next}, {probability:R}]: expected states from 0 to {states - 1}, actions from 0 to {actions - 1} and a probability at or above zero.", nameof(one));
    }
}
