using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Objectives;

/// <summary>Contrastive divergence: E(x) − E(x⁻), x⁻ after k steps of a chain from the sample x; no derivative goes through the chain.</summary>
/// <remarks>
/// <para>
/// The derivative is that of the likelihood as k → ∞, biased towards landscapes whose chains stay near the samples where k is small: wells far
/// from all samples go unseen. Chains must run at temperature 1 if exp(−E) is to be the density.
/// </para>
/// <para>Source: G. E. Hinton (2002), Neural Comput. 14(8), 1771–1800.</para>
/// </remarks>
public sealed record ContrastiveDivergence : SampleObjective
{
    /// <summary>The chain. Default: <see cref="Mala"/>, exact at any step size.</summary>
    public Stepper Stepper { get; init; } = new Mala();

    /// <summary>k. Default 10.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => AsParameters(Stepper.Settings);

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [];

    /// <inheritdoc/>
    public override bool Judges => false;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return ChainOf.Contrast(Stepper, Steps, energy, Node.Point(energy.Dimension));
    }
}
