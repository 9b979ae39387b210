using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Densities;

/// <summary>The modified Bessel function of order 0 in a graph.</summary>
internal static class Bessel
{
    // Below it the trapezium rule over the angle, whose error of 64 nodes is 2 I₆₄(z) / I₀(z) < 10⁻¹⁸; from it on Hankel's series, whose
    // twelfth term is 10⁻¹⁵.
    private const double Border = 40;
    private const int HalfNodes = 32, Terms = 12;

    /// <summary>ln I₀(z) for z ≥ 0, z a scalar per row; right to 10⁻¹⁴.</summary>
    /// <remarks>Source: M. Abramowitz and I. A. Stegun (1964), Handbook of mathematical functions, 9.6.16 and 9.7.1.</remarks>
    internal static Node LogI0(Node z) => Select(Less(z, Border), OverTheAngle(Minimum(z, Border)), Hankel(Maximum(z, Border)));

    // I₀(z) = ⟨exp(z cos θ)⟩: the nodes lie evenly on the half circle, mirrored in its end they are evenly on the whole one.
    private static Node OverTheAngle(Node z)
    {
        double[] cosines = [.. Enumerable.Range(0, HalfNodes).Select(j => Math.Cos((j + 0.5) * Math.PI / HalfNodes))];
        return LogSumExp(z * Node.Constant(cosines, 1, HalfNodes)) - Math.Log(HalfNodes);
    }

    // I₀(z) ~ eᶻ / √(2πz) Σₖ aₖ z⁻ᵏ, aₖ = aₖ₋₁ (2k − 1)² / (8k).
    private static Node Hankel(Node z)
    {
        double[] coefficients = new double[Terms + 1];
        coefficients[0] = 1;
        for (int k = 1; k <= Terms; k++)
        {
            coefficients[k] = coefficients[k - 1] * ((2 * k) - 1) * ((2 * k) - 1) / (8.0 * k);
        }

        Node series = coefficients[Terms], inverse = 1 / z;
        for (int k = Terms - 1; k >= 0; k--)
        {
            series = (series * inverse) + coefficients[k];
        }

        return z - (0.5 * Log(2 * Math.PI * z)) + Log(series);
    }
}
