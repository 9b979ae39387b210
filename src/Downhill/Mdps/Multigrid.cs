namespace Downhill.Mdps;

/// <summary>An approximate solution of (I − W) x = b on coarser and coarser groups of states: what makes slow mixing fast.</summary>
/// <remarks>
/// A level's states are grouped with those they lead to most; the coarse matrix is the sum over groups, x the same within one. A cycle smooths by
/// Gauss and Seidel before and after, and visits the next level twice. It is right to within a constant factor only, and so
/// serves as a preconditioner. Source: Y. Notay (2010), An aggregation-based algebraic multigrid method, ETNA 37; differs from the source
/// in its groups, which are grown greedily.
/// </remarks>
internal sealed class Multigrid
{
    private const int Coarsest = 120, MostLevels = 20, GroupSize = 6;
    private const double Strong = 0.25, Shrinks = 0.8;

    private readonly int[] rows, columns, groups;
    private readonly double[] entries, diagonal, x, b;
    private readonly double[]? inverse;
    private readonly Multigrid? coarse;

    /// <summary>The levels of a matrix.</summary>
    /// <param name="rows">Where rows begin.</param>
    /// <param name="columns">Columns off the diagonal.</param>
    /// <param name="entries">The entries there.</param>
    /// <param name="diagonal">The diagonal.</param>
    /// <param name="level">The number of the level.</param>
    private Multigrid(int[] rows, int[] columns, double[] entries, double[] diagonal, int level)
    {
        (this.rows, this.columns, this.entries, this.diagonal) = (rows, columns, entries, diagonal);
        (x, b, groups) = (new double[diagonal.Length], new double[diagonal.Length], []);
        if (diagonal.Length <= Coarsest)
        {
            inverse = Inverse();
            return;
        }

        (groups, int count) = Grouped();
        coarse = level < MostLevels && count < Shrinks * diagonal.Length ? Summed(groups, count, level + 1) : null;
    }

    /// <summary>The levels of I − W.</summary>
    internal static Multigrid Of(int[] rows, int[] columns, double[] weights)
    {
        int states = rows.Length - 1, count = 0;
        int[] begins = new int[states + 1], others = new int[columns.Length];
        double[] values = new double[columns.Length], centre = new double[states];
        for (int state = 0; state < states; state++)
        {
            centre[state] = 1;
            for (int i = rows[state]; i < rows[state + 1]; i++)
            {
                if (columns[i] == state)
                {
                    centre[state] -= weights[i];
                }
                else if (weights[i] != 0)
                {
                    (others[count], values[count]) = (columns[i], -weights[i]);
                    count++;
                }
            }

            begins[state + 1] = count;
        }

        return new(begins, others, values, centre, 0);
    }

    /// <summary>One cycle from zero: x ≈ (I − W)⁻¹ b.</summary>
    internal void Cycle(double[] right, double[] solution)
    {
        if (inverse is not null)
        {
            Multiply(right, solution);
            return;
        }

        Array.Clear(solution);
        Smooth(right, solution, true);
        if (coarse is not null)
        {
            // Twice: once from zero, and once on what that has left.
            Descend(right, solution);
            Descend(right, solution);
        }

        Smooth(right, solution, false);
    }

    private void Descend(double[] right, double[] solution)
    {
        Array.Clear(coarse!.b);
        for (int state = 0; state < solution.Length; state++)
        {
            coarse.b[groups[state]] += right[state] - (diagonal[state] * solution[state]) - Others(state, solution);
        }

        coarse.Cycle(coarse.b, coarse.x);
        for (int state = 0; state < solution.Length; state++)
        {
            solution[state] += coarse.x[groups[state]];
        }
    }

    private void Smooth(double[] right, double[] solution, bool forwards)
    {
        int n = solution.Length;
        for (int step = 0; step < n; step++)
        {
            int state = forwards ? step : n - 1 - step;
            solution[state] = (right[state] - Others(state, solution)) / diagonal[state];
        }
    }

