using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>A loss ℓ(E⁺, E⁻) of the energies of a sample, E⁺ = E(x), and of a wrong answer, E⁻ = E(x⁻).</summary>
/// <remarks>
/// <para>
/// A loss whose least value is reached with E⁻ = E⁺ is content with a landscape that is flat, and a model that can be flat collapses:
/// </para>
/// <list type="table">
/// <item><term>Collapse-safe</term><description><see cref="MarginRanking"/> (hinge), <see cref="LogRanking"/>, <see cref="MinimumClassificationError"/>, <see cref="SquareSquare"/>, <see cref="SquareExponential"/>, and <see cref="MaximumLikelihood"/> over all answers.</description></item>
/// <item><term>Not safe</term><description><see cref="EnergyLoss"/>, <see cref="GeneralizedPerceptron"/>, <see cref="LearningVectorQuantization"/> (without a margin).</description></item>
/// </list>
/// <para>Source: Y. LeCun, S. Chopra, R. Hadsell, M. Ranzato and F. J. Huang (2006), A tutorial on energy-based learning, table 1.</para>
/// </remarks>
public abstract record PairLoss : SampleObjective
{
    /// <summary>How x⁻ is found.</summary>
    public required Negatives Negatives { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => Negatives.Settings;

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => Negatives.Sources;

    /// <inheritdoc/>
    public override bool Judges => Negatives is DrawnNegatives or PrioritisedNegatives;

    /// <summary>ℓ(E⁺, E⁻).</summary>
    public abstract Node Of(Node positive, Node negative);

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node negatives = Negatives.Of(energy, Node.Point(energy.Dimension));
        Node loss = Unweighted(energy);
        return new(Negatives is PrioritisedNegatives ? KeptPairs.Weight * loss : loss, negatives);
    }

    /// <summary>ℓ of each sample, as it is before a weight.</summary>
    internal Node Unweighted(Energy energy)
    {
        Node x = Node.Point(energy.Dimension);
        return Of(energy.Of(x), energy.Of(Negatives.Of(energy, x)));
    }
}
