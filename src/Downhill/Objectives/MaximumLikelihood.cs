using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Maximum likelihood: E(x) + ln Z, Z = ⟨exp(−E(y)) / pₙ(y)⟩ over points y of a law, drawn anew each time.</summary>
/// <remarks>
/// <para>
/// With <see cref="UniformNoise.IsStratified"/> in one or two dimensions it is a quadrature on a jittered grid, and the recipe to be preferred there:
/// a sharp landscape cannot hide between fixed grid points. E must be high outside of the box, where nothing is integrated.
/// </para>
/// <para>
/// Of a <see cref="ConditionalEnergy"/> E(x | c) it is −ln p(x | c) = E(x | c) + ln Z(c): each sample has <see cref="Count"/> points of its own under its c,
/// so a batch costs as many energies as samples times points; some 64 in one dimension resolve what is wider than 1/64 of the box.
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

    /// <summary>How many y; for each sample where the energy is conditional. Default 4096: 64 × 64 in two dimensions.</summary>
    public int Count { get; init => field = Require.AtLeast(value, 1); } = 4096;

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
        return new(energy.Of(Node.Point(energy.Dimension)) + LogPartition(energy), Table.Watched(energy));
    }

    /// <summary>ln Z: shared, or ln Z(c) per sample where the energy is conditional.</summary>
    public Node LogPartition(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return Table.LogMeanExp(energy, y => -energy.Of(y) - Noise.LogDensity(y));
    }
}