    private double Others(int state, double[] solution)
    {
        double sum = 0;
        for (int i = rows[state]; i < rows[state + 1]; i++)
        {
            sum += entries[i] * solution[columns[i]];
        }

        return sum;
    }

    // A state without a group takes along the strongest of its neighbours that have none, or joins its strongest neighbour's.
    private (int[] Groups, int Count) Grouped()
    {
        int[] found = new int[diagonal.Length];
        Array.Fill(found, -1);
        int count = 0;
        for (int state = 0; state < found.Length; state++)
        {
            if (found[state] < 0)
            {
                double strongest = 0;
                int towards = -1, taken = 0;
                for (int i = rows[state]; i < rows[state + 1]; i++)
                {
                    (strongest, towards) = -entries[i] > strongest ? (-entries[i], columns[i]) : (strongest, towards);
                }

                for (int i = rows[state]; i < rows[state + 1] && taken < GroupSize; i++)
                {
                    if (found[columns[i]] < 0 && -entries[i] >= Strong * strongest)
                    {
                        found[columns[i]] = count;
                        taken++;
                    }
                }

                found[state] = taken > 0 || towards < 0 ? count : found[towards];
                count += taken > 0 || towards < 0 ? 1 : 0;
            }
        }

        return (found, count);
    }

    private Multigrid Summed(int[] groupOf, int count, int level)
    {
        int[] starts = new int[count + 1], members = new int[groupOf.Length], last = new int[count];
        foreach (int group in groupOf)
        {
            starts[group + 1]++;
        }

        for (int group = 0; group < count; group++)
        {
            starts[group + 1] += starts[group];
        }

        int[] at = starts[..^1];
        for (int state = 0; state < groupOf.Length; state++)
        {
            members[at[groupOf[state]]++] = state;
        }

        int[] begins = new int[count + 1], others = new int[columns.Length];
        double[] sums = new double[columns.Length], diagonals = new double[count];
        int filled = 0;
        for (int group = 0; group < count; group++)
        {
            for (int m = starts[group]; m < starts[group + 1]; m++)
            {
                diagonals[group] += diagonal[members[m]];
                for (int i = rows[members[m]]; i < rows[members[m] + 1]; i++)
                {
                    Add(group, groupOf[columns[i]], entries[i]);
                }
            }

            begins[group + 1] = filled;
        }

        return new(begins, others[..filled], sums[..filled], diagonals, level);

        void Add(int group, int other, double entry)
        {
            if (other == group)
            {
                diagonals[group] += entry;
                return;
            }

            if (last[other] <= begins[group])
            {
                others[filled] = other;
                last[other] = ++filled;
            }

            sums[last[other] - 1] += entry;
        }
    }

    private double[] Inverse()
    {
        int n = diagonal.Length;
        double[] a = new double[n * n], result = new double[n * n];
        for (int state = 0; state < n; state++)
        {
            (a[(state * n) + state], result[(state * n) + state]) = (diagonal[state], 1);
            for (int i = rows[state]; i < rows[state + 1]; i++)
            {
                a[(state * n) + columns[i]] += entries[i];
            }
        }

        // Gauss and Jordan; the matrix is dominated by its diagonal.
        for (int k = 0; k < n; k++)
        {
            double pivot = 1 / a[(k * n) + k];
            for (int j = 0; j < n; j++)
            {
                (a[(k * n) + j], result[(k * n) + j]) = (a[(k * n) + j] * pivot, result[(k * n) + j] * pivot);
            }

            for (int i = 0; i < n; i++)
            {
                double factor = a[(i * n) + k];
                for (int j = 0; j < n && i != k && factor != 0; j++)
                {
                    a[(i * n) + j] -= factor * a[(k * n) + j];
                    result[(i * n) + j] -= factor * result[(k * n) + j];
                }
            }
        }

        return result;
    }

    private void Multiply(double[] right, double[] solution)
    {
        int n = diagonal.Length;
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                sum += inverse![(i * n) + j] * right[j];
            }

            solution[i] = sum;
        }
    }
}
