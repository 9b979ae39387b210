using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Ranking noise-contrastive estimation: −ln(r(x) / (r(x) + Σₖ r(yₖ))) with r = exp(−E) / pₙ: which of K + 1 points is the sample?</summary>
/// <remarks>
/// No ln Z is learned, for it cancels. The K noise points are shared by all samples of a batch. With pₙ left out it would be InfoNCE.
/// Source: R. Jozefowicz et al. (2016), arXiv:1602.02410; Z. Ma and M. Collins (2018), EMNLP, 3698–3707.
/// </remarks>
public sealed record RankingNoiseContrastive : SampleObjective
{
    /// <summary>pₙ.</summary>
    public required Noise Noise { get; init; }

    /// <summary>K. Default 1024.</summary>
    public int Count { get; init => field = Require.AtLeast(value, 1); } = 1024;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [Table];

    /// <inheritdoc/>
    public override bool Judges => true;

    private NoiseTable Table => new(Noise, _ => Count);

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return new(Softplus(LogSumExpRows(LogRatio(energy, Table.Points)) - LogRatio(energy, Node.Point(energy.Dimension))), Table.Points);
    }

    private Node LogRatio(Energy energy, Node x) => -energy.Of(x) - Noise.LogDensity(x);
}
