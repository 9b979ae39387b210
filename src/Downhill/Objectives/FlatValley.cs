using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Another objective + a (E(x) − ⟨E⟩)² + b (u · ∇E(x))²: samples are to have one energy, and no slope along u, the way to the nearest sample.</summary>
/// <remarks>
/// <para>
/// A contrast only asks that samples be low, so the valley through them has dips, into which descents run together. The mean ⟨E⟩ is that of the batch.
/// Where samples are dense u is a tangent of what they lie on. Cost: one gradient, and a search among all samples for each of a batch.
/// </para>
/// <para>Source for b: P. Simard, B. Victorri, Y. LeCun and J. Denker (1991), Tangent prop, NIPS 4, 895–903.</para>
/// <para>Differs from the source: the tangents are those of the samples themselves, and what is held still along them is an energy.</para>
/// </remarks>
public sealed record FlatValley : SampleObjective
{
    /// <summary>The objective that the two terms are added to.</summary>
    public required SampleObjective Inner { get; init; }

    /// <summary>All samples, among which the nearest is looked for, shape [samples, dimension].</summary>
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>a, per unit of energy. Default 1.</summary>
    public double Spread { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>b, in units of x² per unit of energy. Default 0.1.</summary>
    public double Slope { get; init => field = Require.NotNegative(value); } = 0.1;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => Inner.Settings;

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => Slope > 0 ? [.. Inner.Sources, new NearestWay(Samples)] : Inner.Sources;

    /// <inheritdoc/>
    public override bool Judges => Inner.Judges;

    internal override SampleObjective Innermost => Inner.Innermost;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node x = Node.Point(energy.Dimension), value = energy.Of(x);

        // The mean is a number here: the squared differences have no derivative in it.
        Node apart = value - StopGradient(NoiseTable.MeanRows(value));
        LossTerms inner = Inner.Terms(energy);
        return inner with { Loss = inner.Loss + (Spread * Square(apart)) + (Slope > 0 ? Slope * Square(Along(value, x)) : 0) };
    }

    private static Node Along(Node value, Node x) => Dot(Derivative.Gradient(value, x), NearestWay.Node(x.Shape.Width));
}
