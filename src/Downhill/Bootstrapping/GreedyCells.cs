using Downhill.Compute.Numerics;

namespace Downhill.Bootstrapping;

/// <summary>Which policies can be greedy at all, where a table has fewer numbers that move than pairs: Q = Q₀ + U z.</summary>
internal static class GreedyCells
{
    private const double Thin = 1e-9;

    /// <summary>Every policy whose set {z: it is greedy} has an inside, by linear programmes, state after state; null where they are more than <paramref name="most"/>.</summary>
    /// <remarks>The closures of these sets cover everything, so that any two tables are joined by a line along which only these policies are greedy.</remarks>
    internal static int[][]? Of(QIteration reduced, int most)
    {
        Mdp mdp = reduced.Backup.Mdp;
        List<int[]> found = [new int[mdp.States]];
        for (int state = 0; state < mdp.States; state++)
        {
            if (mdp.Terminal[state])
            {
                continue;
            }

            int at = state;
            found = [.. found.SelectMany(actions => Enumerable.Range(0, mdp.Actions).Select(action => With(actions, at, action))).Where(actions => IsOpen(reduced, actions, at))];
            if (found.Count > most)
            {
                return null;
            }
        }

        return [.. found];
    }

    private static int[] With(int[] actions, int state, int action)
    {
        int[] next = [.. actions];
        next[state] = action;
        return next;
    }

    // max t ≤ 1 with Q(s, π(s)) − Q(s, b) ≥ t in every state so far.
    private static bool IsOpen(QIteration reduced, int[] actions, int last)
    {
        int d = reduced.Size;
        List<LinearRow> rows = [];
        foreach ((double[] slope, double offset, bool isFirst) in Gaps(reduced, actions, last))
        {
            double size = slope.Max(Math.Abs);
            if (size < 1e-12)
            {
                // The same action twice: the first is taken.
                if (offset < 0 || (offset == 0 && !isFirst))
                {
                    return false;
                }

                continue;
            }

            rows.Add(new([.. slope.Select((factor, j) => (j, -factor / size)), (d, 1)], offset / size, false));
        }

        LinearProgram programme = new([.. new double[d], 1])
        {
            Rows = rows,
            Lower = [.. Enumerable.Repeat(double.NegativeInfinity, d + 1)],
            Upper = [.. Enumerable.Repeat(double.PositiveInfinity, d), 1],
        };
        LinearSolution solution = programme.Solve();
        return solution.Status != LinearStatus.Optimal || solution.Value > Thin;
    }

    /// <summary>Slope and offset in z of Q(s, π(s)) − Q(s, b), for every b ≠ π(s) up to a state, and whether π(s) comes before b.</summary>
    internal static IEnumerable<(double[] Slope, double Offset, bool IsFirst)> Gaps(QIteration reduced, int[] actions, int last)
    {
        Mdp mdp = reduced.Backup.Mdp;
        LinearFeatures features = reduced.Features!;
        for (int state = 0; state <= last; state++)
        {
            for (int action = 0; action < mdp.Actions && !mdp.Terminal[state]; action++)
            {
                if (action == actions[state])
                {
                    continue;
                }

                int own = (state * mdp.Actions) + actions[state], other = (state * mdp.Actions) + action;
                double[] slope = new double[features.Count];
                for (int j = 0; j < slope.Length; j++)
                {
                    slope[j] = features.Row(own)[j] - features.Row(other)[j];
                }

                yield return (slope, (features.Offset?[own] ?? 0) - (features.Offset?[other] ?? 0), actions[state] < action);
            }
        }
    }
}
