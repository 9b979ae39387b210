using Downhill.Energies;

namespace Downhill.Tests.Energies;

public sealed class ThreeWellsTests
{
    [Fact]
    public void Values_and_slopes_are_those_of_the_formula()
    {
        (double Depth, double X, double Y)[] wells = [(4, -0.9, -0.5), (4.5, 0.9, -0.5), (2.5, 0, 1.1)];
        foreach ((double x, double y) in new[] { (0.3, 0.4), (-1.1, 1.2), (0.0, 0.0), (2.0, -1.5) })
        {
            double r2 = (x * x) + (y * y), energy = r2 * r2 / 8, slopeX = r2 * x / 2, slopeY = r2 * y / 2;
            foreach ((double depth, double a, double b) in wells)
            {
                double well = depth * Math.Exp(-(((x - a) * (x - a)) + ((y - b) * (y - b))) / 0.605);
                energy -= well;
                slopeX += well * (x - a) / 0.3025;
                slopeY += well * (y - b) / 0.3025;
            }

            double[] gradient = new ThreeWells().GradientAt(x, y);
            Assert.Equal(energy, new ThreeWells().At(x, y), 1e-13);
            Assert.Equal(slopeX, gradient[0], 1e-12);
            Assert.Equal(slopeY, gradient[1], 1e-12);
        }
    }

    [Theory]
    [InlineData(0, -4.403, 0.860, -0.480)]
    [InlineData(0, -3.908, -0.854, -0.478)]
    [InlineData(0, -2.388, 0.001, 1.005)]
    [InlineData(1, -2.255, -0.032, -0.462)]
    [InlineData(1, -1.700, 0.273, 0.387)]
    [InlineData(1, -1.641, -0.245, 0.338)]
    [InlineData(2, -1.631, -0.073, 0.264)]
    public void Minima_saddles_and_hilltop_are_where_the_documentation_says(int waysDown, double energy, double x, double y) =>
        new Surface(new ThreeWells()).Expect(waysDown, energy, [x, y], 0.00051, 0.00051);

    [Fact]
    public void Barriers_and_curvatures_are_what_the_documentation_says()
    {
        ThreeWells energy = new();
        Surface surface = new(energy);
        double left = Level(-0.245, 0.338), right = Level(0.273, 0.387), below = Level(-0.032, -0.462);
        Assert.Equal(0.69, right - Level(0.001, 1.005), 0.005);
        Assert.Equal(2.15, below - Level(0.860, -0.480), 0.005);
        Assert.True(left > right && right > below);
        Assert.Equal(15.5, surface.Curvatures(surface.CriticalNear(0.860, -0.480)).High, 0.05);
        for (double x = -2; x <= 2; x += 0.05)
        {
            for (double y = -2; y <= 2; y += 0.05)
            {
                if (energy.At(x, y) < 3)
                {
                    (double low, double high) = surface.Curvatures([x, y]);
                    Assert.InRange(low, -16, 16);
                    Assert.InRange(high, -16, 16);
                }
            }
        }

        double Level(double x, double y) => energy.At(surface.CriticalNear(x, y));
    }
}
