using Downhill.Compute.Numerics;

namespace Downhill.Compute.Tests.Numerics;

public sealed class WassersteinTests
{
    [Fact]
    public void On_a_line_it_is_the_area_between_the_distribution_functions()
    {
        for (int draw = 0; draw < 40; draw++)
        {
            Rng rng = new Rng(41).Fork(draw);
            int n = 2 + (draw % 20);
            double[] places = [.. Enumerable.Range(0, n).Select(k => rng.Normal(k)).Order()], p = Law(rng.Fork(1), n), q = Law(rng.Fork(2), n);
            Wasserstein transport = Wasserstein.Of(p, q, (x, y) => Math.Abs(places[x] - places[y]));
            Assert.Equal(Wasserstein.OnLine(p, q, places), transport.Distance, 12);
        }
    }

    [Fact]
    public void Plan_and_potential_prove_each_other()
    {
        for (int draw = 0; draw < 40; draw++)
        {
            Rng rng = new Rng(42).Fork(draw);
            int n = 2 + (draw % 30);
            double[,] d = Metric(rng.Fork(3), n);
            double[] p = Law(rng.Fork(1), n), q = Law(rng.Fork(2), n), f;
            Wasserstein transport = Wasserstein.Of(p, q, (x, y) => d[x, y]);
            f = transport.Potential;
            Assert.InRange(Math.Abs(transport.Gap), 0, 1e-9);
            Assert.All(Enumerable.Range(0, n * n), k => Assert.True(f[k / n] - f[k % n] <= d[k / n, k % n] + 1e-12));
            for (int x = 0; x < n; x++)
            {
                double moved = transport.Plan.Where(move => move.To == x).Sum(move => move.Mass) - transport.Plan.Where(move => move.From == x).Sum(move => move.Mass);
                Assert.Equal(q[x], p[x] + moved, 12);
            }
        }
    }

    // Between equally many points of equal mass the best plan is an order (Birkhoff).
    [Fact]
    public void Equal_masses_are_paired()
    {
        double[,] d = { { 2, 5, 1, 3 }, { 4, 2, 2, 1 }, { 6, 1, 3, 4 }, { 3, 4, 2, 2 } };
        double[] p = [0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0], q = [0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25];
        double least = Orders([0, 1, 2, 3]).Min(order => order.Select((j, i) => d[i, j]).Sum()) / 4;
        Assert.Equal(least, Wasserstein.Of(p, q, (a, b) => a < 4 && b >= 4 ? d[a, b - 4] : a >= 4 && b < 4 ? d[b, a - 4] : a == b ? 0 : 100).Distance, 14);
    }

    [Fact]
    public void Two_points_are_as_far_apart_as_they_are()
    {
        Wasserstein transport = Wasserstein.Of([1, 0, 0], [0, 0, 1], (x, y) => 1.7 * Math.Abs(x - y));
        Assert.Equal(3.4, transport.Distance, 14);
        Assert.Equal([(0, 2, 1.0)], transport.Plan);
        Assert.Equal(0, Wasserstein.Of([0.5, 0.5], [0.5, 0.5], (x, y) => Math.Abs(x - y)).Distance);
    }

    // From each of the first two points 1e-11 goes two places on.
    [Fact]
    public void Small_excesses_are_moved_too()
    {
        double[] p = [0.25 + 1e-11, 0.25 + 1e-11, 0.25 - 1e-11, 0.25 - 1e-11], q = [0.25, 0.25, 0.25, 0.25], places = [0, 1, 2, 3];
        Wasserstein transport = Wasserstein.Of(p, q, (x, y) => Math.Abs(places[x] - places[y]));
        Assert.NotEmpty(transport.Plan);
        Assert.Equal(4e-11, transport.Distance, 1e-15);
        Assert.Equal(0, transport.Gap, 1e-15);
        Assert.Equal(4e-11, Wasserstein.OnLine(p, q, places), 1e-15);
    }

    [Fact]
    public void Places_that_are_no_line_are_refused()
    {
        double[] p = [0.5, 0.5, 0], q = [0, 0.5, 0.5];
        Assert.Equal(1, Wasserstein.OnLine(p, q, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => Wasserstein.OnLine(p, q, [0, 1]));
        Assert.Throws<ArgumentException>(() => Wasserstein.OnLine(p, q, [0, 1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Wasserstein.OnLine(p, q, [0, 2, 1]));
        Assert.Throws<ArgumentException>(() => Wasserstein.OnLine(p, q, [0, 1, double.NaN]));
    }

    [Fact]
    public void What_is_no_law_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Wasserstein.Of([1, 0], [1, 0, 0], (_, _) => 1));
        Assert.Throws<ArgumentException>(() => Wasserstein.Of([1, 0], [0.5, 0.4], (_, _) => 1));
        Assert.Throws<ArgumentException>(() => Wasserstein.Of([2, -1], [0.5, 0.5], (_, _) => 1));
    }

    private static double[] Law(Rng rng, int n)
    {
        double[] weights = [.. Enumerable.Range(0, n).Select(k => rng.Uniform(k) < 0.3 ? 0 : rng.Fork(1).Uniform(k))];
        weights[0] += 0.01;
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    // The lengths of shortest ways between points that are joined at random.
    private static double[,] Metric(Rng rng, int n)
    {
        double[,] d = new double[n, n];
        for (int x = 0; x < n; x++)
        {
            for (int y = 0; y < x; y++)
            {
                d[x, y] = d[y, x] = 0.1 + rng.Fork(x).Uniform(y);
            }
        }

        for (int k = 0; k < n; k++)
        {
            for (int pair = 0; pair < n * n; pair++)
            {
                d[pair / n, pair % n] = Math.Min(d[pair / n, pair % n], d[pair / n, k] + d[k, pair % n]);
            }
        }

        return d;
    }

    private static IEnumerable<int[]> Orders(int[] items) =>
        items.Length == 0 ? [[]] : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
