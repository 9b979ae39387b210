using Downhill.Compute;

namespace Downhill.Mdps;

/// <summary>What a policy is worth: V(s) = E Σₜ γᵗ (r + T H(π(·|sₜ))) from s on, exactly.</summary>
/// <param name="V">V, shape [S], or [H + 1, S] with a horizon; r(s) in a terminal state, zero after the horizon.</param>
/// <param name="Q">r + γ P V, shape [S, A], or [H, S, A] with a horizon.</param>
/// <param name="Residual">max |V − Σₐ π (Q − T ln π)|.</param>
public sealed record PolicyValues(double[] V, double[] Q, double Residual)
{
    /// <summary>The values of a policy.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">π; one that depends on time needs the process's own horizon.</param>
    /// <param name="temperature">T: what a unit of entropy is worth, in units of reward. Default 0.</param>
    /// <exception cref="ArgumentException">The policy is of another process.</exception>
    /// <exception cref="NoValueException">γ = 1 without a horizon, and the policy does not end.</exception>
    public static PolicyValues Of(Mdp mdp, Policy policy, double temperature = 0)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(policy);
        Require.NotNegative(temperature, nameof(temperature));
        Fits(mdp, policy);
        return mdp.Horizon is int horizon ? Backwards(mdp, policy, temperature, horizon) : Stationary(mdp, policy, temperature);
    }

    /// <summary>J = Σ μ₀(s) V₀(s), what is earned on average from the first state on.</summary>
    /// <param name="mdp">The process.</param>
    public double Earned(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        return mdp.Initial.Select((p, state) => p * V[state]).Sum();
    }

    internal static void Fits(Mdp mdp, Policy policy)
    {
        bool sized = policy.States == mdp.States && policy.Actions == mdp.Actions && (policy.Horizon is null || policy.Horizon == mdp.Horizon);
        _ = sized ? 0 : throw new ArgumentException($"a policy of {policy.States} states, {policy.Actions} actions and horizon {policy.Horizon?.ToString() ?? "null"}, expected {mdp.States}, {mdp.Actions} and {mdp.Horizon?.ToString() ?? "null"}.", nameof(policy));
    }

    private static PolicyValues Backwards(Mdp mdp, Policy policy, double temperature, int horizon)
    {
        Lookahead lookahead = new(mdp);
        int states = mdp.States, pairs = states * mdp.Actions;
        double[] v = new double[checked((horizon + 1) * states)], q = new double[checked(horizon * pairs)];
        for (int t = horizon - 1; t >= 0; t--)
        {
            int time = t;
            lookahead.Sweep(v.AsSpan((t + 1) * states, states), q.AsSpan(t * pairs, pairs), v.AsSpan(t * states, states), (state, row) => Mean(policy.At(state, time), row, temperature));
        }

        return new(v, q, 0);
    }

    private static PolicyValues Stationary(Mdp mdp, Policy policy, double temperature)
    {
        Endings.Check(mdp, policy.Probabilities);
        Lookahead lookahead = new(mdp);
        double[] q = new double[mdp.States * mdp.Actions], now = new double[mdp.States];
        lookahead.Sweep(new double[mdp.States], q, now, (state, row) => Mean(policy.At(state), row, temperature));
        double[] v = PolicyChain.Of(mdp, policy.Probabilities).Solve(now);
        lookahead.Sweep(v, q, now, (state, row) => Mean(policy.At(state), row, temperature));
        return new(v, q, v.Zip(now, (a, b) => Math.Abs(a - b)).Max());
    }

    // Σ π (q − T ln π); what is never done has no part in it.
    private static double Mean(ReadOnlySpan<double> law, ReadOnlySpan<double> q, double temperature)
    {
        double sum = 0;
        for (int action = 0; action < law.Length; action++)
        {
            sum += law[action] == 0 ? 0 : law[action] * (q[action] - (temperature == 0 ? 0 : temperature * Math.Log(law[action])));
        }

        return sum;
    }
}
