using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Spirals;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>The spiral itself, and what its gauge says of landscapes that are known.</summary>
public sealed class SpiralTests
{
    private const double Spacing = 1.1;

    [Fact]
    public void The_length_is_that_of_the_formula()
    {
        // ∫ √(r² + b²) dφ with b = 2.2 / 4π = dr/dφ: (r √(r² + b²) + b² asinh(r/b)) / 2b between the radii.
        double b = 2.2 / (4 * Math.PI), expected = Primitive(2.6) - Primitive(0.4);
        Assert.Equal(expected, SpiralCurve.Length, 1e-4);

        double Primitive(double r) => ((r * Math.Sqrt((r * r) + (b * b))) + (b * b * Math.Asinh(r / b))) / (2 * b);
    }

    [Fact]
    public void Even_places_are_evenly_apart()
    {
        // Chords of a bent curve are a little shorter than arcs: by 1/24 of the square of piece over radius, 0.1 % at the inner end.
        double[][] places = [.. SpiralCurve.Even(300).Chunk(2)];
        double[] steps = [.. places.Zip(places.Skip(1), (a, b) => Math.Sqrt(Math.Pow(a[0] - b[0], 2) + Math.Pow(a[1] - b[1], 2)))];
        Assert.All(steps, step => Assert.Equal(1, step * 300 / SpiralCurve.Length, 0.003));
    }

    [Fact]
    public void A_point_beside_an_arm_is_as_far_from_it_as_it_was_moved()
    {
        // At v the spiral is at angle 4πv; moved outwards by 0.2 the distance is 0.2 times the cosine of its pitch, atan(b/r).
        double v = 0.6, r = 0.4 + (2.2 * v), b = 2.2 / (4 * Math.PI);
        double[] at = SpiralCurve.At(v);
        (double distance, double along) = SpiralCurve.Nearest([at[0] * (r + 0.2) / r, at[1] * (r + 0.2) / r]).Single();
        Assert.Equal(0.2 * r / Math.Sqrt((r * r) + (b * b)), distance, 2e-3);
        Assert.Equal(0, SpiralCurve.Nearest(at).Single().Distance, 0.01);
        Assert.InRange(along, 0.4, 0.7);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(3)]
    [InlineData(6.2)]
    public void Arms_on_a_ray_are_equally_far_apart(double angle)
    {
        double[] arms = SpiralCurve.Arms(angle);
        Assert.Equal(2, arms.Length);
        Assert.Equal(Spacing, arms[1] - arms[0], 1e-12);
        Assert.Equal(0, SpiralCurve.Nearest([arms[1] * Math.Cos(angle), arms[1] * Math.Sin(angle)]).Single().Distance, 0.01);
    }

    [Fact]
    public void Of_a_valley_along_the_spiral_the_gauge_says_so()
    {
        // Bumps of 0.15, evenly along the spiral: level but for its two ends, and the arms are seven deviations apart.
        GaussianMixture valley = new([.. SpiralCurve.Even(200).Chunk(2).Select(place => Gaussian.Isotropic(1, place, 0.15))]);
        double[] starts = SpiralCurve.Box(300, new Rng(1)), ends = [.. SpiralCurve.Nearest(starts).SelectMany(place => SpiralCurve.Even(2048)[(2 * (int)(place.Along * 2048))..((2 * (int)(place.Along * 2048)) + 2)])];
        SpiralGauge gauge = SpiralGauge.Of(valley, starts, ends, new Rng(2));
        Assert.InRange(gauge.Auc, 0.98, 1);
        Assert.Equal((1.0, 1.0, 0.0), (gauge.Resolved, gauge.Near, gauge.Unevenness));
        Assert.InRange(gauge.Flatness, 0, 0.05);
        Assert.True(gauge.Contrast > 10);
        Assert.InRange(gauge.Chamfer, 0, 0.05);

        // The valley itself, 95 % of it below the quantile: a strip of some 2 · 0.1 along 18.9 of 36 would be a tenth.
        Assert.InRange(gauge.LowVolume, 0, 0.1);
    }

    [Fact]
    public void Of_a_bowl_the_gauge_says_that_there_is_no_spiral()
    {
        double[] starts = SpiralCurve.Box(300, new Rng(1));
        SpiralGauge gauge = SpiralGauge.Of(new Quadratic([1, 0, 0, 1], [0, 0]), starts, new double[600], new Rng(2));
        Assert.Equal((0.0, 0.0), (gauge.Resolved, gauge.Near));
        Assert.True(gauge.Contrast < 0.1 && gauge.Unevenness > 5);
        Assert.Equal(0.4, gauge.Chamfer, 1.2);
    }
}
