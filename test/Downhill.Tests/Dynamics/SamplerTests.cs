using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class SamplerTests
{
    private const int Chains = 200, Rounds = 200;

    // E = Σ λᵢ xᵢ² / 2: variances T / λᵢ. A variance from m independent draws has relative standard error √(2/m); squares forget faster
    // than the numbers themselves, so the effective number of the numbers is a safe m.
    [Fact]
    public void A_gaussian_has_its_moments_from_a_start_far_off()
    {
        double[] stiffness = [0.5, 1, 4];
        Quadratic energy = new([.. Enumerable.Range(0, 9).Select(at => at % 4 == 0 ? stiffness[at / 4] : 0)], [0, 0, 0]);
        double[] starts = [.. Enumerable.Range(0, 3 * Chains).Select(at => 5.0 * (((at * 7) % 11) - 5))];
        Draws draws = new Sampler { Rule = new Mala { Temperature = 0.7 }, Thin = 5 }.Draw(energy, starts, Rounds, new Rng(11));
        double effective = draws.EffectiveSize();
        Assert.InRange(effective, 2_000, Chains * Rounds);
        Assert.InRange(draws.RHat(), 0.999, 1.02);
        for (int i = 0; i < 3; i++)
        {
            double[] x = [.. draws.Points.Where((_, at) => at % 3 == i)];
            double variance = 0.7 / stiffness[i];
            Assert.Equal(0, x.Average(), 5 * Math.Sqrt(variance / effective));
            Assert.Equal(variance, x.Average(value => value * value), 5 * variance * Math.Sqrt(2 / effective));
        }

        // What was wanted, 0.574, within the noise of the last corrections; the step was found from 0.01.
        Assert.Equal(0.574, draws.Accepted!.Value, 0.02);
        Assert.InRange(draws.StepSize, 0.05, 5);
    }

    [Fact]
    public void Chains_that_stay_in_their_wells_are_seen()
    {
        double[] starts = [.. Enumerable.Range(0, Chains).Select(i => i % 2 == 0 ? -1.0 : 1)];
        Draws stuck = new Sampler { Rule = new Mala { Temperature = 0.015 } }.Draw(new DoubleWell(), starts, Rounds, new Rng(12));

        // Two wells apart: the scores of the lower and of the upper half of the ranks have means ∓√(2/π) and variance 1 − 2/π, so R-hat is √(1 / (1 − 2/π)) = 1.66.
        Assert.True(stuck.RHat() > 1.5, $"R-hat is {stuck.RHat()}");
        Draws mixed = new Sampler { Rule = new Mala { Temperature = 0.3 }, Thin = 30 }.Draw(new DoubleWell(), starts, Rounds, new Rng(12));
        Assert.True(mixed.RHat() < 1.05, $"R-hat is {mixed.RHat()}");
    }

    // With a step at which 95 % would be accepted, x²/2 settles at 1 / (1 − η/2), and no nearer to 1.
    [Fact]
    public void Without_the_test_the_bias_is_that_of_the_step_that_was_found()
    {
        Draws draws = new Sampler { Rule = new Langevin(), Thin = 20 }.Draw(Quadratic.Isotropic(1, 1), new double[1000], Rounds, new Rng(13));
        Assert.Null(draws.Accepted);
        double biased = 1 / (1 - (draws.StepSize / 2)), tolerance = 5 * biased * Math.Sqrt(2 / draws.EffectiveSize());
        Assert.Equal(biased, draws.Points.Average(x => x * x), tolerance);
        Assert.True(biased > 1 + tolerance, "the test must be able to see the bias");
    }

    [Fact]
    public void A_flat_landscape_takes_the_largest_step_allowed()
    {
        Draws draws = new Sampler { LargestStep = 3 }.Draw(Quadratic.Isotropic(2, 0), new double[20], 4, new Rng(14));
        Assert.Equal((3, 1), (draws.StepSize, draws.Accepted));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        double[] Draw(ulong seed) => new Sampler { BurnIn = 50 }.Draw(new ThreeWells(), new double[40], 5, new Rng(seed)).Points;
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    // From 10¹⁵⁰ a tested step is never taken, and an untested one overflows.
    [Fact]
    public void A_chain_that_runs_away_is_a_failure_of_the_numbers() =>
        Assert.Throws<ArithmeticException>(() => new Sampler { Rule = new Langevin() }.Draw(new DoubleWell(), [1e150, 1], 4, new Rng(1)));
}
