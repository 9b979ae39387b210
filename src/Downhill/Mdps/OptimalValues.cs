using Downhill.Compute;

namespace Downhill.Mdps;

/// <summary>Optimal values: Q(s, a) = E[r] + γ Σ P(s′|s, a) V(s′), V(s) = maxₐ Q(s, a), and a policy that attains them.</summary>
/// <remarks>In a terminal state V = Q = r(s). After a horizon nothing has a value, terminal or not: V_H = 0.</remarks>
public sealed record OptimalValues
{
    private const int PolicySteps = 10_000;

    // Of the size of the values: an action is changed only for a gain above rounding, so that equal ones are not changed for ever.
    private const double Gain = 1e-12;

    private OptimalValues(Mdp mdp, double[] v, double[] q, int[] actions, double residual, int sweeps)
    {
        (V, Q, Actions, Residual, Sweeps) = (v, q, actions, residual, sweeps);
        double[] table = new double[q.Length];
        for (int row = 0; row < actions.Length; row++)
        {
            table[(row * mdp.Actions) + actions[row]] = 1;
        }

        Policy = new(mdp.States, mdp.Actions, table, mdp.Horizon);
    }

    /// <summary>V, shape [S], or [H + 1, S] with a horizon.</summary>
    public double[] V { get; }

    /// <summary>Q, shape [S, A], or [H, S, A] with a horizon.</summary>
    public double[] Q { get; }

    /// <summary>What is done, shape [S], or [H, S] with a horizon; of equal actions one.</summary>
    public int[] Actions { get; }

    /// <summary>The policy that does it.</summary>
    public Policy Policy { get; }

    /// <summary>max |V − max (r + γ P V)| over all states and times.</summary>
    public double Residual { get; }

    /// <summary>How many sweeps or policies it took.</summary>
    public int Sweeps { get; }

    /// <summary>The optimal values, by policy iteration; with a horizon, backwards from it.</summary>
    /// <param name="mdp">The process.</param>
    /// <returns>Exact but for rounding. Cost: a linear system a policy, and seldom more than ten policies.</returns>
    /// <exception cref="NoValueException">γ = 1 without a horizon, and no end can be reached, or none is wanted: a circle earns.</exception>
    public static OptimalValues Of(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        return mdp.Horizon is int horizon ? Backwards(mdp, horizon) : ByPolicies(mdp);
    }

    /// <summary>The optimal values, by value iteration.</summary>
    /// <param name="mdp">The process; one with a horizon takes as many sweeps.</param>
    /// <param name="tolerance">How far V may be off, in units of reward; with γ = 1, how far its residual. Default 10⁻¹⁰.</param>
    /// <param name="sweeps">At most. Default 1,000,000.</param>
    /// <exception cref="NoValueException">It is not reached in so many sweeps.</exception>
    public static OptimalValues ByValueIteration(Mdp mdp, double tolerance = 1e-10, int sweeps = 1_000_000)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        Require.Positive(tolerance, nameof(tolerance));
        if (mdp.Horizon is int horizon)
        {
            return Backwards(mdp, horizon);
        }

        Endings.Check(mdp);
        Lookahead lookahead = new(mdp);
        double[] v = new double[mdp.States], next = new double[mdp.States], q = new double[mdp.States * mdp.Actions];
        double enough = Endings.Needed(mdp) ? tolerance : tolerance * (1 - mdp.Discount);
        for (int sweep = 1; sweep <= sweeps; sweep++)
        {
            lookahead.Sweep(v, q, next, Largest);
            double residual = Apart(v, next);
            if (residual <= enough)
            {
                return new(mdp, v, q, Chosen(q, mdp.Actions), residual, sweep);
            }

            (v, next) = (next, v);
        }

        throw new NoValueException(null, $"value iteration is not within {tolerance:R} after {sweeps} sweeps: expected a discount further below 1, or policy iteration.");
    }

    private static OptimalValues Backwards(Mdp mdp, int horizon)
    {
        Lookahead lookahead = new(mdp);
        int states = mdp.States, pairs = states * mdp.Actions;
        double[] v = new double[checked((horizon + 1) * states)], q = new double[checked(horizon * pairs)];
        for (int t = horizon - 1; t >= 0; t--)
        {
            lookahead.Sweep(v.AsSpan((t + 1) * states, states), q.AsSpan(t * pairs, pairs), v.AsSpan(t * states, states), Largest);
        }

        return new(mdp, v, q, Chosen(q, mdp.Actions), 0, horizon);
    }

    private static OptimalValues ByPolicies(Mdp mdp)
    {
        int[] chosen = Start(mdp);
        Lookahead lookahead = new(mdp);
        double[] now = new double[mdp.States];
        for (int step = 1; step <= PolicySteps; step++)
        {
            PolicyValues values = Worth(mdp, chosen);
            lookahead.Sweep(values.V, values.Q, now, Largest);
            if (!Improve(chosen, values, mdp))
            {
                return new(mdp, values.V, values.Q, chosen, Apart(values.V, now), step);
            }
        }

        throw new NoValueException(null, $"policy iteration has not settled after {PolicySteps} policies: expected rewards whose differences exceed rounding.");
    }

    private static PolicyValues Worth(Mdp mdp, int[] chosen)
    {
        try
        {
            return PolicyValues.Of(mdp, Policy.Deterministic(mdp.Actions, chosen));
        }
        catch (NoValueException lost) when (Endings.Needed(mdp))
        {
            throw new NoValueException(lost.State, $"no optimal value: from state {lost.State} it pays never to end; expected circles that cost, a horizon, or a discount below 1.");
        }
    }

    // Where an end is needed the first policy walks towards it; any other may walk in circles.
    private static int[] Start(Mdp mdp) => Endings.Check(mdp) is int[] steps ? Endings.WayOut(mdp, steps) : new int[mdp.States];

    private static bool Improve(int[] chosen, PolicyValues values, Mdp mdp)
    {
        double enough = Gain * (1 + values.V.Max(Math.Abs));
        bool any = false;
        for (int state = 0; state < chosen.Length; state++)
        {
            ReadOnlySpan<double> row = values.Q.AsSpan(state * mdp.Actions, mdp.Actions);
            int best = Best(row);
            if (row[best] > row[chosen[state]] + enough)
            {
                (chosen[state], any) = (best, true);
            }
        }

        return any;
    }

    private static int[] Chosen(double[] q, int actions) => [.. Enumerable.Range(0, q.Length / actions).Select(row => Best(q.AsSpan(row * actions, actions)))];

    private static double Largest(int state, ReadOnlySpan<double> q) => q[Best(q)];

    private static int Best(ReadOnlySpan<double> q)
    {
        int best = 0;
        for (int action = 1; action < q.Length; action++)
        {
            best = q[action] > q[best] ? action : best;
        }

        return best;
    }

    private static double Apart(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
