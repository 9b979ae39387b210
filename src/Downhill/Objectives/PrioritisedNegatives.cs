using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Pairs of a sample and a wrong answer that are kept with their last loss ℓ, and drawn with probability P ∝ (ℓ + ε)^α, weighted by (1 / (N P))^β.</summary>
/// <remarks>
/// <para>
/// N pairs live in a buffer that belongs to whoever learns. A share of each batch is new: independent pairs of any sample and a point of
/// the law, of weight 1, which take the places of the oldest; so the buffer follows the law, and with β = 1 the loss is that of
/// <see cref="DrawnNegatives"/> without bias. With β below 1 wrong answers that violate more count for more.
/// </para>
/// <para>Inputs "kept" [dimension] and "kept_weight", per sample. The least that its loss may be is 0, as that of a margin is.</para>
/// <para>
/// Source: T. Schaul, J. Quan, I. Antonoglou and D. Silver (2016), ICLR, arXiv:1511.05952, proportional. Differs from the source: α and β are constant,
/// weights are not divided by the largest, and new pairs are learned from at once.
/// </para>
/// </remarks>
public sealed record PrioritisedNegatives : Negatives
{
    /// <summary>The law that wrong answers are drawn from.</summary>
    public required Noise Noise { get; init; }

    /// <summary>N. Default 10,000, and a batch at least.</summary>
    public int Capacity { get; init => field = Require.AtLeast(value, 1); } = 10_000;

    /// <summary>α, at or above zero; 0 draws all alike. Default 0.6.</summary>
    public double Exponent { get; init => field = Require.NotNegative(value); } = 0.6;

    /// <summary>β, from 0 to 1. Default 0.4.</summary>
    public double Correction { get; init => field = Require.Within(value, 0, 1); } = 0.4;

    /// <summary>ε, in units of the loss: what a pair without a loss is drawn by. Default 0.01.</summary>
    public double Floor { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>The probability that a row of a batch is a new pair. Default 0.25.</summary>
    public double FreshShare { get; init => field = Require.Within(value, 0, 1); } = 0.25;

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [new KeptPairs(Noise)];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override Node Of(Energy energy, Node x)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return Node.Point(energy.Dimension, KeptPairs.Points);
    }

    /// <summary>The objective's pair loss whose negatives are kept; null where it has none.</summary>
    internal static PairLoss? LossOf(SampleObjective objective) => objective.Innermost is PairLoss { Negatives: PrioritisedNegatives } loss ? loss : null;
}
