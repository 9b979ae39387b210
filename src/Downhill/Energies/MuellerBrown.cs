using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x, y) = Σₖ Aₖ exp(aₖ (x − x̄ₖ)² + bₖ (x − x̄ₖ)(y − ȳₖ) + cₖ (y − ȳₖ)²), k = 1 … 4: three minima on a bent path, two saddles between them.</summary>
/// <remarks>
/// <para>
/// Minima: −146.70 at (−0.558, 1.442), −108.17 at (0.623, 0.028), −80.77 at (−0.050, 0.467); saddles: −40.66 at (−0.822, 0.624),
/// −72.25 at (0.212, 0.293). The wells are stiff: the largest curvature at the lowest minimum is 4068.
/// </para>
/// <para>Source: K. Müller and L. D. Brown (1979), Theor. Chim. Acta 53, 75–93.</para>
/// </remarks>
public sealed record MuellerBrown : Energy
{
    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node u = Slice(x, 0, 1) - Four(1, 0, -0.5, -1), v = Slice(x, 1, 1) - Four(0, 0.5, 1.5, 1);
        Node exponent = (Four(-1, -1, -6.5, 0.7) * u * u) + (Four(0, 0, 11, 0.6) * u * v) + (Four(-10, -10, -6.5, 0.7) * v * v);
        return Dot(Four(-200, -100, -170, 15), Exp(exponent));
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => this;

    private static Node Four(double first, double second, double third, double fourth) => Node.Constant([first, second, third, fourth], 1, 4);
}
