using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Objectives;

/// <summary>Persistent contrastive divergence: E(x) − E(x⁻), x⁻ after k more steps of chains that go on from step to step of learning.</summary>
/// <remarks>
/// <para>
/// The chains' points live in a buffer that belongs to whoever learns; a share of them begins anew from <see cref="Restarts"/> each time, a true restart
/// that has nothing of the old point. Input "chain" [dimension] per sample: where the chains stand.
/// </para>
/// <para>Source: T. Tieleman (2008), ICML, 1064–1071; the buffer: Y. Du and I. Mordatch (2019), arXiv:1903.08689.</para>
/// </remarks>
public sealed record PersistentContrastiveDivergence : SampleObjective
{
    /// <summary>The chain. Default: <see cref="Mala"/>.</summary>
    public Stepper Stepper { get; init; } = new Mala();

    /// <summary>k. Default 10.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>Where chains begin.</summary>
    public required Noise Restarts { get; init; }

    /// <summary>The share of a batch's chains that begin anew. Default 0.05.</summary>
    public double RestartShare { get; init => field = Require.Within(value, 0, 1); } = 0.05;

    /// <summary>How many chains there are. Default 10,000.</summary>
    public int Capacity { get; init => field = Require.AtLeast(value, 1); } = 10_000;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => AsParameters(Stepper.Settings);

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [new ChainStarts(Restarts)];

    /// <inheritdoc/>
    public override bool Judges => false;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return ChainOf.Contrast(Stepper, Steps, energy, Node.Point(energy.Dimension, ChainStarts.Name));
    }
}
