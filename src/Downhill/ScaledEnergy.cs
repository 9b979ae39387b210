using Downhill.Compute;

namespace Downhill;

/// <summary>E(x) = factor · inner(x); what <c>factor * energy</c> makes.</summary>
/// <param name="Inner">The landscape that is scaled.</param>
/// <param name="Factor">Any finite number; negative turns the landscape upside down.</param>
public sealed record ScaledEnergy(Energy Inner, double Factor) : Energy
{
    /// <inheritdoc/>
    public override int Dimension => Inner.Dimension;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

    /// <inheritdoc/>
    public override Node Of(Node x) => Weight * Inner.Of(x);

    // A plain 0 would be simplified away, and the point and the parameters with it.
    private Node Weight => Factor == 0 ? Node.Constant([0], 1, 1) : Factor;

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this with { Inner = Inner.With(parameters) };
}
