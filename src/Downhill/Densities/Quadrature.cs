using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>Rules of integration on the unit interval.</summary>
public static class Quadrature
{
    /// <summary>∫₀¹ f ≈ Σ wₖ f(vₖ), exact for polynomials of degree 2n − 1.</summary>
    /// <param name="n">How many nodes, at least 1; O(n²).</param>
    /// <returns>vₖ in (0, 1), rising, and wₖ with sum 1.</returns>
    /// <remarks>
    /// <para>Source: G. H. Golub and J. H. Welsch (1969), Calculation of Gauss quadrature rules, Math. Comp. 23, 221–230.</para>
    /// <para>Differs from the source: the roots of the Legendre polynomial are found by Newton's steps, not as eigenvalues.</para>
    /// </remarks>
    public static (double[] Nodes, double[] Weights) GaussLegendre(int n)
    {
        double[] nodes = new double[Require.AtLeast(n, 1)], weights = new double[n];
        for (int k = 0; k < n; k++)
        {
            double x = -Math.Cos(Math.PI * (k + 0.75) / (n + 0.5)), slope = 0;

            // Quadratic convergence from a start that is right to 1 / n²: six steps reach the last bit.
            for (int step = 0; step < 6; step++)
            {
                (double value, slope) = Legendre(n, x);
                x -= value / slope;
            }

            nodes[k] = (1 + x) / 2;
            weights[k] = 1 / ((1 - (x * x)) * slope * slope);
        }

        return (nodes, weights);
    }

    // Pₙ(x) and its derivative by the recurrence (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁.
    private static (double Value, double Slope) Legendre(int n, double x)
    {
        double before = 1, value = x;
        for (int k = 1; k < n; k++)
        {
            (before, value) = (value, ((((2 * k) + 1) * x * value) - (k * before)) / (k + 1));
        }

        return (value, n * ((x * value) - before) / ((x * x) - 1));
    }
}
