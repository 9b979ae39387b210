using Downhill.Compute;
using Downhill.Objectives;

namespace Downhill.Tests.Objectives;

public sealed class NoiseTests
{
    [Fact]
    public void Gaussian_noise_has_the_density_that_it_is_drawn_from()
    {
        GaussianNoise noise = new([1, -2], [0.5, 2]);
        double[] points = noise.Draw(20_000, new Rng(1));
        double[] first = [.. points.Where((_, i) => i % 2 == 0)], second = [.. points.Where((_, i) => i % 2 == 1)];

        // Four standard errors: σ/√n of a mean, σ/√(2n) of a deviation.
        Assert.Equal(1, first.Average(), 0.015);
        Assert.Equal(-2, second.Average(), 0.06);
        Assert.Equal(0.5, Math.Sqrt(first.Average(x => (x - 1) * (x - 1))), 0.01);
        Assert.Equal(2, Math.Sqrt(second.Average(x => (x + 2) * (x + 2))), 0.04);
        Assert.Equal(-0.5 - 0.125 - Math.Log(2 * Math.PI), LogDensity(noise, 1.5, -1), 1e-12);
    }

    [Fact]
    public void Stratified_noise_has_one_point_in_each_cell()
    {
        UniformNoise noise = new([0, -1], [2, 1]) { IsStratified = true };
        double[] points = noise.Draw(60, new Rng(2));
        Assert.Equal(64 * 2, points.Length);
        Assert.Equal(64, Enumerable.Range(0, 64).Select(i => ((int)(points[2 * i] * 4), (int)((points[(2 * i) + 1] + 1) * 4))).Distinct().Count());
        Assert.Equal(-Math.Log(4), LogDensity(noise, 0.3, 0.3), 1e-12);
    }

    [Fact]
    public void Boxes_are_around_the_samples()
    {
        UniformNoise box = UniformNoise.Around([0, 5, 4, 1, 2, 3], 2, 0.25);
        Assert.Equal([-1, 0], box.Low);
        Assert.Equal([5, 6], box.High);
        GaussianNoise bell = GaussianNoise.Around([0, 5, 4, 1], 2, 2);
        Assert.Equal([2, 3], bell.Mean);
        Assert.Equal([4, 4], bell.Deviation);
    }

    [Fact]
    public void A_box_without_volume_is_refused() => Assert.Throws<ArgumentException>(() => new UniformNoise([0, 1], [1, 1]));

    private static double LogDensity(Noise noise, params double[] x)
    {
        Node point = Node.Point(x.Length);
        Computation<double> density = Computation.Interpret<double>(noise.LogDensity(point), point);
        density.Set("x", x);
        density.Run();
        return density[0][0];
    }
}
