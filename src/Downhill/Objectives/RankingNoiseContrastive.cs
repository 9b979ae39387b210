using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Ranking noise-contrastive estimation: −ln(r(x) / (r(x) + Σₖ r(yₖ))) with r = exp(−E) / pₙ: which of K + 1 points is the sample?</summary>
/// <remarks>
/// <para>No ln Z is learned, for it cancels. The K noise points are shared by all samples of a batch. With pₙ left out it would be InfoNCE.</para>
/// <para>
/// Of a <see cref="ConditionalEnergy"/> E(x | c) each sample is ranked among K points of its own under its c, and Z(c) cancels too: whatever Z(c)
/// is, the optimum is p(x | c) = exp(−E(x | c)) / Z(c), for every K ≥ 1, where <see cref="NoiseContrastive"/> needs Z to be the same for all c.
/// </para>
/// <para>
/// Source: R. Jozefowicz et al. (2016), arXiv:1602.02410; Z. Ma and M. Collins (2018), EMNLP, 3698–3707 (theorem and condition for finitely many answers).
/// </para>
/// </remarks>
public sealed record RankingNoiseContrastive : SampleObjective
{
    /// <summary>pₙ.</summary>
    public required Noise Noise { get; init; }

    /// <summary>K; for each sample where the energy is conditional. Default 1024.</summary>
    public int Count { get; init => field = Require.AtLeast(value, 1); } = 1024;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [Table];

    /// <inheritdoc/>
    public override bool Judges => true;

    private NoiseTable Table => new(Noise, Count);

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return new(Softplus(Table.LogSumExp(energy, y => LogRatio(energy, y)) - LogRatio(energy, Node.Point(energy.Dimension))), Table.Watched(energy));
    }

    private Node LogRatio(Energy energy, Node x) => -energy.Of(x) - Noise.LogDensity(x);
}
