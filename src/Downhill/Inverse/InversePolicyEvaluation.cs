namespace Downhill.Inverse;

/// <summary>Rewards from values: R = V − γ P_π V, r(s, a) = Q(s, a) − γ Σ P V, and from a policy, r = T ln π(a|s) + v(s) − γ Σ P v for any v.</summary>
/// <remarks>
/// Nothing is fitted: each is a Bellman equation, solved for the reward, and exact. The last names every reward that a soft-optimal
/// policy can have, and says with it what cannot be known: v.
/// Source: H. Cao, S. N. Cohen and L. Szpruch (2021), Identifiability in inverse reinforcement learning, NeurIPS, theorem 1.
/// </remarks>
public static class InversePolicyEvaluation
{
    /// <summary>R(s) = V(s) − γ Σ π P V, and R(s) = V(s) where it ends: the reward of states under which a policy has these values.</summary>
    /// <param name="mdp">The process; its rewards and its horizon are not looked at.</param>
    /// <param name="policy">π, the same at all times.</param>
    /// <param name="values">V, shape [S].</param>
    public static Rewards OfValues(Mdp mdp, Policy policy, double[] values)
    {
        Check(mdp, values, mdp?.States ?? 0, nameof(values));
        ArgumentNullException.ThrowIfNull(policy);
        return Rewards.OfState([.. values.Select((value, s) => value - Ahead(mdp!, policy, values, s, 0))]);
    }

    /// <summary>R(s, t) = V(s, t) − γ Σ π P V(s′, t + 1) with a horizon: what is earned in s at t.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">π.</param>
    /// <param name="values">V, shape [H + 1, S].</param>
    /// <returns>Shape [H, S].</returns>
    public static double[] OfValuesInTime(Mdp mdp, Policy policy, double[] values)
    {
        int horizon = mdp?.Horizon ?? throw new ArgumentException("the process has no horizon, expected one.", nameof(mdp)), states = mdp.States;
        Check(mdp, values, (horizon + 1) * states, nameof(values));
        ArgumentNullException.ThrowIfNull(policy);
        return [.. Enumerable.Range(0, horizon * states).Select(i => values[i] - Ahead(mdp, policy, values[((i / states * states) + states)..], i % states, i / states))];
    }

    /// <summary>r(s, a) = Q(s, a) − γ Σ P(s′|s, a) V(s′): the reward under which Q is what an action is worth where V follows.</summary>
    /// <param name="mdp">The process; its rewards and its horizon are not looked at.</param>
    /// <param name="actionValues">Q, shape [S · A].</param>
    /// <param name="values">V, shape [S]; 0 where it ends, as rewards of pairs have it.</param>
    public static Rewards OfActionValues(Mdp mdp, double[] actionValues, double[] values)
    {
        Check(mdp, values, mdp?.States ?? 0, nameof(values));
        Check(mdp, actionValues, (mdp?.States * mdp?.Actions) ?? 0, nameof(actionValues));
        return Rewards.OfStateAction([.. actionValues.Select((q, pair) => mdp!.Terminal[pair / mdp.Actions] ? 0 : q - (mdp.Discount * mdp.Transitions.Expected(pair / mdp.Actions, pair % mdp.Actions, values)))]);
    }

    /// <summary>r(s, a) = T ln π(a|s) + v(s) − γ Σ P(s′|s, a) v(s′): a reward under which π is the soft-optimal policy, one for each v.</summary>
    /// <param name="mdp">The process without a horizon.</param>
    /// <param name="policy">π, above zero, the same at all times.</param>
    /// <param name="potential">v, shape [S], which will be the soft value; taken as 0 where it ends.</param>
    /// <param name="temperature">T. Default 1.</param>
    public static Rewards Explaining(Mdp mdp, Policy policy, double[] potential, double temperature = 1)
    {
        Check(mdp, potential, mdp?.States ?? 0, nameof(potential));
        ArgumentNullException.ThrowIfNull(policy);
        double[] v = [.. potential.Select((value, s) => mdp!.Terminal[s] ? 0 : value)];
        return OfActionValues(mdp!, [.. Enumerable.Range(0, mdp!.States * mdp.Actions).Select(pair => (temperature * Math.Log(policy.At(pair / mdp.Actions)[pair % mdp.Actions])) + v[pair / mdp.Actions])], v);
    }

    private static double Ahead(Mdp mdp, Policy policy, double[] values, int state, int time)
    {
        double sum = 0;
        for (int a = 0; a < mdp.Actions && !mdp.Terminal[state]; a++)
        {
            sum += policy.At(state, time)[a] * mdp.Transitions.Expected(state, a, values);
        }

        return mdp.Discount * sum;
    }

    private static void Check(Mdp? mdp, double[] numbers, int expected, string name)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(numbers, name);
        if (numbers.Length != expected)
        {
            throw new ArgumentException($"{name} of {numbers.Length} numbers, expected {expected}.", name);
        }
    }
}
