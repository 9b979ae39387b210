using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Maximum likelihood: E(x) + ln Z, Z = ⟨exp(−E(y)) / pₙ(y)⟩ over points y of a law, drawn anew each time.</summary>
/// <remarks>
/// <para>
/// With <see cref="UniformNoise.IsStratified"/> in one or two dimensions it is a quadrature on a jittered grid, and the recipe to be preferred there:
/// a sharp landscape cannot hide between fixed grid points. E must be high outside of the box, where nothing is integrated.
/// </para>
/// <para>
/// It is LeCun's negative log-likelihood loss at β = 1. Source: R. A. Fisher (1922), Phil. Trans. R. Soc. A 222, 309–368; for Z:
/// C. J. Geyer (1994), J. R. Stat. Soc. B 56(1), 261–274.
/// </para>
/// </remarks>
public sealed record MaximumLikelihood : SampleObjective
{
    /// <summary>pₙ.</summary>
    public required Noise Noise { get; init; }

    /// <summary>How many y. Default 4096: 64 × 64 in two dimensions.</summary>
    public int Count { get; init => field = Require.AtLeast(value, 1); } = 4096;

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
        return new(energy.Of(Node.Point(energy.Dimension)) + LogPartition(energy), Table.Points);
    }

    /// <summary>ln Z, shared.</summary>
    public Node LogPartition(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return NoiseTable.LogMeanExpRows(-energy.Of(Table.Points) - Noise.LogDensity(Table.Points));
    }
}
