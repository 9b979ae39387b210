namespace Downhill.Compute.Tests;

public sealed class RngTests
{
    private const int Draws = 200_000;

    [Fact]
    public void Draws_depend_on_the_key_and_the_index_alone()
    {
        Rng rng = new(42);
        Assert.Equal(rng.Normal(7), new Rng(42).Normal(7));
        Assert.NotEqual(rng.Normal(7), rng.Normal(8));
        Assert.NotEqual(rng.Normal(7), new Rng(43).Normal(7));
        Assert.NotEqual(rng.Uniform(1), rng.Uniform(1L + (1L << 32)));
    }

    [Fact]
    public void Filling_a_span_is_drawing_one_by_one()
    {
        Rng rng = new(5);
        double[] normals = new double[11];
        rng.Normal(normals);
        Assert.Equal(Enumerable.Range(0, 11).Select(i => rng.Normal(i)), normals);
    }

    [Fact]
    public void Forks_differ_from_one_another_and_from_their_parent()
    {
        Rng rng = new(1);
        Assert.NotEqual(rng, rng.Fork(0));
        Assert.Equal(10_000, Enumerable.Range(-5_000, 10_000).Select(i => rng.Fork(i).Key).Distinct().Count());
        Assert.NotEqual(rng.Fork(1).Fork(2), rng.Fork(2).Fork(1));
        Assert.Equal(rng.Fork(3), rng.Fork(3UL));
    }

    // A key that is merely XORed into a counter gives every seed the same set of numbers in another order.
    [Fact]
    public void Different_keys_give_different_sets()
    {
        HashSet<double> first = [.. Enumerable.Range(0, 1 << 16).Select(i => new Rng(1).Uniform(i))];
        Assert.DoesNotContain(Enumerable.Range(0, 1 << 16), i => first.Contains(new Rng(2).Uniform(i)));
    }

    // Of n numbers uniform on (0, 1): mean ½ ± √(1/12n), variance 1/12 ± √(1/180n); five standard errors.
    [Fact]
    public void Uniform_draws_have_the_moments_of_their_law()
    {
        double[] u = [.. Enumerable.Range(0, Draws).Select(i => new Rng(11).Uniform(i))];
        Assert.All(u, x => Assert.True(x > 0 && x < 1));
        Assert.Equal(0.5, u.Average(), 5 * Math.Sqrt(1 / (12.0 * Draws)));
        Assert.Equal(1 / 12.0, u.Average(x => (x - 0.5) * (x - 0.5)), 5 * Math.Sqrt(1 / (180.0 * Draws)));
    }

    // Of n normal numbers: mean 0 ± √(1/n), E x² = 1 ± √(2/n), E x⁴ = 3 ± √(96/n); five standard errors.
    [Fact]
    public void Normal_draws_have_the_moments_of_their_law()
    {
        double[] x = new double[Draws];
        new Rng(12).Normal(x);
        Assert.Equal(0, x.Average(), 5 * Math.Sqrt(1.0 / Draws));
        Assert.Equal(1, x.Average(v => v * v), 5 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(3, x.Average(v => v * v * v * v), 5 * Math.Sqrt(96.0 / Draws));

        // The product of independent normal numbers has variance 1: even and odd draws share their words.
        double pairs = Enumerable.Range(0, Draws / 2).Average(i => x[2 * i] * x[2 * i + 1]);
        Assert.Equal(0, pairs, 5 * Math.Sqrt(2.0 / Draws));
    }

    // A count of n draws with probability p is n p ± √(n p (1 − p)).
    [Fact]
    public void Whole_numbers_are_uniform()
    {
        int[] counts = new int[7];
        for (int i = 0; i < Draws; i++)
        {
            counts[new Rng(13).Below(i, 7)]++;
        }

        Assert.All(counts, count => Assert.Equal(Draws / 7.0, count, 5 * Math.Sqrt(Draws * 6 / 49.0)));
        Assert.Equal(0, new Rng(13).Below(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rng(13).Below(0, 0));
    }

    [Fact]
    public void Every_order_is_equally_likely()
    {
        const int shuffles = 60_000;
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int i = 0; i < shuffles; i++)
        {
            char[] letters = ['a', 'b', 'c', 'd'];
            new Rng(14).Fork(i).Shuffle<char>(letters);
            string order = new(letters);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.Equal(shuffles / 24.0, count, 5 * Math.Sqrt(shuffles * 23 / 576.0)));
    }
}
