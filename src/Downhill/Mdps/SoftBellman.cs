namespace Downhill.Mdps;

/// <summary>The soft Bellman equation of a stationary process for V = c + v, with the same number c in all states.</summary>
/// <remarks>
/// Near γ = 1 values are large and alike, and what matters is how they differ: the residual r − (1 − γ) c + γ P v − v of the small v rounds
/// to the size of v, where r + γ P V − V would round to that of V. Rows that miss one by d, by the rounding of whoever wrote them, are
/// taken as they are: γ c d is added.
/// </remarks>
internal sealed class SoftBellman
{
    // Half a unit in the last place of 1; every operation below rounds by at most this share, exp and log by four times it.
    private const double Unit = 1.1102230246251565e-16;

    private readonly Mdp mdp;
    private readonly double temperature;
    private readonly double[] expected, excess, paid;
    private readonly int longest;

    internal SoftBellman(Mdp mdp, double temperature)
    {
        (this.mdp, this.temperature) = (mdp, temperature);
        expected = mdp.Rewards.Expected(mdp.Transitions);
        excess = new double[expected.Length];
        paid = [.. expected];
        Chunks.For(mdp.States, (from, to) =>
        {
            for (int pair = from * mdp.Actions; pair < to * mdp.Actions; pair++)
            {
                excess[pair] = Excess(mdp.Transitions, pair);
            }
        });
        for (int pair = 0; pair < expected.Length; pair++)
        {
            (Largest, longest) = (Math.Max(Largest, Math.Abs(expected[pair])), Math.Max(longest, mdp.Transitions.Starts[pair + 1] - mdp.Transitions.Starts[pair]));
            Heaviest = Math.Max(Heaviest, 1 + excess[pair]);
        }
    }

    /// <summary>c.</summary>
    internal double Shift { get; private set; }

    /// <summary>max |r|.</summary>
    internal double Largest { get; }

    /// <summary>The largest sum of a row of P: one but for rounding.</summary>
    internal double Heaviest { get; } = 1;

    /// <summary>r(s) of a terminal state.</summary>
    internal double End(int state) => expected[state * mdp.Actions];

    /// <summary>Takes another c; v stays what it is, so V changes.</summary>
    internal void Take(double shift)
    {
        Shift = shift;
        double kept = (1 - mdp.Discount) * shift, off = mdp.Discount * shift;
        Chunks.For(paid.Length, (from, to) =>
        {
            for (int pair = from; pair < to; pair++)
            {
                paid[pair] = expected[pair] - kept + (off * excess[pair]);
            }
        });
    }

    /// <summary>v of the terminal states, where V = r.</summary>
    internal void SetEnds(double[] v)
    {
        for (int state = 0; state < v.Length; state++)
        {
            v[state] = mdp.Terminal[state] ? End(state) - Shift : v[state];
        }
    }

    /// <summary>rise = T ln Σ exp((r + γ P V)/T) − V, zero in terminal states.</summary>
    /// <param name="v">v, shape [S].</param>
    /// <param name="law">Is filled with π, shape [S · A].</param>
    /// <param name="rise">Is filled, shape [S].</param>
    /// <returns>max |rise|.</returns>
    internal double Sweep(double[] v, double[] law, double[] rise) => Chunks.Largest(mdp.States, (from, to) =>
    {
        double largest = 0;
        for (int state = from; state < to; state++)
        {
            Span<double> row = law.AsSpan(state * mdp.Actions, mdp.Actions);
            if (mdp.Terminal[state])
            {
                (rise[state], row[0]) = (0, 1);
                row.Fill(1.0 / mdp.Actions);
                continue;
            }

            Fill(state, v, row);
            rise[state] = SoftMaximum.Take(row, temperature) - v[state];
            largest = Math.Max(largest, Math.Abs(rise[state]));
        }

        return largest;
    });

    /// <summary>By how much a rise may be off by rounding.</summary>
    internal double Rounding(double[] v)
    {
        double size = Chunks.Largest(v.Length, (from, to) => Math.Max(Math.Abs(v.AsSpan(from, to - from).ToArray().Max()), Math.Abs(v.AsSpan(from, to - from).ToArray().Min())));
        double pay = Largest + (2 * (1 - mdp.Discount) * Math.Abs(Shift)) + (Math.Abs(Shift) * Unit * longest);
        return Unit * (((longest + 6) * size) + (6 * pay) + (temperature * (mdp.Actions + 16)) + (mdp.Terminal.Contains(true) ? Math.Abs(Shift) : 0));
    }

    // q − c of a state's actions.
    private void Fill(int state, double[] v, Span<double> q)
    {
        Transitions transitions = mdp.Transitions;
        for (int action = 0; action < q.Length; action++)
        {
            int pair = (state * q.Length) + action, start = transitions.Starts[pair];
            ReadOnlySpan<int> next = transitions.Next.AsSpan(start, transitions.Starts[pair + 1] - start);
            ReadOnlySpan<double> probabilities = transitions.Probabilities.AsSpan(start, next.Length);
            double sum = 0;
            for (int i = 0; i < probabilities.Length; i++)
            {
                sum += probabilities[i] * v[next[i]];
            }

            q[action] = paid[pair] + (mdp.Discount * sum);
        }
    }

    // Σ p − 1 without rounding but of the last addition (D. E. Knuth's two-sum).
    private static double Excess(Transitions transitions, int pair)
    {
        double sum = -1, lost = 0;
        for (int i = transitions.Starts[pair]; i < transitions.Starts[pair + 1]; i++)
        {
            double p = transitions.Probabilities[i], next = sum + p, part = next - sum;
            lost += sum - (next - part) + (p - part);
            sum = next;
        }

        return transitions.Starts[pair] == transitions.Starts[pair + 1] ? 0 : sum + lost;
    }
}
