using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = a Σᵢ cos xᵢ: for one angle counted from the upright, a pendulum's energy per unit of inertia.</summary>
/// <remarks>For a pendulum a = ω₀², with ω₀ the angular frequency of small swings about x = π.</remarks>
/// <param name="Dimension">Coordinates of a point. Default 1.</param>
public sealed record Cosine(int Dimension = 1) : Energy
{
    /// <summary>a, in units of energy. Default 1.</summary>
    public double Amplitude { get; init; } = 1;

    /// <inheritdoc/>
    public override int Dimension { get; } = Require.AtLeast(Dimension, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override Node Of(Node x) => Amplitude * Sum(Cos(x));

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}
