using Downhill.Compute;

namespace Downhill.Mdps;

/// <summary>Soft values: Q(s, a) = E[r] + γ Σ P(s′|s, a) V(s′), V(s) = T ln Σₐ exp(Q(s, a)/T), π(a|s) = exp((Q(s, a) − V(s))/T).</summary>
/// <remarks>
/// They are the largest E Σ γᵗ (r + T H(π(·|sₜ))) over policies, and π is the policy that attains it: maximum causal entropy. In a terminal
/// state V = Q = r(s) and π, which is never asked, is uniform. After a horizon nothing has a value, terminal or not: V_H = 0.
/// Source: B. D. Ziebart, J. A. Bagnell and A. K. Dey (2010), Modeling interaction via the principle of maximum causal entropy, ICML.
/// </remarks>
public sealed record SoftValues
{
    private const int Steps = 200;

    // Values without bound show as values of episodes longer than this.
    private const double LongestEpisode = 1e9;

    private SoftValues(Mdp mdp, double temperature, double[] v, double[] q, double residual)
    {
        (Temperature, V, Q, Residual) = (temperature, v, q, residual);
        Policy = new(mdp.States, mdp.Actions, SoftMaximum.Laws(q, mdp.Actions, temperature), mdp.Horizon);
    }

    /// <summary>T, in units of reward.</summary>
    public double Temperature { get; }

    /// <summary>V, shape [S], or [H + 1, S] with a horizon.</summary>
    public double[] V { get; }

    /// <summary>Q, shape [S, A], or [H, S, A] with a horizon.</summary>
    public double[] Q { get; }

    /// <summary>π.</summary>
    public Policy Policy { get; }

    /// <summary>max |V − T ln Σ exp((r + γ P V)/T)| over all states and times.</summary>
    public double Residual { get; }

    /// <summary>The soft values of a process.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="temperature">T, above zero, in units of reward. Default 1.</param>
    /// <returns>
    /// Without a horizon the fixed point, by Newton's method: each step is the value of the policy before, so it climbs and
    /// squares its error. Cost: some ten solutions of a linear system.
    /// </returns>
    /// <exception cref="NoValueException">γ = 1 without a horizon, and no end can be reached, or staying away from it is worth without bound.</exception>
    public static SoftValues Of(Mdp mdp, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        Require.Positive(temperature, nameof(temperature));
        return mdp.Horizon is int horizon ? Backwards(mdp, temperature, horizon) : Stationary(mdp, temperature);
    }

    private static SoftValues Backwards(Mdp mdp, double temperature, int horizon)
    {
        Lookahead lookahead = new(mdp);
        int states = mdp.States, pairs = states * mdp.Actions;
        double[] v = new double[checked((horizon + 1) * states)], q = new double[checked(horizon * pairs)];
        for (int t = horizon - 1; t >= 0; t--)
        {
            lookahead.Sweep(v.AsSpan((t + 1) * states, states), q.AsSpan(t * pairs, pairs), v.AsSpan(t * states, states), (_, row) => SoftMaximum.Of(row, temperature));
        }

        return new(mdp, temperature, v, q, 0);
    }

    private static SoftValues Stationary(Mdp mdp, double temperature)
    {
        Endings.Check(mdp);
        Lookahead lookahead = new(mdp);
        double[] v = new double[mdp.States], q = new double[mdp.States * mdp.Actions], better = new double[mdp.States];
        double residual = double.PositiveInfinity, bound = Endings.Needed(mdp) ? LongestEpisode * (1 + lookahead.Expected.Max(Math.Abs) + (temperature * Math.Log(mdp.Actions))) : double.PositiveInfinity;
        for (int step = 0; step < Steps && v.Max(Math.Abs) <= bound; step++)
        {
            lookahead.Sweep(v, q, better, (_, row) => SoftMaximum.Of(row, temperature));
            double[] rise = [.. better.Zip(v, (now, before) => now - before)];
            double before = residual;
            residual = rise.Max(Math.Abs);
            if (residual <= Rounding(v) && (residual == 0 || residual >= before))
            {
                return new(mdp, temperature, v, q, residual);
            }

            double[] correction = PolicyChain.Of(mdp, SoftMaximum.Laws(q, mdp.Actions, temperature)).Solve(rise);
            v = [.. v.Zip(correction, (value, more) => value + more)];
        }

        throw new NoValueException(null, $"no soft value at discount {mdp.Discount:R} and temperature {temperature:R}: putting off the end earns more than it costs; expected a lower temperature, rewards below −T ln A before the end, a horizon, or a discount below 1.");
    }

    // What a sweep of this size rounds to; above it Newton's steps still gain.
    private static double Rounding(double[] v) => 1e-13 * (1 + v.Max(Math.Abs));
}
