using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>Makes a process of listed rows, and says at its place what is wrong with one.</summary>
/// <param name="wrong">A place, a byte of the file or whatever the reader calls one, and a complaint.</param>
/// <param name="states">S.</param>
/// <param name="actions">A.</param>
internal sealed class MdpBuilder(Func<long, string, DataException> wrong, int states, int actions)
{
    internal Mdp Build(double discount, int? horizon, List<ListedRow> initial, List<ListedRow> transitions, List<ListedRow> terminal, List<ListedRow> rewards)
    {
        CheckSize();
        bool[] ends = Terminal(terminal);
        double[] first = [.. initial.Select(row => row.First)];
        _ = first.Length == states ? 0 : throw At(initial, $"found {first.Length} numbers in 'initial', expected {states}, one for each state");
        Transitions follow = Follow(transitions, ends);
        CheckRows(follow, ends, transitions);
        Rewards paid = Paid(rewards, follow, ends);
        try
        {
            return new(follow, paid, first, ends, discount, horizon);
        }
        catch (ArgumentException exception)
        {
            throw new DataException(wrong(0, "").File, null, null, exception.Message, exception);
        }
    }

    private static long PlaceOf(List<ListedRow> rows) => rows.Count > 0 ? rows[0].At : 0;

    private DataException At(List<ListedRow> rows, string what) => wrong(PlaceOf(rows), what);

    private void CheckSize() => _ = (long)states * actions <= 1 << 30 ? 0 : throw wrong(0, $"found {states} states and {actions} actions, expected at most {1 << 30} pairs");

    private bool[] Terminal(List<ListedRow> listed)
    {
        // Second is one where a mark was written instead of a state.
        if (listed.Count > 0 && listed.TrueForAll(row => row.Second == 1))
        {
            return listed.Count == states ? [.. listed.Select(row => row.First == 1)] : throw At(listed, $"found {listed.Count} marks in 'terminal', expected {states}, or the numbers of the terminal states");
        }

        bool[] ends = new bool[states];
        foreach (ListedRow row in listed)
        {
            _ = row.Second == 0 ? 0 : throw wrong(row.At, "found a mark among states in 'terminal', expected numbers of states, or a mark for each");
            ends[Index(row, 0, states, "state")] = true;
        }

        return ends;
    }

    private Transitions Follow(List<ListedRow> rows, bool[] ends)
    {
        List<(int, int, int, double)> listed = new(rows.Count);
        foreach (ListedRow row in rows)
        {
            (int state, int action, int next) = (Index(row, 0, states, "state"), Index(row, 1, actions, "action"), Index(row, 2, states, "state"));
            _ = row.Fourth is >= 0 and <= 1 + Mdp.Rounding ? 0 : throw wrong(row.At, $"found the probability {row.Fourth:R} of [{state}, {action}, {next}], expected a number from 0 to 1");
            if (!ends[state])
            {
                listed.Add((state, action, next, row.Fourth));
            }
            else if (next != state && row.Fourth > 0)
            {
                throw wrong(row.At, $"found a transition from terminal state {state} to state {next}, expected none, or a state that is not terminal");
            }
        }

        return Transitions.Of(states, actions, listed);
    }

    private void CheckRows(Transitions follow, bool[] ends, List<ListedRow> rows)
    {
        for (int pair = 0; pair < states * actions; pair++)
        {
            (int state, int action) = (pair / actions, pair % actions);
            double sum = follow.Sum(state, action);
            if (!ends[state] && !(Math.Abs(sum - 1) <= Mdp.Rounding))
            {
                int listed = rows.FindIndex(row => row.First == state && row.Second == action);
                string what = $"transitions of state {state}, action {action} sum to {sum:R}, off by {sum - 1:R}, expected 1, or state {state} in 'terminal'";
                throw listed < 0 ? At(rows, $"found none: {what}") : wrong(rows[listed].At, $"found probabilities that are none: {what}");
            }
        }
    }

    private Rewards Paid(List<ListedRow> rows, Transitions follow, bool[] ends)
    {
        if (rows.Count == 0)
        {
            return Rewards.OfState(new double[states]);
        }

        int count = rows[0].Count;
        double[] values = new double[count == 2 ? states : count == 3 ? states * actions : follow.Next.Length];
        HashSet<long> seen = [];
        foreach (ListedRow row in rows)
        {
            _ = row.Count == count ? 0 : throw wrong(row.At, $"found {row.Count} numbers in 'rewards' behind rows of {count}, expected rewards of one kind");
            Place(row, values, follow, ends, seen);
        }

        return count == 2 ? Rewards.OfState(values) : count == 3 ? Rewards.OfStateAction(values) : Rewards.OfTransition(values);
    }

    private void Place(ListedRow row, double[] values, Transitions follow, bool[] ends, HashSet<long> seen)
    {
        double reward = row[row.Count - 1];
        int state = Index(row, 0, states, "state"), action = row.Count > 2 ? Index(row, 1, actions, "action") : 0, next = row.Count > 3 ? Index(row, 2, states, "state") : 0;
        _ = seen.Add((((long)state * actions) + action) * (row.Count > 3 ? states : 1) + next) ? 0 : throw wrong(row.At, $"found a second reward of [{string.Join(", ", Enumerable.Range(0, row.Count - 1).Select(i => row[i]))}], expected one, remove one of them");
        if (row.Count > 2 && ends[state] && reward != 0)
        {
            throw wrong(row.At, $"found the reward {reward:R} for an action in terminal state {state}, where nothing is decided, expected 0, or rewards of states");
        }

        // A reward of what cannot happen is none.
        int at = row.Count == 2 ? state : row.Count == 3 ? (state * actions) + action : Array.IndexOf(follow.Next, next, follow.Row(state, action).Start.Value, follow.Row(state, action).End.Value - follow.Row(state, action).Start.Value);
        if (at >= 0)
        {
            values[at] = reward;
        }
    }

    private int Index(ListedRow row, int which, int count, string what)
    {
        double value = row[which];
        return value >= 0 && value < count && value == Math.Floor(value) ? (int)value : throw wrong(row.At, $"found {what} {value:R}, expected a whole number from 0 to {count - 1}");
    }
}
