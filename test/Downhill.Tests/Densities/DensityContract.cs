using Downhill.Compute;
using Downhill.Densities;
using Downhill.Energies;

namespace Downhill.Tests.Densities;

/// <summary>What every <see cref="Density"/> promises: a mass of one, and draws from the law that its energy says.</summary>
public sealed class DensityContract
{
    private const int Count = 100_000;

    public static TheoryData<string> Names => [.. Examples.Keys];

    private static Dictionary<string, Density> Examples { get; } = new(
        KnownDensities.All.Select(known => KeyValuePair.Create(known.Name, known.Density))
            .Append(new("mixture", new MixtureDensity(new Gaussian(1, [0, 1], [1, 0.5, 0.5, 2]), Gaussian.Isotropic(3, [-1, 0.5], 0.7)))));

    [Fact]
    public void Every_density_is_an_example() => Assert.Equal(
        typeof(Density).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Density)) && !type.IsAbstract).Select(type => type.Name).Order(),
        Examples.Values.Select(density => density.GetType().Name).Order());

    // The box leaves out 10⁻⁹ at most; the grid is refined until it tells no difference of 10⁻¹⁰. Of the checkerboard Gauss's rule is exact.
    [Theory, MemberData(nameof(Names))]
    public void The_mass_over_the_box_is_one(string name) => Assert.Equal(1, Mass(Examples[name]), 1.1e-9);

    // The mean of −ln p over n draws has the standard error of their deviation over √n; five of them.
    [Theory, MemberData(nameof(Names))]
    public void Draws_have_the_entropy_for_their_mean_energy(string name)
    {
        Density density = Examples[name];
        double entropy = new Judge(density).Of(density).Entropy.Value;
        Assert.InRange(Math.Abs(EnergyScore(density, density.Draw(new Rng(20260301), Count), entropy)), 0, 5);
    }

    // That test would see noise that is 3 % too wide: E rises by 0.03 or more, ten standard errors.
    [Theory]
    [InlineData("swiss-roll")]
    [InlineData("circles")]
    [InlineData("rings")]
    [InlineData("moons")]
    [InlineData("eight-gaussians")]
    [InlineData("pinwheel")]
    [InlineData("two-spirals")]
    public void Draws_with_three_percent_more_noise_have_not(string name)
    {
        Density density = Examples[name];
        Density wide = density switch
        {
            NoisyCurve curve => curve with { Noise = 1.03 * curve.Noise },
            NoisyRings rings => rings with { Noise = 1.03 * rings.Noise },
            EightGaussians gaussians => gaussians with { Noise = 1.03 * gaussians.Noise },
            Pinwheel pinwheel => pinwheel with { Along = 1.03 * pinwheel.Along, Across = 1.03 * pinwheel.Across },
            _ => throw new InvalidOperationException($"{name} has no noise."),
        };
        double entropy = new Judge(density).Of(density).Entropy.Value;
        Assert.True(EnergyScore(density, wide.Draw(new Rng(20260301), Count), entropy) > 5);
    }

    // Kolmogorov: √n D exceeds 2.5 with probability 2 exp(−2 · 2.5²) = 7 · 10⁻⁶. The law along a line comes from a grid of 512 intervals, at
    // whose nodes the trapezium rule is right to h² p′ / 12 < 10⁻³ / √n.
    [Theory, MemberData(nameof(Names))]
    public void Draws_have_the_marginals_of_the_density(string name)
    {
        Density density = Examples[name];
        double[] draws = density.Draw(new Rng(7), Count);
        GridMeasure grid = GridMeasure.Of(density, density.Box, 1e-300, 512);
        for (int axis = 0; axis < 2; axis++)
        {
            Assert.InRange(Math.Sqrt(Count) * Distance(grid, axis, [.. draws.Where((_, at) => at % 2 == axis).Order()]), 0, 2.5);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void More_draws_begin_with_the_same_points(string name)
    {
        Density density = Examples[name];
        double[] few = density.Draw(new Rng(3), 20), more = density.Draw(new Rng(3), 50);
        Assert.Equal(40, few.Length);
        Assert.Equal(few, more[..40]);
        Assert.NotEqual(few, density.Draw(new Rng(4), 20));
        Assert.Empty(density.Draw(new Rng(3), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => density.Draw(new Rng(3), -1));
    }

    [Theory, MemberData(nameof(Names))]
    public void Draws_lie_in_the_box(string name)
    {
        Density density = Examples[name];
        Box box = density.Box;
        double[] draws = density.Draw(new Rng(5), 10_000);
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.True(box.Contains(draws.AsSpan(2 * i, 2))));
    }

    [Fact]
    public void A_name_that_is_not_known_is_refused()
    {
        Assert.IsType<Rings>(KnownDensities.Named("rings"));
        Assert.Contains("two-spirals", Assert.Throws<ArgumentException>(() => KnownDensities.Named("two-moons")).Message, StringComparison.Ordinal);
    }

    private static double Mass(Density density)
    {
        if (density.Pieces.Count == 1)
        {
            return Math.Exp(GridMeasure.Of(density, density.Box, 1e-10).LogNormaliser.Value);
        }

        Nodes nodes = Nodes.Gauss(density.Pieces, 8);
        double[] energies = new Landscape(density).Evaluate(nodes.Points).Energies;
        return nodes.Sum(Level.Fine, i => Math.Exp(-energies[i]));
    }

    // How many standard errors the mean energy of draws is above the entropy; exactly none where all have the same energy.
    private static double EnergyScore(Density density, double[] draws, double entropy)
    {
        double[] energies = Landscape.Of(density).Evaluate(draws).Energies;
        double mean = energies.Average(), deviation = Math.Sqrt(energies.Average(e => (e - mean) * (e - mean)));
        return (mean - entropy) / Math.Max(deviation / Math.Sqrt(energies.Length), 1e-12);
    }

    // The largest distance between the shares of draws and of mass up to a node of the grid.
    private static double Distance(GridMeasure grid, int axis, double[] sorted)
    {
        int side = grid.Intervals + 1;
        double[] heights = grid.Heights, marginal = new double[side];
        for (int i = 0; i < heights.Length; i++)
        {
            marginal[axis == 0 ? i / side : i % side] += heights[i];
        }

        double total = marginal.Sum(), below = 0, distance = 0;
        for (int node = 1; node < side; node++)
        {
            below += (marginal[node - 1] + marginal[node]) / 2 / total;
            double x = grid.Box.Low[axis] + ((double)node / grid.Intervals * (grid.Box.High[axis] - grid.Box.Low[axis]));
            int upTo = Array.BinarySearch(sorted, x) is var at && at < 0 ? ~at : at;
            distance = Math.Max(distance, Math.Abs(below - ((double)upTo / sorted.Length)));
        }

        return distance;
    }
}
