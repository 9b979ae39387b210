using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Objectives;

/// <summary>Persistent contrastive divergence: E(x) − E(x⁻), x⁻ after k more steps of chains that go on from step to step of learning.</summary>
/// <remarks>
/// <para>
/// The chains' points live in a buffer that belongs to whoever learns; a share of them begins anew from <see cref="Restarts"/> each time, a true restart
/// that has nothing of the old point. Input "chain" [dimension] per sample: where the chains stand.
/// </para>
/// <para>
/// Chains follow the landscape as it is learned if they move often and far: of many in a buffer each is met seldom, and what begins anew is for a while
/// no draw of exp(−E), a share of the negatives that learning takes for one. So there are few chains here, long moves, and few restarts.
/// </para>
/// <para>Source: T. Tieleman (2008), ICML, 1064–1071; the buffer: Y. Du and I. Mordatch (2019), arXiv:1903.08689.</para>
/// <para>Differs from the second source: there 10,000 chains, of which a batch is moved at a time, and 5 % restarts.</para>
/// </remarks>
public sealed record PersistentContrastiveDivergence : SampleObjective
{
    /// <summary>The chain. Default: <see cref="Mala"/>.</summary>
    public Stepper Stepper { get; init; } = new Mala();

    /// <summary>k. Default 30.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 30;

    /// <summary>Where chains begin.</summary>
    public required Noise Restarts { get; init; }

    /// <summary>The share of a batch's chains that begin anew. Default 0.01.</summary>
    public double RestartShare { get; init => field = Require.Within(value, 0, 1); } = 0.01;

    /// <summary>How many chains there are, at least as many as a batch has samples. Default 1: as many as a batch.</summary>
    public int Capacity { get; init => field = Require.AtLeast(value, 1); } = 1;

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
