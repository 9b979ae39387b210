using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Score matching: ½ |s|² + div s with the score s = −∇E, that is ½ |∇E|² − ΔE.</summary>
/// <remarks>
/// <para>Its mean is ½ ⟨|s − ∇ ln p|²⟩ less a constant of the samples' law p. Cost: d Hessian-vector products a point.</para>
/// <para>
/// On samples that lie on fewer dimensions, or on a lattice, it falls without bound. It hardly sees the weights of modes that are far apart.
/// Source: A. Hyvärinen (2005), J. Mach. Learn. Res. 6, 695–709.
/// </para>
/// </remarks>
public sealed record ScoreMatching : SampleObjective
{
    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [];

    /// <inheritdoc/>
    public override bool Judges => true;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node x = Node.Point(energy.Dimension), value = energy.Of(x);
        return new((0.5 * SquaredNorm(Derivative.Gradient(value, x))) - Derivative.Laplacian(value, x));
    }
}
