using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Noise-contrastive estimation: ⟨softplus(−G(x))⟩ over samples + ν ⟨softplus(G(y))⟩ over noise, G = −E − c − ln pₙ − ln ν: is it sample or noise?</summary>
/// <remarks>
/// <para>At the optimum exp(−E − c) is the density of the samples, so c, which is learned too, is ln Z. ν is the number of noise points for a sample.</para>
/// <para>
/// Of a <see cref="ConditionalEnergy"/> E(x | c) each sample is beside ν points of its own under its c, and the optimum is p(x | c) only if some energy of
/// the family has the same Z for every c, as there is one ln Z. An energy that may add any g(c) has: it learns E + ln Z(c) itself. One that
/// may not is biased: then take <see cref="RankingNoiseContrastive"/>.
/// </para>
/// <para>
/// Noise that hardly overlaps with the samples is told apart from them by any energy, and then next to nothing is learned.
/// Source: M. U. Gutmann and A. Hyvärinen (2012), J. Mach. Learn. Res. 13, 307–361; conditional: Z. Ma and M. Collins (2018), EMNLP, 3698–3707.
/// </para>
/// </remarks>
public sealed record NoiseContrastive : SampleObjective
{
    /// <summary>pₙ.</summary>
    public required Noise Noise { get; init; }

    /// <summary>ν. Default 1.</summary>
    public int NoisePerSample { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Where c = ln Z starts. Default 0.</summary>
    public double LogPartition { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [new Parameter("log_partition", 1, 1, [LogPartition])];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [Table];

    /// <inheritdoc/>
    public override bool Judges => true;

    private NoiseTable Table => new(Noise, NoisePerSample, TimesSamples: true);

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node noise = NoisePerSample * Table.Mean(energy, y => Softplus(LogOdds(energy, y)));
        return new(Softplus(-LogOdds(energy, Node.Point(energy.Dimension))) + noise, Table.Watched(energy));
    }

    private Node LogOdds(Energy energy, Node x) => -energy.Of(x) - Parameters[0].Node - Noise.LogDensity(x) - Math.Log(NoisePerSample);
}
