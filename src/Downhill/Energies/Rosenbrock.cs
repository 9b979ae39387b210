using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = Σᵢ (1 − xᵢ)² + 100 (xᵢ₊₁ − xᵢ²)²: a curved valley with its floor along xᵢ₊₁ = xᵢ² and its minimum 0 at (1, …, 1).</summary>
/// <remarks>
/// <para>Source: H. H. Rosenbrock (1960), Comput. J. 3(3), 175–184.</para>
/// <para>Differs from the source: chained over any number of coordinates; with two it is the original, and the minimum is the only one.</para>
/// </remarks>
/// <param name="Dimension">Coordinates of a point, at least 2. Default 2.</param>
public sealed record Rosenbrock(int Dimension = 2) : Energy
{
    /// <inheritdoc/>
    public override int Dimension { get; } = Require.AtLeast(Dimension, 2);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node here = Slice(x, 0, Dimension - 1), next = Slice(x, 1, Dimension - 1);
        return Sum(Square(1 - here) + (100 * Square(next - Square(here))));
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}
