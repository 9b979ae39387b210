using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

/// <summary>What every <see cref="SamplingRule"/> promises. A new rule is tested the day it is written.</summary>
public sealed class SamplingRuleContract
{
    private const int Chains = 500, Rounds = 60;
    private const double Temperature = 0.7;

    private static readonly double[] Stiffness = [0.5, 1, 4];
    private static readonly Quadratic Bowl = new([0.5, 0, 0, 0, 1, 0, 0, 0, 4], [1, -1, 0]);

    public static TheoryData<SamplingRule> All =>
    [
        .. typeof(SamplingRule).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(SamplingRule)) && !type.IsAbstract)
            .Select(type => (SamplingRule)Activator.CreateInstance(type)!),
        new Hmc { Leaps = 3 },
        new ReplicaExchange { Levels = 3, Ratio = 4 },
        new StochasticGradientLangevin { GradientError = 0.2, Delay = 100 },
    ];

    // Five standard errors of each estimate, counted by effective draws; without a test the variance may be off by what a step with an
    // acceptance of 95 % brings, a fifth along the stiffest
    // direction (ηλ near 0.4). Halves of 30 draws have R-hat 1 + τ / 60, with τ up to 5 rounds where steps have shrunk.
    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void From_a_start_far_off_a_gaussian_has_its_moments(SamplingRule rule)
    {
        Draws draws = Drawn(rule);
        double slack = rule.Tested() == rule ? 0 : 0.3;
        SamplingDiagnosis diagnosis = SamplingDiagnosis.Of(draws, Bowl, Temperature);
        for (int i = 0; i < 3; i++)
        {
            double[] x = draws.Coordinate(i), squares = [.. x.Select(value => (value - Bowl.Center[i]) * (value - Bowl.Center[i]))];
            double variance = Temperature / Stiffness[i];
            Assert.InRange(diagnosis.Coordinates[i].RHat, 0.99, 1.1);
            Assert.True(diagnosis.Coordinates[i].BulkSize > 1000, $"{rule}: the draws are worth {diagnosis.Coordinates[i].BulkSize}");
            Assert.Equal(Bowl.Center[i], x.Average(), 5 * diagnosis.Coordinates[i].Error);
            Assert.Equal(variance, squares.Average(), (5 * Mixing.MeanError(squares, Chains)) + (slack * variance));
        }

        Assert.Equal(Temperature, diagnosis.Temperature.Measured, (5 * diagnosis.Temperature.Error) + (slack * Temperature));
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void The_step_is_found_where_it_is_best(SamplingRule rule)
    {
        Draws small = Drawn(rule with { StepSize = 1e-3 }), large = Drawn(rule with { StepSize = 5 });
        Assert.InRange(small.StepSize / large.StepSize, 0.8, 1.25);
        Assert.Equal(rule.Tested() == rule, small.Accepted is not null);
        if (small.Accepted is { } accepted)
        {
            Assert.Equal(rule.WantedAcceptance, accepted, 0.03);
        }
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void The_step_that_is_given_is_kept_where_none_is_to_be_found(SamplingRule rule)
    {
        Draws draws = new Sampler { Rule = rule, FindsStep = false, BurnIn = 20 }.Draw(Bowl, new double[30], 4, new Rng(1));
        Assert.Equal(rule.StepSize, draws.StepSize);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void The_same_seed_gives_the_same_bits(SamplingRule rule)
    {
        double[] Draw(ulong seed) => new Sampler { Rule = rule, BurnIn = 50 }.Draw(new ThreeWells(), new double[40], 5, new Rng(seed)).Points;
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Another_temperature_is_another_law(SamplingRule rule)
    {
        double Spread(double temperature) => Drawn(rule with { Temperature = temperature }).Coordinate(1).Average(x => (x + 1) * (x + 1));
        Assert.InRange(Spread(1.4) / Spread(0.7), 1.6, 2.5);
    }

    private static Draws Drawn(SamplingRule rule)
    {
        double[] starts = [.. Enumerable.Range(0, 3 * Chains).Select(at => 3.0 * (((at * 7) % 11) - 5))];
        SamplingRule warm = rule.Temperature == 1 ? rule with { Temperature = Temperature } : rule;
        return new Sampler { Rule = warm, Thin = 40 }.Draw(Bowl, starts, Rounds, new Rng(31));
    }
}
