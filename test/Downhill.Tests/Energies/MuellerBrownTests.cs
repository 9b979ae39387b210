using Downhill.Energies;

namespace Downhill.Tests.Energies;

public sealed class MuellerBrownTests
{
    [Fact]
    public void Values_and_slopes_are_those_of_the_formula()
    {
        double[] strength = [-200, -100, -170, 15], a = [-1, -1, -6.5, 0.7], b = [0, 0, 11, 0.6], c = [-10, -10, -6.5, 0.7];
        double[] x0 = [1, 0, -0.5, -1], y0 = [0, 0.5, 1.5, 1];
        foreach ((double x, double y) in new[] { (0.3, 0.4), (-1.1, 1.2), (0.0, 0.0), (-0.558, 1.442) })
        {
            double energy = 0, slopeX = 0, slopeY = 0;
            for (int k = 0; k < 4; k++)
            {
                double u = x - x0[k], v = y - y0[k], term = strength[k] * Math.Exp((a[k] * u * u) + (b[k] * u * v) + (c[k] * v * v));
                energy += term;
                slopeX += term * ((2 * a[k] * u) + (b[k] * v));
                slopeY += term * ((b[k] * u) + (2 * c[k] * v));
            }

            double[] gradient = new MuellerBrown().GradientAt(x, y);
            Assert.Equal(energy, new MuellerBrown().At(x, y), 1e-12 * Math.Abs(energy));
            Assert.Equal(slopeX, gradient[0], 1e-11 * 400);
            Assert.Equal(slopeY, gradient[1], 1e-11 * 4000);
        }
    }

    // The published numbers have two and three decimals: half a unit of the last one, and half again for what they were rounded from.
    [Theory]
    [InlineData(0, -146.70, -0.558, 1.442)]
    [InlineData(0, -108.17, 0.623, 0.028)]
    [InlineData(0, -80.77, -0.050, 0.467)]
    [InlineData(1, -40.66, -0.822, 0.624)]
    [InlineData(1, -72.25, 0.212, 0.293)]
    public void Minima_and_saddles_are_the_known_ones(int waysDown, double energy, double x, double y) =>
        new Surface(new MuellerBrown()).Expect(waysDown, energy, [x, y], 0.0075, 0.00075);

    [Fact]
    public void The_lowest_well_is_as_stiff_as_it_says()
    {
        Surface surface = new(new MuellerBrown());
        Assert.Equal(4068, surface.Curvatures(surface.CriticalNear(-0.558, 1.442)).High, 1.0);
    }
}
