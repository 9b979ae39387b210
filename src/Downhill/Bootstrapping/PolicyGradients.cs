using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Bootstrapping;

/// <summary>Steps of a policy π = softmax θ(s, ·) towards what earns more, exactly and to first order.</summary>
/// <remarks>
/// F = diag π − π πᵀ of each state is ∂π/∂θ. The step θ′ = θ + α ∂J/∂θ gives π′ = π + α x(s) F² Q + O(α²), x(s) the discounted visits: F² is to
/// a policy what K is to values. The natural gradient takes one F away; its step is π exp(η A)/Z. Σₐ π = 1 for every θ, so every Taylor term
/// sums to zero over actions: a policy that is linearised stays normalised, but it can become negative.
/// Source: R. Sutton, D. McAllester, S. Singh and Y. Mansour (2000), Policy gradient methods; S. Kakade (2002), A natural policy gradient.
/// </remarks>
public static class PolicyGradients
{
    /// <summary>∂J/∂θ(s, a) = x(s) π(a|s) A(s, a), J = Σ μ₀ V. Shape [S · A].</summary>
    /// <param name="mdp">A process without a horizon.</param>
    /// <param name="policy">π.</param>
    public static double[] Gradient(Mdp mdp, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(policy);
        double[] visits = Occupancy.Of(mdp, policy).States, tilted = Tilted(policy, Values(mdp, policy));
        return [.. tilted.Select((share, pair) => visits[pair / mdp.Actions] * share)];
    }

    /// <summary>A = Q − V of a policy, shape [S · A].</summary>
    /// <param name="mdp">A process without a horizon.</param>
    /// <param name="policy">π.</param>
    public static double[] Advantage(Mdp mdp, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        return Advantages.Of(mdp, policy, [mdp.Rewards]).Tables[0];
    }

    /// <summary>F v in each state: π (v − Σ π v).</summary>
    /// <param name="policy">π.</param>
    /// <param name="values">v, shape [S · A].</param>
    public static double[] Tilted(Policy policy, double[] values)
    {
        ArgumentNullException.ThrowIfNull(policy);
        double[] tilted = new double[values?.Length ?? throw new ArgumentNullException(nameof(values))];
        for (int state = 0; state < policy.States; state++)
        {
            ReadOnlySpan<double> law = policy.At(state), row = values.AsSpan(state * policy.Actions, policy.Actions);
            double mean = Products.Dot(law, row);
            for (int action = 0; action < policy.Actions; action++)
            {
                tilted[(state * policy.Actions) + action] = law[action] * (row[action] - mean);
            }
        }

        return tilted;
    }

    /// <summary>softmax(ln π + t v): where a step of the logits leads; what is never done stays so.</summary>
    /// <param name="policy">π.</param>
    /// <param name="direction">v, shape [S · A].</param>
    /// <param name="length">t.</param>
    public static Policy Along(Policy policy, double[] direction, double length = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(direction);
        double[] moved = [.. policy.Probabilities];
        for (int state = 0; state < policy.States; state++)
        {
            Span<double> row = moved.AsSpan(state * policy.Actions, policy.Actions);
            ReadOnlySpan<double> by = direction.AsSpan(state * policy.Actions, policy.Actions);
            double most = double.NegativeInfinity, sum = 0;
            for (int action = 0; action < row.Length; action++)
            {
                most = row[action] > 0 ? Math.Max(most, length * by[action]) : most;
            }

            for (int action = 0; action < row.Length; action++)
            {
                row[action] *= row[action] > 0 ? Math.Exp((length * by[action]) - most) : 0;
                sum += row[action];
            }

            for (int action = 0; action < row.Length; action++)
            {
                row[action] /= sum;
            }
        }

        return new(policy.States, policy.Actions, moved);
    }

    /// <summary>θ + α ∂J/∂θ: a step of the policy gradient.</summary>
    /// <param name="mdp">A process without a horizon.</param>
    /// <param name="policy">π.</param>
    /// <param name="stepSize">α.</param>
    public static Policy Step(Mdp mdp, Policy policy, double stepSize) => Along(policy, Gradient(mdp, policy), stepSize);

    /// <summary>π exp(η A)/Z: a step of the natural gradient, exponentiated gradient on −A; as η → ∞ policy iteration among the actions with π > 0.</summary>
    /// <param name="mdp">A process without a horizon.</param>
    /// <param name="policy">π.</param>
    /// <param name="stepSize">η.</param>
    public static Policy Natural(Mdp mdp, Policy policy, double stepSize) => Along(policy, Advantage(mdp, policy), stepSize);

    /// <summary>π + α x(s) F² Q: the first order of <see cref="Step"/>. Shape [S · A]; rows sum to one and may have negative numbers.</summary>
    /// <param name="mdp">A process without a horizon.</param>
    /// <param name="policy">π.</param>
    /// <param name="stepSize">α.</param>
    public static double[] Linearised(Mdp mdp, Policy policy, double stepSize) =>
        [.. Tilted(policy, Gradient(mdp, policy)).Zip(policy.Probabilities, (by, now) => now + (stepSize * by))];

    /// <summary>π + η F Q = π (1 + η A): the first order of <see cref="Natural"/>; negative exactly from η = 1/max(−A) on, over what is ever done.</summary>
    /// <param name="mdp">A process without a horizon.</param>
    /// <param name="policy">π.</param>
    /// <param name="stepSize">η.</param>
    public static double[] LinearisedNatural(Mdp mdp, Policy policy, double stepSize) =>
        [.. Tilted(policy, Values(mdp, policy)).Zip(policy.Probabilities, (by, now) => now + (stepSize * by))];

    /// <summary>p₀ … p_k of softmax(ln π + t v) = Σ pₖ tᵏ, each of shape [S · A]; p₀ = π, and the others sum to zero in each state.</summary>
    /// <remarks>By the quotient of two series: pₖ = nₖ − Σⱼ≥₁ Zⱼ pₖ₋ⱼ with nₖ = π vᵏ/k! and Zₖ = Σₐ nₖ.</remarks>
    /// <param name="policy">π.</param>
    /// <param name="direction">v, shape [S · A].</param>
    /// <param name="order">k.</param>
    public static double[][] Terms(Policy policy, double[] direction, int order)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(direction);
        double[][] terms = [.. Enumerable.Range(0, Require.AtLeast(order, 0) + 1).Select(_ => new double[direction.Length])];
        for (int state = 0; state < policy.States; state++)
        {
            Expand(policy.At(state), direction.AsSpan(state * policy.Actions, policy.Actions), terms, state * policy.Actions);
        }

        return terms;
    }

    private static void Expand(ReadOnlySpan<double> law, ReadOnlySpan<double> direction, double[][] terms, int first)
    {
        double mean = Products.Dot(law, direction);
        double[] numerator = law.ToArray(), sums = new double[terms.Length];
        for (int k = 0; k < terms.Length; k++)
        {
            sums[k] = numerator.Sum();
            for (int action = 0; action < law.Length; action++)
            {
                double term = numerator[action];
                for (int j = 1; j <= k; j++)
                {
                    term -= sums[j] * terms[k - j][first + action];
                }

                terms[k][first + action] = term;

                // Less the mean, which changes no softmax, so that large common parts do not cancel.
                numerator[action] *= (direction[action] - mean) / (k + 1);
            }
        }
    }

    private static double[] Values(Mdp mdp, Policy policy) => PolicyValues.Of(mdp, policy).Q;
}
