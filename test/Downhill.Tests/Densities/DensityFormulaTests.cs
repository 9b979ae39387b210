using Downhill.Compute;
using Downhill.Densities;

namespace Downhill.Tests.Densities;

public sealed class DensityFormulaTests
{
    private static readonly double Ln2Pi = Math.Log(2 * Math.PI);

    // Σ (z/2)²ᵏ / k!²: all terms positive, so it is right to rounding.
    [Fact]
    public void The_logarithm_of_the_Bessel_function_is_its_power_series()
    {
        double[] z = [0, 1e-9, 0.1, 1, 3.75, 10, 25, 39.999, 40.001, 100, 300];
        Assert.All(Values(Bessel.LogI0, z).Zip(z), pair =>
        {
            double term = 1, sum = 1;
            for (int k = 1; k < 2000; k++)
            {
                term *= pair.Second / 2 / k * (pair.Second / 2 / k);
                sum += term;
            }

            Assert.Equal(Math.Log(sum), pair.First, 1e-13 * (1 + pair.Second));
        });
    }

    // Its slope is I₁ / I₀, which is z / 2 near 0 and 1 − 1 / 2z − 1 / 8z² − 1 / 8z³ … far away.
    [Fact]
    public void The_slope_of_the_logarithm_of_the_Bessel_function_is_known_at_both_ends()
    {
        double[] slopes = Values(z => Derivative.Gradient(Bessel.LogI0(z), z), [1e-6, 1000]);
        Assert.Equal(5e-7, slopes[0], 1e-15);
        Assert.Equal(1 - (1.0 / 2000) - (1 / 8e6) - (1 / 8e9), slopes[1], 1e-12);
    }

    // The convolution of a circle by a rule over its angle, which is right to exp(−n² σ² / 2 R r): below 10⁻⁹⁰ for n = 2000.
    [Theory]
    [InlineData("circles")]
    [InlineData("rings")]
    public void Rings_are_bumps_all_along_the_circles(string name)
    {
        const int Nodes = 2000;
        NoisyRings rings = (NoisyRings)KnownDensities.Named(name);
        double[] points = rings.Draw(new Rng(11), 10).Concat(new[] { 0, 0, 1e-20, 0, 0.3, -0.2, 4, 4 }).ToArray();
        double[] energies = new Landscape(rings).Evaluate(points).Energies;
        for (int row = 0; row < energies.Length; row++)
        {
            (double x, double y) = (points[2 * row], points[(2 * row) + 1]);
            double[] exponents =
            [
                .. from radius in rings.Radii
                   from j in Enumerable.Range(0, Nodes)
                   let angle = 2 * Math.PI * j / Nodes
                   select -(Math.Pow(x - (radius * Math.Cos(angle)), 2) + Math.Pow(y - (radius * Math.Sin(angle)), 2)) / (2 * rings.Noise * rings.Noise),
            ];
            double most = exponents.Max(), logMean = most + Math.Log(exponents.Average(e => Math.Exp(e - most)));
            Assert.Equal(Ln2Pi + (2 * Math.Log(rings.Noise)) - logMean, energies[row], 1e-10);
        }

        Assert.All(rings.GradientAt(0, 0), slope => Assert.Equal(0, slope));
    }

    // Four times the nodes: what is left is the error of the usual rule.
    [Theory]
    [InlineData("swiss-roll")]
    [InlineData("moons")]
    [InlineData("two-spirals")]
    public void Curves_have_nodes_enough(string name)
    {
        NoisyCurve curve = (NoisyCurve)KnownDensities.Named(name);
        Assert.InRange(RuleError(curve, curve.Draw(new Rng(13), 5000)), 0, 1e-11);
        Assert.InRange(RuleError(curve, Nodes.Trapezium(curve.Box, 64).Points), 0, 1e-7);
    }

    [Fact]
    public void The_eight_Gaussians_are_the_sum_of_their_formulas()
    {
        EightGaussians density = new();
        foreach ((double x, double y) in new[] { (0.0, 0.0), (2.9, 0.1), (-1.5, 2.5), (5.0, -5.0) })
        {
            double sum = Enumerable.Range(0, 8).Sum(k =>
                Math.Exp(-4 * (Math.Pow(x - (Math.Sqrt(8) * Math.Cos(k * Math.PI / 4)), 2) + Math.Pow(y - (Math.Sqrt(8) * Math.Sin(k * Math.PI / 4)), 2))));
            Assert.Equal(-Math.Log(sum / (2 * Math.PI)), density.At(x, y), 1e-12 * (1 + density.At(x, y)));
        }
    }

    // At u = (1, 0), the middle of the arm that is turned by −e / 4: |x| = 2 and p = 1 / (5 · 4 · 2π · 0.3 · 0.1) and next to nothing of other arms.
    [Fact]
    public void The_pinwheel_is_highest_in_the_middle_of_its_arms()
    {
        Pinwheel density = new();
        for (int arm = 0; arm < 5; arm++)
        {
            double angle = (2 * Math.PI * arm / 5) - (Math.E / 4);
            Assert.Equal(Math.Log(20 * 2 * Math.PI * 0.03), density.At(2 * Math.Cos(angle), 2 * Math.Sin(angle)), 1e-8);
        }
    }

    [Theory]
    [InlineData(-3, -3, true)]
    [InlineData(-3, -1, false)]
    [InlineData(-1, -1, true)]
    [InlineData(-1, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(3, -1, true)]
    [InlineData(3, 3, true)]
    [InlineData(3.5, 4.5, false)]
    [InlineData(4.5, 4.5, false)]
    [InlineData(-4.5, -3, false)]
    public void The_checkerboard_is_flat_on_its_dark_squares_and_nothing_elsewhere(double x, double y, bool isDark)
    {
        Checkerboard density = new();
        Assert.Equal(isDark ? 1.0 / 32 : 0, Math.Exp(-density.At(x, y)), 1e-16);
        Assert.Equal(isDark, (float)Math.Exp(-density.At(x, y)) > 0);
        Assert.Equal(isDark, density.Pieces.Any(piece => piece.Contains([x, y])));
        Assert.Equal([0, 0], density.GradientAt(x, y));
    }

    private static double RuleError(NoisyCurve curve, double[] points)
    {
        Node x = Node.Point(2), difference = curve.Of(x) - curve.Of(x, 4 * curve.UsualNodes);
        return Run(difference, points).Max(Math.Abs);
    }

    private static double[] Values(Func<Node, Node> function, double[] z) => Run(function(Node.Point(1)), z);

    private static double[] Run(Node output, double[] points)
    {
        Computation<double> computation = Computation.Compile<double>(output);
        computation.Set("x", points);
        computation.Run();
        return computation[0].ToArray();
    }
}
