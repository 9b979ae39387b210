using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>A process as arrays of NumPy.</summary>
internal static class MdpArrays
{
    internal static Mdp Read(string file)
    {
        using NumberArrays arrays = new(file);
        double[] initial = arrays.Read("initial", "the law of the first state, shape [S]", 1).Values;
        (long[] shape, double[] transitions) = arrays.Read("transitions", "P of shape [S, A, S], or rows (s, a, s′, p) of shape [n, 4]", 2, 3);
        bool dense = shape.Length == 3;
        int states = initial.Length, actions = dense ? (int)shape[1] : Scalar(arrays, "actions", "A, where transitions are rows");
        bool fits = states > 0 && actions > 0 && (dense ? shape[0] == states && shape[2] == states : shape[1] == 4);
        _ = fits ? 0 : throw arrays.Wrong($"found transitions of shape [{string.Join(", ", shape)}] beside {states} states, expected [{states}, A, {states}] or [n, 4]");
        List<ListedRow> rows = [.. dense ? Dense(transitions, states, actions) : Sparse(transitions, 4)];
        double[] marks = arrays.Has("terminal") ? arrays.Read("terminal", "marks of the terminal states, shape [S]", 1).Values : new double[states];
        List<ListedRow> paid = arrays.Has("transition_rewards") ? [.. Along(arrays, rows)] : arrays.Has("rewards") ? [.. Rewarded(arrays, states, actions)] : [];
        return new MdpBuilder((_, what) => arrays.Wrong(what), states, actions).Build(
            arrays.Read("discount", "γ, a scalar", 0, 1).Values is [double discount] ? discount : throw arrays.Wrong("found more than one number as 'discount', expected a scalar"),
            arrays.Has("horizon") ? Scalar(arrays, "horizon", "H, a whole scalar of at least 1") : null,
            [.. initial.Select(p => new ListedRow(p, 0, 0, 0, 1, 0))], rows, [.. marks.Select(mark => new ListedRow(mark == 0 ? 0 : 1, 1, 0, 0, 1, 0))], paid);
    }

    internal static void Write(string file, Mdp mdp)
    {
        Transitions transitions = mdp.Transitions;
        double[] rows = new double[4 * transitions.Next.Length];
        for (int pair = 0; pair < mdp.States * mdp.Actions; pair++)
        {
            for (int i = transitions.Starts[pair]; i < transitions.Starts[pair + 1]; i++)
            {
                (rows[4 * i], rows[(4 * i) + 1], rows[(4 * i) + 2], rows[(4 * i) + 3]) = (pair / mdp.Actions, pair % mdp.Actions, transitions.Next[i], transitions.Probabilities[i]);
            }
        }

        List<(string, int[], Array)> arrays =
        [
            ("actions", [], new[] { mdp.Actions }),
            ("discount", [], new[] { mdp.Discount }),
            ("initial", [mdp.States], mdp.Initial),
            ("terminal", [mdp.States], mdp.Terminal),
            ("transitions", [transitions.Next.Length, 4], rows),
            mdp.Rewards.Kind switch
            {
                RewardKind.State => ("rewards", [mdp.States], mdp.Rewards.Values),
                RewardKind.StateAction => ("rewards", [mdp.States, mdp.Actions], mdp.Rewards.Values),
                RewardKind.Transition => ("transition_rewards", [transitions.Next.Length], mdp.Rewards.Values),
                _ => throw new InvalidOperationException($"{mdp.Rewards.Kind} is no kind of reward."),
            },
        ];
        if (mdp.Horizon is int horizon)
        {
            arrays.Add(("horizon", [], new[] { horizon }));
        }

        ArrayWriter.Write(file, [.. arrays]);
    }

    private static int Scalar(NumberArrays arrays, string name, string expected) =>
        arrays.ReadWhole(name, expected, 0, 1).Values is [>= 1 and int value] ? value : throw arrays.Wrong($"array '{name}': found no whole number of at least 1, expected {expected}");

    private static IEnumerable<ListedRow> Dense(double[] table, int states, int actions)
    {
        for (int i = 0; i < table.Length; i++)
        {
            if (table[i] != 0)
            {
                yield return new(i / states / actions, i / states % actions, i % states, table[i], 4, 0);
            }
        }
    }

    private static IEnumerable<ListedRow> Sparse(double[] rows, int width) => rows.Chunk(width).Select(row => new ListedRow(row[0], row[1], row[2], row[3], 4, 0));

    private static IEnumerable<ListedRow> Along(NumberArrays arrays, List<ListedRow> rows)
    {
        double[] rewards = arrays.Read("transition_rewards", "a reward for each row of transitions, shape [n]", 1).Values;
        _ = rewards.Length == rows.Count ? 0 : throw arrays.Wrong($"found {rewards.Length} transition_rewards beside {rows.Count} transitions, expected as many");
        return rows.Select((row, i) => row with { Fourth = rewards[i] });
    }

    private static IEnumerable<ListedRow> Rewarded(NumberArrays arrays, int states, int actions)
    {
        (long[] shape, double[] rewards) = arrays.Read("rewards", "r of shape [S], [S, A] or [S, A, S]", 1, 2, 3);
        long[] expected = [.. ((long[])[states, actions, states]).Take(shape.Length)];
        _ = shape.SequenceEqual(expected) ? 0 : throw arrays.Wrong($"found rewards of shape [{string.Join(", ", shape)}], expected [{string.Join(", ", expected)}]");
        return rewards.Select((r, i) => shape.Length switch
        {
            1 => new ListedRow(i, r, 0, 0, 2, 0),
            2 => new ListedRow(i / actions, i % actions, r, 0, 3, 0),
            _ => new ListedRow(i / states / actions, i / states % actions, i % states, r, 4, 0),
        });
    }
}
