namespace Downhill.Mdps;

/// <summary>W = γ P_π, the states that follow one another under a policy, sparse: x = b + W x is a value, and its transpose counts visits.</summary>
internal sealed class PolicyChain
{
    private const int Dense = 128, DenseAtNeed = 2000, Sweeps = 1_000_000;
    private const int Few = 60, Steps = 200, Rounds = 5;

    private readonly int[] rows, columns;
    private readonly double[] entries;

    // Where each transition is counted, or nothing for a chain that is not refilled.
    private readonly int[] places;

    // Whether it was seen to mix so slowly that levels are worth their making.
    private bool slow;
    private Multigrid? levels;

    private PolicyChain(int[] rows, int[] columns, double[] entries, int[] places) => (this.rows, this.columns, this.entries, this.places) = (rows, columns, entries, places);

    private int States => rows.Length - 1;

    /// <summary>The chain of a process, to be filled with a policy.</summary>
    internal static PolicyChain Of(Mdp mdp)
    {
        Transitions transitions = mdp.Transitions;
        int[] begins = new int[mdp.States + 1], nexts = new int[transitions.Next.Length], counted = new int[transitions.Next.Length], last = new int[mdp.States];
        int count = 0;
        for (int state = 0; state < mdp.States; state++)
        {
            for (int i = transitions.Starts[state * mdp.Actions]; i < transitions.Starts[(state + 1) * mdp.Actions]; i++)
            {
                // last[s′] is one above the place of the column s′ that was made last.
                int next = transitions.Next[i];
                if (last[next] <= begins[state])
                {
                    nexts[count] = next;
                    last[next] = ++count;
                }

                counted[i] = last[next] - 1;
            }

            begins[state + 1] = count;
        }

        return new(begins, nexts, new double[count], counted);
    }

    /// <summary>The chain of a policy's table.</summary>
    /// <param name="mdp">What is decided.</param>
    /// <param name="table">π, shape [S · A].</param>
    /// <param name="counts">Which states count; the rows of others are zero. Null: all.</param>
    internal static PolicyChain Of(Mdp mdp, double[] table, bool[]? counts = null)
    {
        PolicyChain chain = Of(mdp);
        chain.Fill(mdp, table, counts);
        return chain;
    }

    /// <summary>Takes another policy's table.</summary>
    internal void Fill(Mdp mdp, double[] table, bool[]? counts = null)
    {
        Transitions transitions = mdp.Transitions;
        levels = null;
        Chunks.For(States, (from, to) =>
        {
            entries.AsSpan(rows[from], rows[to] - rows[from]).Clear();
            for (int pair = from * mdp.Actions; pair < to * mdp.Actions; pair++)
            {
                double weight = counts?[pair / mdp.Actions] == false ? 0 : mdp.Discount * table[pair];
                for (int i = transitions.Starts[pair]; i < transitions.Starts[pair + 1]; i++)
                {
                    entries[places[i]] += weight * transitions.Probabilities[i];
                }
            }
        });
    }

    /// <summary>Wᵀ.</summary>
    internal PolicyChain Transposed()
    {
        int count = rows[^1];
        int[] from = new int[States + 1], back = new int[count];
        double[] transposed = new double[count];
        for (int i = 0; i < count; i++)
        {
            from[columns[i] + 1]++;
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

        return new(from, back, transposed, []);
    }

    /// <summary>x = b + W x, to rounding.</summary>
    /// <returns>x; not a number where there is none.</returns>
    internal double[] Solve(double[] b)
    {
        double[] x = States <= Dense ? Eliminated(b) : Roughly(b, 1e-6);
        double left = double.PositiveInfinity;
        for (int step = 0; step < 40; step++)
        {
            double[] residual = Residual(b, x);
            double before = left;
            left = Largest(residual);
            if (!(left < before / 2) || left == 0)
            {
                break;
            }

            Add(x, States <= Dense ? Eliminated(residual) : Roughly(residual, 1e-6));
        }

        return left <= 1e-9 * (Largest(b) + Largest(x)) || double.IsNaN(left) ? x : States <= DenseAtNeed ? Eliminated(b) : Swept(b, x);
    }

    /// <summary>x = b + W x, as far as the residual's root of squares falls to a share of that of b.</summary>
    internal double[] Roughly(double[] b, double share)
    {
        if (States <= Dense)
        {
            return Eliminated(b);
        }

        double enough = share * Length(b);
        double[] x = slow ? new double[States] : StabilisedGradients.Solve(Remaining, b, share, Few), left = slow ? b : Residual(b, x);
        for (int round = 0; round < Rounds && Length(left) > enough; round++)
        {
            slow = true;
            levels ??= Multigrid.Of(rows, columns, entries);
            double before = Length(left);
            Add(x, StabilisedGradients.Solve(Remaining, left, enough / before, Steps, levels.Cycle));
            left = Residual(b, x);
            if (!(Length(left) < before / 2))
            {
                Sweep(b, x, Few);
                left = Residual(b, x);
            }
        }

        return x;
    }

    /// <summary>b + W x − x.</summary>
    internal double[] Residual(double[] b, double[] x)
    {
        double[] residual = new double[States];
        Chunks.For(States, (from, to) =>
        {
            for (int state = from; state < to; state++)
            {
                residual[state] = b[state] - x[state] + Follow(state, x);
            }
        });
        return residual;
    }

    private static double Largest(double[] x) => Chunks.Largest(x.Length, (from, to) =>
    {
        double largest = 0;
        for (int i = from; i < to; i++)
        {
            largest = Math.Max(largest, Math.Abs(x[i]));
        }

        return largest;
    });

    private static double Length(double[] x)
    {
        double sum = 0;
        foreach (double value in x)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }

    private static void Add(double[] x, double[] more)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += more[i];
        }
    }

    // y = x − W x.
    private void Remaining(double[] x, double[] y) => Chunks.For(States, (from, to) =>
    {
        for (int state = from; state < to; state++)
        {
            y[state] = x[state] - Follow(state, x);
        }
    });

    // (W x)(s).
    private double Follow(int state, double[] x)
    {
        ReadOnlySpan<int> next = columns.AsSpan(rows[state], rows[state + 1] - rows[state]);
        ReadOnlySpan<double> weights = entries.AsSpan(rows[state], next.Length);
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * x[next[i]];
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

    // Where nothing else has led to an end, sweeps do, as W contracts.
    private double[] Swept(double[] b, double[] x)
    {
        for (int sweep = 0; sweep < Sweeps && Sweep(b, x, 1) > 1e-15 * Largest(x); sweep++)
        {
        }

        return x;
    }

    // Gauss and Seidel's; the largest change of the last.
    private double Sweep(double[] b, double[] x, int times)
    {
        double change = 0;
        for (int sweep = 0; sweep < times; sweep++)
        {
            change = 0;
            for (int state = 0; state < States; state++)
            {
                double now = b[state] + Follow(state, x);
                change = Math.Max(change, Math.Abs(now - x[state]));
                x[state] = now;
            }
        }

        return change;
    }
}
