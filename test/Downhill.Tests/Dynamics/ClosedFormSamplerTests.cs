using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

/// <summary>Rules against the laws that they have in closed form; 40 000 independent chains, five standard errors, one false alarm in a million.</summary>
public sealed class ClosedFormSamplerTests
{
    private const int Chains = 40_000;

    // The kick, drift, heat, drift of the harmonic oscillator has variances T/λ and T, whatever h √λ < 2; and half a kick more, v is that of
    // the source, with variance T (1 − h²λ/4).
    [Theory]
    [InlineData(0.5, 1, 1, 1)]
    [InlineData(1.6, 1, 0.3, 0.5)]
    [InlineData(0.8, 4, 2, 3)]
    public void The_underdamped_rule_has_no_bias_on_a_gaussian(double step, double stiffness, double temperature, double friction)
    {
        Chain chain = new(Quadratic.Isotropic(1, stiffness), new UnderdampedLangevin { StepSize = step, Temperature = temperature, Friction = friction }, 400, new Rng(41));
        double[][] state = chain.Advance(chain.AtRest(new double[Chains]));
        Near(temperature / stiffness, state[0]);
        Near(temperature, state[1]);
        double[] later = [.. state[0].Zip(state[1], (x, v) => v - (0.5 * step * stiffness * x))];
        Near(temperature * (1 - (step * step * stiffness / 4)), later);
    }

    // v ← (1 − ηₜλ)² v + 2 ηₜ T + ηₜ² s², step by step.
    [Theory]
    [InlineData(0.3, 50, 0.6, 0)]
    [InlineData(0.5, 20, 1, 2)]
    [InlineData(0.2, 10, 0, 3)]
    public void The_variance_of_stochastic_gradients_follows_its_schedule(double step, double delay, double decay, double error)
    {
        const int Steps = 60;
        StochasticGradientLangevin rule = new() { StepSize = step, Delay = delay, Decay = decay, GradientError = error, Temperature = 0.8 };
        Chain chain = new(Quadratic.Isotropic(1, 1.5), rule, Steps / 2, new Rng(42));
        double[] x = chain.Advance(chain.Advance(chain.AtRest(new double[Chains])))[0];
        double variance = 0;
        for (int t = 0; t < Steps; t++)
        {
            double eta = step * Math.Pow(1 + (t / delay), -decay);
            Assert.Equal(eta, rule.StepAt(t), 1e-12);
            variance = (Math.Pow(1 - (eta * 1.5), 2) * variance) + (2 * eta * 0.8) + (eta * eta * error * error);
        }

        Near(variance, x);
    }

    [Theory]
    [InlineData(1.2, 1, 0)]
    [InlineData(1.9, 3, 0)]
    [InlineData(0.7, 7, 0.5)]
    public void A_trajectory_keeps_the_law_at_any_step(double step, int leaps, double jitter)
    {
        double[][] state = FromTheLaw(new Hmc { StepSize = step, Leaps = leaps, Jitter = jitter, Temperature = 0.3 }, 0.3, 20);
        Near(0.3, state[0]);
        Assert.True(state[1].Average() < 19.9, "the test must be able to see proposals that are refused");
    }

    // At h → 0 every proposal is taken, and the trajectory is the exact rotation: after L h = π/2 nothing is left of the start.
    [Fact]
    public void A_quarter_of_an_orbit_forgets_everything()
    {
        Chain chain = new(Quadratic.Isotropic(1, 1), new Hmc { StepSize = Math.PI / 2 / 1000, Leaps = 1000, Jitter = 0 }, 1, new Rng(43));
        double[] starts = [.. Enumerable.Range(0, Chains).Select(i => (double)(i % 7))];
        double[][] state = chain.Advance(chain.AtRest(starts));
        Assert.Equal(Chains, state[1].Sum());
        Near(1, state[0]);
    }

    [Fact]
    public void Trajectories_that_diverge_are_counted()
    {
        Draws sane = new Sampler { Rule = new Hmc { StepSize = 0.1 }, FindsStep = false, BurnIn = 10 }.Draw(new DoubleWell(), new double[100], 4, new Rng(44));
        Draws wild = new Sampler { Rule = new Hmc { StepSize = 5 }, FindsStep = false, BurnIn = 10 }.Draw(new DoubleWell(), new double[100], 4, new Rng(44));
        Assert.Equal(0, sane.Diverged);
        Assert.Equal(100 * 4 * 10, wild.Diverged, 400.0);
        Assert.Contains(SamplingDiagnosis.Of(wild, new DoubleWell(), 1).Doubts(), doubt => doubt.Contains("diverged", StringComparison.Ordinal));
    }

