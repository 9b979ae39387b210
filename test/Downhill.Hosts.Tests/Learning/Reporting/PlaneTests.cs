using Downhill.Compute;
using Downhill.Experiments.Learning.Reporting;

namespace Downhill.Hosts.Tests.Learning.Reporting;

/// <summary>The plane of most variance, on points of a Gaussian whose axes are known.</summary>
public sealed class PlaneTests
{
    private const int Points = 20_000;

    // Columns of a rotation, with standard deviations 3, 2 and 1/2 along them.
    private static readonly double[][] Axes = [[2.0 / 3, 2.0 / 3, 1.0 / 3], [-2.0 / 3, 1.0 / 3, 2.0 / 3], [1.0 / 3, -2.0 / 3, 2.0 / 3]];
    private static readonly double[] Deviations = [3, 2, 0.5];

    [Fact]
    public void The_axes_are_those_of_the_largest_variances()
    {
        Plane plane = Plane.Principal(Drawn(), [0, 0, 0]);

        // The angle of an axis has the standard error √(λ₁ λ₂ / n) / (λ₁ − λ₂) = 0.0085; four of them.
        Assert.InRange(Math.Abs(Dot(plane.First, Axes[0])), Math.Cos(0.034), 1 + 1e-12);
        Assert.InRange(Math.Abs(Dot(plane.Second, Axes[1])), Math.Cos(0.034), 1 + 1e-12);
        Assert.Equal(0, Dot(plane.First, plane.Second), 1e-12);

        // 9, 4 and 1/4 of 13.25; a variance is good to √(2 / n) = 1 %.
        Assert.Equal(9 / 13.25, plane.Shares[0], 0.02);
        Assert.Equal(4 / 13.25, plane.Shares[1], 0.02);
        Assert.Equal(1, plane.Shares.Sum(), 1e-12);
    }

    [Fact]
    public void An_axis_points_where_its_largest_part_is_positive()
    {
        Plane plane = Plane.Principal(Drawn(), [0, 0, 0]);
        Assert.All((double[][])[plane.First, plane.Second], axis => Assert.True(axis.MaxBy(Math.Abs) > 0));
    }

    [Fact]
    public void Places_of_the_plane_are_their_own_feet()
    {
        Plane plane = Plane.Principal(Drawn(), [1, 2, 3]);
        double[] places = [0.3, -0.7, 2, 5], back = plane.Onto(plane.At(places));
        Assert.Equal(places, back, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1.0, 0], plane.Parts(plane.First), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private static double[] Drawn()
    {
        Rng rng = new(11);
        return [.. Enumerable.Range(0, Points).SelectMany(row => Enumerable.Range(0, 3).Select(i => 7 + Enumerable.Range(0, 3).Sum(k => Axes[k][i] * Deviations[k] * rng.Fork(row).Normal(k))))];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
