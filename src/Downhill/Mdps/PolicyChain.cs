namespace Downhill.Mdps;

/// <summary>γ P_π, the states that follow one another under a policy, sparse: x = b + γ P_π x is a value, and its transpose counts visits.</summary>
internal sealed class PolicyChain
{
    private const int Dense = 400, Sweeps = 1_000_000;

    private readonly int[] rows, columns;
    private readonly double[] entries;

    private PolicyChain(int[] rows, int[] columns, double[] entries) => (this.rows, this.columns, this.entries) = (rows, columns, entries);

    private int States => rows.Length - 1;

    /// <summary>The chain of a policy's table.</summary>
    /// <param name="mdp">What is decided.</param>
    /// <param name="table">π, shape [S · A].</param>
    /// <param name="counts">Which states count; the rows of others are empty. Null: all.</param>
    internal static PolicyChain Of(Mdp mdp, ReadOnlySpan<double> table, bool[]? counts = null)
    {
        int[] starts = new int[mdp.States + 1], place = new int[mdp.States];
        Array.Fill(place, -1);
        List<int> next = [];
        List<double> weights = [];
        for (int state = 0; state < mdp.States; state++)
        {
            for (int action = 0; action < mdp.Actions && counts?[state] != false; action++)
            {
                AddRow(mdp.Transitions, (state * mdp.Actions) + action, mdp.Discount * table[(state * mdp.Actions) + action]);
            }

            starts[state + 1] = next.Count;
        }

        return new(starts, [.. next], [.. weights]);

        void AddRow(Transitions transitions, int pair, double weight)
        {
            int first = starts[pair / mdp.Actions];
            for (int i = transitions.Starts[pair]; i < transitions.Starts[pair + 1] && weight > 0; i++)
            {
                int follower = transitions.Next[i];
                if (place[follower] < first || place[follower] >= next.Count || next[place[follower]] != follower)
                {
                    place[follower] = next.Count;
                    next.Add(follower);
                    weights.Add(0);
                }

                weights[place[follower]] += weight * transitions.Probabilities[i];
            }
        }
    }

    /// <summary>(γ P_π)ᵀ.</summary>
    internal PolicyChain Transposed()
    {
        int[] from = new int[States + 1], back = new int[columns.Length];
        double[] transposed = new double[columns.Length];
        foreach (int follower in columns)
        {
            from[follower + 1]++;
        }

        for (int state = 0; state < States; state++)
        {
            from[state + 1] += from[state];
        }

        int[] at = from[..^1];
        for (int state = 0; state < States; state++)
        {
            for (int i = rows[state]; i < rows[state + 1]; i++)
            {
                int place = at[columns[i]]++;
                (back[place], transposed[place]) = (state, entries[i]);
            }
        }

        return new(from, back, transposed);
    }

    /// <summary>x = b + W x.</summary>
    /// <returns>x; not a number where there is none.</returns>
    internal double[] Solve(double[] b)
    {
        double[] x = States <= Dense ? Eliminated(b) : Swept(b);
        double[] correction = States <= Dense ? Eliminated(Residual(b, x)) : new double[States];
        for (int state = 0; state < States; state++)
        {
            x[state] += correction[state];
        }

        return x;
    }

    /// <summary>b + W x − x.</summary>
    internal double[] Residual(double[] b, double[] x)
    {
        double[] residual = new double[States];
        for (int state = 0; state < States; state++)
        {
            residual[state] = b[state] - x[state] + Follow(state, x);
        }

        return residual;
    }

    /// <summary>(W x)(s).</summary>
    private double Follow(int state, double[] x)
    {
        double sum = 0;
        for (int i = rows[state]; i < rows[state + 1]; i++)
        {
            sum += entries[i] * x[columns[i]];
        }

        return sum;
    }

    // No pivots are sought: I − W is an M-matrix, whose elimination is stable as it stands.
    private double[] Eliminated(double[] b)
    {
        int n = States;
        double[] a = new double[n * n], x = [.. b];
        for (int state = 0; state < n; state++)
        {
            a[(state * n) + state] = 1;
            for (int i = rows[state]; i < rows[state + 1]; i++)
            {
                a[(state * n) + columns[i]] -= entries[i];
            }
        }

        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[(i * n) + k] / a[(k * n) + k];
                for (int j = k + 1; j < n && factor != 0; j++)
                {
                    a[(i * n) + j] -= factor * a[(k * n) + j];
                }

                x[i] -= factor * x[k];
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            for (int j = k + 1; j < n; j++)
            {
                x[k] -= a[(k * n) + j] * x[j];
            }

            x[k] /= a[(k * n) + k];
        }

        return x;
    }

    private double[] Swept(double[] b)
    {
        double[] x = new double[States];
        double change = double.PositiveInfinity, size = 0;
        for (int sweep = 0; sweep < Sweeps && change > 1e-15 * size; sweep++)
        {
            (change, size) = (0, 0);
            for (int state = 0; state < States; state++)
            {
                double now = b[state] + Follow(state, x);
                (change, size) = (Math.Max(change, Math.Abs(now - x[state])), Math.Max(size, Math.Abs(now)));
                x[state] = now;
            }
        }

        return x;
    }
}
