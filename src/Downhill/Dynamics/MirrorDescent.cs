using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>Mirror descent: ∇h(x′) = ∇h(x) − η ∇E(x), h the <see cref="Map"/>.</summary>
/// <remarks>
/// <para>Source: A. Nemirovski and D. Yudin (1983), Problem Complexity and Method Efficiency in Optimization; A. Beck and M. Teboulle (2003), Oper. Res. Lett. 31(3), 167–175.</para>
/// <para>
/// A step is where η ⟨∇E, x⟩ + D(x, x₀) is least, D the Bregman divergence of h. On the interior every map rests where ∇E = 0; they differ in the way there.
/// </para>
/// </remarks>
public sealed record MirrorDescent : Stepper
{
    /// <summary>η, in units of ∇h per unit of ∇E. Default 0.01.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>h. Default Euclidean: gradient descent.</summary>
    public MirrorMap Map { get; init; } = MirrorMap.Euclidean;

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
        Node x = state[0];
        return [Map.Moved(x, Eta.Node * Derivative.Gradient(energy(x), x))];
    }
}
