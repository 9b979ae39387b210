using Downhill.Energies;

namespace Downhill.Tests.Energies;

public sealed class GaussianMixtureTests
{
    [Fact]
    public void One_component_is_the_normal_law()
    {
        GaussianMixture energy = new(new Gaussian(3, [1, -2], [2, 0.6, 0.6, 0.5]));

        // det S = 0.64, S⁻¹ = [0.5, −0.6; −0.6, 2] / 0.64.
        foreach ((double x, double y) in new[] { (1.0, -2.0), (0.3, 0.4), (20.0, -30.0) })
        {
            double u = x - 1, v = y + 2, square = ((0.5 * u * u) - (1.2 * u * v) + (2 * v * v)) / 0.64;
            Assert.Equal(Math.Log(2 * Math.PI * 0.8) + (square / 2), energy.At(x, y), 1e-12 * (1 + square));
            double[] gradient = energy.GradientAt(x, y);
            Assert.Equal(((0.5 * u) - (0.6 * v)) / 0.64, gradient[0], 1e-12 * (1 + square));
            Assert.Equal(((2 * v) - (0.6 * u)) / 0.64, gradient[1], 1e-12 * (1 + square));
        }
    }

    [Fact]
    public void Two_components_in_one_dimension_are_the_formula()
    {
        GaussianMixture energy = new(Gaussian.Isotropic(1, [-2], 0.5), Gaussian.Isotropic(3, [1], 1.5));
        foreach (double x in new[] { -3, -0.7, 0, 2.5 })
        {
            double left = 0.25 * Density(x, -2, 0.5), right = 0.75 * Density(x, 1, 1.5);
            Assert.Equal(-Math.Log(left + right), energy.At(x), 1e-13);
            Assert.Equal(((left * (x + 2) / 0.25) + (right * (x - 1) / 2.25)) / (left + right), energy.GradientAt(x)[0], 1e-12);
        }
    }

    // The trapezium rule on a smooth function that vanishes at both ends is right to exp(−2π² σ² / h²), here below 10⁻³⁰; what lies
    // outside the box, nine deviations out, is below 10⁻¹⁸.
    [Fact]
    public void The_density_integrates_to_one_in_one_dimension()
    {
        GaussianMixture energy = new(Gaussian.Isotropic(1, [-2], 0.5), Gaussian.Isotropic(3, [1], 1.5));
        const double Step = 0.1;
        double[] grid = [.. Enumerable.Range(-150, 301).Select(i => Step * i)];
        Assert.Equal(1, Step * new Landscape(energy).Evaluate(grid).Energies.Sum(e => Math.Exp(-e)), 1e-12);
    }

    [Fact]
    public void The_density_integrates_to_one_in_two_dimensions()
    {
        GaussianMixture energy = new(new Gaussian(1, [0, 1], [1, 0.5, 0.5, 2]), Gaussian.Isotropic(3, [-1, 0.5], 0.7), new Gaussian(0.5, [2, 2], [0.5, -0.3, -0.3, 0.4]));
        const double Step = 0.1;
        double[] grid = [.. from i in Enumerable.Range(-150, 301) from j in Enumerable.Range(-150, 301) from value in new[] { Step * i, Step * j } select value];
        Assert.Equal(1, Step * Step * new Landscape(energy).Evaluate(grid).Energies.Sum(e => Math.Exp(-e)), 1e-8);
    }

    [Fact]
    public void Far_away_it_is_finite()
    {
        GaussianMixture energy = new(Gaussian.Isotropic(1, [-2], 0.5), Gaussian.Isotropic(1, [2], 0.5));
        Assert.Equal((1e4 - 2) / 0.25, energy.GradientAt(1e4)[0], 1e-6);
    }

    [Fact]
    public void What_is_no_covariance_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Gaussian(1, [0, 0], [1, 2, 2, 1]));
        Assert.Throws<ArgumentException>(() => new Gaussian(1, [0, 0], [1, 0.5, 0.4, 1]));
        Assert.Throws<ArgumentException>(() => new Gaussian(1, [0, 0], [1]));
        Assert.Throws<ArgumentException>(() => new Gaussian(1, [double.NaN], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gaussian(0, [0], [1]));
        Assert.Throws<ArgumentException>(() => new GaussianMixture());
        Assert.Throws<ArgumentException>(() => new GaussianMixture(Gaussian.Isotropic(1, [0], 1), Gaussian.Isotropic(1, [0, 0], 1)));
    }

    private static double Density(double x, double mean, double deviation) =>
        Math.Exp(-Math.Pow((x - mean) / deviation, 2) / 2) / (deviation * Math.Sqrt(2 * Math.PI));
}
