using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x, y) = (x² + y²)² / 8 − Σₖ Dₖ exp(−((x − aₖ)² + (y − bₖ)²) / (2 · 0.55²)): three wells on a triangle, a hill between them.</summary>
/// <remarks>
/// <para>
/// Depths D = (4, 4.5, 2.5) at (a, b) = (−0.9, −0.5), (0.9, −0.5), (0, 1.1). Minima: −4.403 at (0.860, −0.480), −3.908 at
/// (−0.854, −0.478), −2.388 at (0.001, 1.005). Saddles: −2.255 at (−0.032, −0.462) between the two lower wells, −1.700 at
/// (0.273, 0.387) and −1.641 at (−0.245, 0.338) on the ways to the upper one. Hilltop: −1.631 at (−0.073, 0.264).
/// </para>
/// <para>
/// Barriers run from 0.69 (out of the upper well) to 2.15 (out of the lowest), so at T = 1 all three are visited. The wells are stiff:
/// curvature 15.5 at the lowest minimum, and at most 16 where E is below 3.
/// </para>
/// </remarks>
public sealed record ThreeWells : Energy
{
    private const double Width = 0.55;

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node u = Slice(x, 0, 1) - Three(-0.9, 0.9, 0), v = Slice(x, 1, 1) - Three(-0.5, -0.5, 1.1);
        Node wells = Dot(Three(4, 4.5, 2.5), Exp(-(Square(u) + Square(v)) / (2 * Width * Width)));
        return (Square(SquaredNorm(x)) / 8) - wells;
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this;

    private static Node Three(double first, double second, double third) => Node.Constant([first, second, third], 1, 3);
}
