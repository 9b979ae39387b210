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
    private SoftValues(double temperature, double[] v, double[] q, Policy policy, double residual, double error) =>
        (Temperature, V, Q, Policy, Residual, Error) = (temperature, v, q, policy, residual, error);

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

    /// <summary>A bound of max |V − V*|, with all rounding: what an exact solution of the process as given may differ by, nowhere more.</summary>
    /// <remarks>Not a number where it could not be certified: γ = 1 and episodes so long that rounding hides whether they end.</remarks>
    public double Error { get; }

    /// <summary>The soft values of a process.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="temperature">T, above zero, in units of reward. Default 1.</param>
    /// <returns>
    /// Without a horizon the fixed point, by Newton's method (policy iteration): a step is the value of the policy before, by biconjugate
    /// gradients, so it climbs and squares its error. Cost: some ten linear systems of S unknowns, each of a few dozen sweeps where the process mixes.
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

        double rounding = new SoftBellman(mdp, temperature).Rounding(v), error = Enumerable.Range(0, horizon).Aggregate(0.0, (sum, _) => rounding + (mdp.Discount * (1 + Mdp.Rounding) * sum));
        return new(temperature, v, q, new(states, mdp.Actions, SoftMaximum.Laws(q, mdp.Actions, temperature), horizon), 0, error);
    }

    private static SoftValues Stationary(Mdp mdp, double temperature)
    {
        SoftNewton newton = new(mdp, temperature);
        newton.Run();
        double[] v = newton.Values(), q = new double[mdp.States * mdp.Actions];
        new Lookahead(mdp).Sweep(v, q, new double[mdp.States], (_, _) => 0);
        return new(temperature, v, q, new(mdp.States, mdp.Actions, newton.Law), newton.Residual, newton.Error(v));
    }
}
