using Downhill.Compute.Numerics;

namespace Downhill.Compute.Tests.Numerics;

public sealed class NearestInHullTests
{
    // x is nearest exactly if no point of the hull lies beyond the plane through x across x − p.
    [Fact]
    public void Nothing_lies_beyond_the_plane_through_the_nearest_point()
    {
        for (int draw = 0; draw < 100; draw++)
        {
            Rng rng = new Rng(51).Fork(draw);
            int n = 1 + (draw % 25), k = 1 + (draw % 7);
            double[][] points = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, k).Select(j => rng.Fork(i).Normal(j)).ToArray())];
            double[] target = [.. Enumerable.Range(0, k).Select(j => 2 * rng.Fork(1000).Normal(j))];
            NearestInHull nearest = NearestInHull.Of(points, target);
            double[] away = [.. target.Zip(nearest.Point, (p, x) => p - x)];
            Assert.All(points, point => Assert.True(point.Zip(nearest.Point, (a, x) => a - x).Zip(away, (d, w) => d * w).Sum() <= 1e-11));
            Assert.All(nearest.Weights, weight => Assert.True(weight >= 0));
            Assert.Equal(1, nearest.Weights.Sum(), 13);
            Assert.Equal(nearest.Distance, Math.Sqrt(away.Sum(w => w * w)), 13);
            for (int j = 0; j < k; j++)
            {
                Assert.Equal(points.Select((point, i) => nearest.Weights[i] * point[j]).Sum(), nearest.Point[j], 12);
            }
        }
    }

    [Fact]
    public void A_target_inside_is_met()
    {
        NearestInHull nearest = NearestInHull.Of([[0, 0], [3, 0], [0, 3], [2, 2]], [1, 1]);
        Assert.InRange(nearest.Distance, 0, 1e-14);
    }

    [Fact]
    public void Closed_forms()
    {
        Assert.Equal([0.5, 0.5], NearestInHull.Of([[1, 0], [0, 1]], [0, 0]).Point);
        Assert.Equal([1, 0, 0], NearestInHull.Of([[1, 0], [2, 0], [2, 1]], [0, 0]).Weights);
        Assert.Equal([3.0, 4], NearestInHull.Of([[3, 4]], [0, 0]).Point);
        Assert.Equal(5, NearestInHull.Of([[3, 4], [3, 4], [6, 8]], [0, 0]).Distance, 14);
        Assert.Throws<ArgumentException>(() => NearestInHull.Of([], [0]));
        Assert.Throws<ArgumentException>(() => NearestInHull.Of([[1, 2]], [0]));
    }
}
