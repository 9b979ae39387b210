using Downhill.Compute;
using Downhill.Densities;
using Downhill.Energies;

namespace Downhill.Tests.Densities;

public sealed class JudgeTests
{
    private static readonly MixtureDensity Unit = new(Gaussian.Isotropic(1, [0, 0], 1));

    // The box ends 6.4 deviations out, beyond which there is 3 · 10⁻¹⁰ of the mass.
    [Fact]
    public void The_normaliser_of_a_Gaussian_is_known()
    {
        Quadratic energy = new([2, 0.5, 0.5, 1], [1, -1]);
        GridMeasure measure = GridMeasure.Of(energy, new Box([-6, -9], [8, 7]));
        Assert.Equal(Math.Log(2 * Math.PI / Math.Sqrt(1.75)), measure.LogNormaliser.Value, 1e-9);
        Assert.InRange(measure.LogNormaliser.Error, 0, 1e-8);
        Assert.Equal([1, -1], measure.Mean.Select(integral => Math.Round(integral.Value, 8)));
        double[] covariance = [.. measure.Covariance.Select(integral => integral.Value)];
        Assert.All(covariance.Zip([1 / 1.75, -0.5 / 1.75, -0.5 / 1.75, 2 / 1.75]), pair => Assert.Equal(pair.Second, pair.First, 1e-7));
        Assert.InRange(measure.EdgeMass, 0, 1e-6);
    }

    [Fact]
    public void In_one_dimension_it_works_as_well()
    {
        GridMeasure measure = GridMeasure.Of(new DoubleWell(1), new Box([-6], [6]), 1e-12);

        // ∫ exp(−(x² − 1)² / 4) dx by the same rule with a step ten times smaller.
        double reference = 0.0005 * Enumerable.Range(-12_000, 24_001).Sum(i => Math.Exp(-Math.Pow(Math.Pow(0.0005 * i, 2) - 1, 2) / 4));
        Assert.Equal(Math.Log(reference), measure.LogNormaliser.Value, 1e-11);
    }

    [Fact]
    public void A_law_that_the_box_cuts_off_is_seen_at_its_edge()
    {
        GridMeasure cut = GridMeasure.Of(new Quadratic([0.01, 0, 0, 0.01], [0, 0]), Box.Square(3), most: 128);
        Assert.InRange(cut.EdgeMass, 0.1, 0.5);

        // Where a function does not vanish at the edge the rule is of order two, and says what it reached.
        Assert.InRange(cut.LogNormaliser.Error, 1e-8, 1e-4);
        Assert.Equal(128, cut.Intervals);
    }

    // The line of nodes at x = 0 counts whole: half a cell of 12.8 / 512 at a height of 0.4 too much, 0.005.
    [Fact]
    public void The_mass_of_half_the_plane_is_a_half()
    {
        GridMeasure measure = GridMeasure.Of(Unit, Unit.Box, 1e-300, 512);
        Assert.Equal(0.5, measure.Mass(x => x[0] > -1e-9).Value, 0.0051);
        Assert.Equal(0.5, measure.Mass(x => x[0] > 1e-9).Value, 0.0051);
    }

    // KL = ½ (tr S₂⁻¹ S₁ + (m₂ − m₁)ᵀ S₂⁻¹ (m₂ − m₁) − 2 + ln det S₂ / det S₁), and back with the places changed; the box holds both laws.
    [Fact]
    public void The_divergences_between_two_Gaussians_are_known()
    {
        MixtureDensity p = new(new Gaussian(1, [0.5, 0], [1, 0.3, 0.3, 0.5]));
        GaussianMixture q = new(new Gaussian(1, [0, 0.4], [1.5, 0, 0, 0.8]));
        Judgement judgement = new Judge(p, Box.Square(11)).Of(q);
        double forward = ((1 / 1.5) + (0.5 / 0.8) + (0.25 / 1.5) + (0.16 / 0.8) - 2 + Math.Log(1.2 / 0.41)) / 2;
        double trace = ((0.5 * 1.5) + (1 * 0.8)) / 0.41, square = ((0.5 * 0.25) + (2 * 0.3 * 0.5 * 0.4) + (1 * 0.16)) / 0.41;
        double reverse = (trace + square - 2 + Math.Log(0.41 / 1.2)) / 2;
        Assert.Equal(forward, judgement.Divergence.Value, 1e-10);
        Assert.Equal(reverse, judgement.ReverseDivergence!.Value.Value, 1e-10);
        Assert.Equal(Math.Log(2 * Math.PI * Math.E) + (Math.Log(0.41) / 2), judgement.Entropy.Value, 1e-10);
    }

    // Between unit laws a distance of 1 apart: ½ in both directions, 2 Φ(½) − 1 in total variation, and scores that differ by 1 everywhere.
    [Fact]
    public void The_measures_of_a_shifted_Gaussian_are_known()
    {
        Judgement judgement = new Judge(Unit, Box.Square(8)) { Tolerance = 1e-300, Most = 512 }.Of(new Quadratic([1, 0, 0, 1], [0.6, 0.8]));
        Assert.Equal(0.5, judgement.Divergence.Value, 1e-10);
        Assert.Equal(0.5, judgement.ReverseDivergence!.Value.Value, 1e-10);
        Assert.Equal(1, judgement.ScoreError.Value, 1e-10);

        // |p − q| has a kink, so the rule is of order two.
        Assert.Equal(0.38292492254802624, judgement.TotalVariation.Value, 1e-4);
        Assert.InRange(Math.Abs(judgement.TotalVariation.Value - 0.38292492254802624), 0, judgement.TotalVariation.Error);
    }