    // Temperatures that are next to the same change places whenever they are asked, the first pair three times in five steps and the second twice.
    [Fact]
    public void The_share_of_exchanges_is_of_those_that_were_asked()
    {
        ReplicaExchange rule = new() { Levels = 3, Ratio = 1 + 1e-12 };
        Draws draws = new Sampler { Rule = rule, FindsStep = false, BurnIn = 10, Thin = 1 }.Draw(new DoubleWell(), new double[50], 5, new Rng(48));
        Assert.Equal([1.0, 1.0], draws.Swapped);
    }

    // Every temperature has its own law, whatever was exchanged.
    [Fact]
    public void Each_temperature_of_an_exchange_has_its_law()
    {
        ReplicaExchange rule = new() { StepSize = 0.3, Temperature = 0.5, Levels = 3, Ratio = 1.7 };
        Chain chain = new(Quadratic.Isotropic(2, 1), rule, 60, new Rng(45));
        double[][] state = chain.Advance(chain.AtRest(new double[2 * Chains]));
        for (int k = 0; k < 3; k++)
        {
            Near(rule.Temperatures[k], state[k], 2 * Chains);
        }

        Tally tally = rule.Count(state)!;

        // For two dimensions E/T is exponential: with a = 1/T₀ and b = 1/T₁ an exchange is made with probability 2 b / (a + b).
        double expected = 2 / (1.7 + 1);
        Assert.All(tally.Swapped, swapped => Assert.Equal(expected, swapped / (30.0 * Chains), 0.01));
    }

    // From one well, over a barrier of 10 T: the exchange fills both wells alike, tested steps alone stay.
    [Fact]
    public void An_exchange_crosses_what_tested_steps_do_not()
    {
        double Right(SamplingRule rule) => new Sampler { Rule = rule, Thin = 50, BurnIn = 2000 }.Draw(new DoubleWell(), [.. Enumerable.Repeat(-1.0, 2000)], 4, new Rng(46)).Points.Average(x => x > 0 ? 1.0 : 0);
        Assert.InRange(Right(new Mala { Temperature = 0.025 }), 0, 0.05);
        Assert.Equal(0.5, Right(new ReplicaExchange { Temperature = 0.025, Levels = 5 }), 0.06);
    }

    // Steps of 10 with noise of 0.005, as in a published recipe, are at the temperature 0.005² / (2 · 10) and not at 1.
    [Fact]
    public void A_temperature_that_nobody_asked_for_is_told()
    {
        const double Step = 10, Noise = 0.005, Stiffness = 0.01;
        double hidden = Noise * Noise / (2 * Step);
        Quadratic energy = Quadratic.Isotropic(2, Stiffness);
        Draws draws = new Sampler { Rule = new Langevin { StepSize = Step, Temperature = hidden }, FindsStep = false, Thin = 50 }.Draw(energy, new double[1000], 20, new Rng(48));
        SamplingDiagnosis diagnosis = SamplingDiagnosis.Of(draws, energy, 1);
        double biased = hidden / (1 - (Step * Stiffness / 2));
        Assert.Equal(biased, diagnosis.Temperature.Measured, 5 * diagnosis.Temperature.Error);
        Assert.Contains(diagnosis.Doubts(), doubt => doubt.Contains("expected 1:", StringComparison.Ordinal));
        Assert.DoesNotContain(SamplingDiagnosis.Of(draws, energy, biased).Doubts(), doubt => doubt.Contains("temperature", StringComparison.Ordinal));
    }

    private static double[][] FromTheLaw(SamplingRule rule, double temperature, int steps)
    {
        double[] start = new double[Chains];
        new Rng(5).Normal(start);
        Chain chain = new(Quadratic.Isotropic(1, 1), rule, steps, new Rng(47));
        return chain.Advance(chain.AtRest([.. start.Select(value => value * Math.Sqrt(temperature))]));
    }

    private static void Near(double variance, double[] x, int independent = Chains) =>
        Assert.Equal(variance, x.Average(value => value * value), 5 * variance * Math.Sqrt(2.0 / independent));
}
