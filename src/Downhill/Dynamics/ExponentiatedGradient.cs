using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Exponentiated gradient: xᵢ ← xᵢ exp(−η ∂E/∂xᵢ) / Z on the simplex; without Z on the positive orthant.</summary>
/// <remarks>
/// <para>Source: J. Kivinen and M. K. Warmuth (1997), Inf. Comput. 132(1), 1–63.</para>
/// <para>
/// A step is where η ⟨∇E, x⟩ + KL(x | x₀) is least: lazy dual averaging u ← u − η ∇E(softmax u), and not descent in the logits u.
/// On E = c · x, t steps are the Boltzmann distribution exp(−β c) at β = η t. A coordinate at 0 stays there, and so does its derivative;
/// the points that rest inside are those of the simplex's KKT conditions, ∇E the same in every coordinate.
/// </para>
/// </remarks>
public sealed record ExponentiatedGradient : Stepper
{
    /// <summary>η, one over a unit of ∂E/∂x. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Whether Z makes the coordinates sum to one. Default true: the simplex; false: the positive orthant.</summary>
    public bool IsNormalised { get; init; } = true;

    private Setting Eta => new("step_size", StepSize);

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [x];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        Node x = state[0], exponent = -(Eta.Node * Derivative.Gradient(energy(x), x));
        return [IsNormalised ? Normalised(x, exponent) : x * Exp(exponent)];
    }

    // The largest exponent is taken out, so that none overflows. What has no weight is not asked, or all that has some could vanish beside it;
    // its own exponent is cut off, for 0 · ∞ is no number. Nothing is cut off where there is weight: the derivative would be lost at the largest.
    private static Node Normalised(Node x, Node exponent)
    {
        Node isEmpty = Equal(x, 0), largest = StopGradient(Largest(Select(isEmpty, -double.MaxValue, exponent))), below = exponent - largest;
        Node weight = x * Exp(Select(isEmpty, Minimum(below, 0), below));
        return weight / Sum(weight);
    }
}