    [Theory, MemberData(nameof(DensityContract.Names), MemberType = typeof(DensityContract))]
    public void A_density_is_no_distance_from_itself(string name)
    {
        Density density = name == "mixture" ? Unit : KnownDensities.Named(name);

        // Another energy by another constant: what counts is the law.
        Judgement judgement = new Judge(density) { Most = 256 }.Of(1.0 * density);
        Assert.InRange(Math.Abs(judgement.ScoreError.Value), 0, 1e-15);
        Assert.InRange(Math.Abs(judgement.TotalVariation.Value), 0, 1e-9);
        Assert.InRange(Math.Abs(judgement.Divergence.Value), 0, 1e-9);
    }

    // q = N(0, 4) on [−5, 5]²: E_p|x|² = 2 · 16/3, and q's mass there is (2 Φ(2.5) − 1)².
    [Fact]
    public void The_divergence_from_the_checkerboard_to_a_Gaussian_is_known()
    {
        Judgement judgement = new Judge(new Checkerboard()).Of(new Quadratic([0.25, 0, 0, 0.25], [0, 0]));
        double logZ = Math.Log(8 * Math.PI) + (2 * Math.Log(0.9875806693484477));
        Assert.Equal(Math.Log(32), judgement.Entropy.Value, 1e-12);
        Assert.Equal(logZ, judgement.Learned.LogNormaliser.Value, 1e-10);
        Assert.Equal((32.0 / 3 / 8) + logZ - Math.Log(32), judgement.Divergence.Value, 1e-10);
        Assert.Equal(32.0 / 3 / 16, judgement.ScoreError.Value, 1e-10);
        Assert.Null(judgement.ReverseDivergence);
    }

    // A flat law on [−5, 5]² has 68 of its 100 parts beyond the squares: the total variation is 0.68, and KL = ln(100 / 32).
    [Fact]
    public void The_distance_from_the_checkerboard_to_a_flat_law_is_known()
    {
        Judgement judgement = new Judge(new Checkerboard()).Of(new Quadratic([0, 0, 0, 0], [0, 0]));
        Assert.Equal(0.68, judgement.TotalVariation.Value, 1e-12);
        Assert.Equal(Math.Log(100.0 / 32), judgement.Divergence.Value, 1e-12);
        Assert.Equal(0, judgement.ScoreError.Value);
    }

    // exp(−0.7 E) of the checkerboard is its own law: with a node on an edge its mass would be off by the order of the grid.
    [Fact]
    public void A_law_with_the_edges_of_the_checkerboard_is_judged_exactly()
    {
        Judgement judgement = new Judge(new Checkerboard()).Of(0.7 * new Checkerboard());
        Assert.Equal(0.3 * Math.Log(32), judgement.Learned.LogNormaliser.Value, 1e-12);
        Assert.Equal(0, judgement.Divergence.Value, 1e-12);
        Assert.Equal(0, judgement.TotalVariation.Value, 1e-12);
    }

    [Fact]
    public void Points_tell_the_same_as_the_grid()
    {
        Judge judge = new(new EightGaussians());
        Judgement judgement = judge.Of(0.9 * new EightGaussians());
        Likelihood likelihood = judge.LikelihoodOf(judgement, new EightGaussians().Draw(new Rng(17), 50_000));
        Assert.Equal(judgement.Divergence.Value, likelihood.Excess, 5 * likelihood.ExcessError);
        Assert.Equal(judgement.Entropy.Value + judgement.Divergence.Value, likelihood.NegativeLogLikelihood, 5 * likelihood.StandardError);
        Assert.True(judgement.Divergence.Value > 3 * judgement.Divergence.Error);
        Assert.True(likelihood.ExcessError < likelihood.StandardError);
        Assert.Equal(0, likelihood.Outside);
        Assert.Equal(1, judge.LikelihoodOf(judgement, [0, 0, 99, 0]).Outside);
    }

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Judge(Unit, Box.Square(1)));
        Assert.Throws<ArgumentException>(() => new Judge(Unit).Of(new DoubleWell(1)));
        Assert.Throws<ArgumentException>(() => GridMeasure.Of(Unit, Unit.Box, most: 100));
        Assert.Throws<ArgumentException>(() => GridMeasure.Of(new DoubleWell(4), new Box([-1, -1, -1, -1], [1, 1, 1, 1]), 1e-300));
        Assert.Throws<ArgumentException>(() => new Box([0, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => new Box([0], [1, 1]));
    }

    [Fact]
    public void A_rule_of_n_nodes_is_exact_to_degree_2n_less_one()
    {
        foreach (int n in new[] { 1, 2, 5, 64, 400 })
        {
            (double[] nodes, double[] weights) = Quadrature.GaussLegendre(n);
            foreach (int degree in new[] { 0, 1, n, (2 * n) - 1 })
            {
                Assert.Equal(1.0 / (degree + 1), nodes.Zip(weights, (v, w) => w * Math.Pow(v, degree)).Sum(), 1e-14);
            }
        }
    }
}
