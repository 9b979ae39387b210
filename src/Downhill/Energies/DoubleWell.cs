using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = Σᵢ (xᵢ² − 1)² / 4: in every coordinate wells at ±1, a barrier of ¼ at 0, curvature 2 in the wells and −1 on the barrier.</summary>
/// <param name="Dimension">Coordinates of a point. Default 1.</param>
public sealed record DoubleWell(int Dimension = 1) : Energy
{
    /// <inheritdoc/>
    public override int Dimension { get; } = Require.AtLeast(Dimension, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override Node Of(Node x) => Sum(Square(Square(x) - 1)) / 4;

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}
