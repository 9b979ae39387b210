using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Tests.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Training;

public sealed class SampleTrainerTests
{
    private static readonly UniformNoise Box = new([-8], [8]);

    [Theory]
    [InlineData("likelihood")]
    [InlineData("noise")]
    [InlineData("ranking")]
    [InlineData("score")]
    [InlineData("sliced")]
    [InlineData("stein")]
    [InlineData("discrepancy")]
    [InlineData("contrastive")]
    [InlineData("persistent")]
    public void Every_objective_learns_a_gaussian_from_its_samples(string name)
    {
        // N(1, 0.7²) from 4000 samples: standard errors 0.011 and 0.008 of the best, up to three times those of the noisier objectives; and the last batches' noise.
        Bell learned = (Bell)Trainer<double>(new Bell(0, 1.5), Objective(name), Normal(4000, 1, 0.7), name == "stein" ? 200 : 600).Learn();
        Assert.Equal(1, learned.Mean, 0.09);
        Assert.Equal(0.7, Math.Abs(learned.Deviation), 0.08);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        double[] one = Learned(1), two = Learned(2);
        Assert.Equal(one, two);

        static double[] Learned(int threads) => [.. new SampleTrainer<float>(
            new Mlp(1, [8], new Rng(1)), Objective("persistent"), new(Normal(300, 1, 0.7), 1), new([], 1), Few(40), new Rng(2), threads).Learn().Parameters.SelectMany(p => p.Values)];
    }

    [Fact]
    public void The_best_as_withheld_samples_judge_is_kept()
    {
        (Samples learned, Samples withheld) = new Samples(Normal(500, 1, 0.7), 1).Split(0.2, new Rng(3));
        SampleTrainer<double> trainer = new(new Bell(0, 1.5), Objective("likelihood"), learned, withheld, Few(200), new Rng(2), 1);
        double best = trainer.Run().Select(p => p.Withheld).OfType<double>().Min();
        Assert.Equal(best, trainer.BestLoss);
        Assert.Equal(100, withheld.Count);
        Assert.Equal(400, learned.Count);
    }

    [Fact]
    public void Averaged_parameters_vary_less()
    {
        // At a constant step the last iterate jumps about; the average of some hundred does not.
        Bell last = Final(0), averaged = Final(0.99);
        Assert.Equal(1, averaged.Mean, 0.06);
        Assert.NotEqual(last.Mean, averaged.Mean);

        static Bell Final(double averaging) => (Bell)new SampleTrainer<double>(
            new Bell(0, 1.5), Objective("likelihood"), new(Normal(4000, 1, 0.7), 1), new([], 1), Few(500) with { Averaging = averaging }, new Rng(2), 1).Learn();
    }

    [Fact]
    public void A_landscape_that_lets_chains_run_away_is_named_and_left()
    {
        // A linear energy falls without end: the chains go along, x⁻ leaves the samples behind.
        SampleTrainer<double> trainer = Trainer<double>(new Mlp(1, [4], new Rng(1)) { Scale = 50 }, new ContrastiveDivergence { Stepper = new Langevin { StepSize = 1 }, Steps = 50 }, Normal(300, 0, 1), 300);
        SampleProgress[] progress = [.. Safely(trainer.Run())];
        Recovery first = progress.Select(p => p.Recovery).OfType<Recovery>().First();
        Assert.Contains("drift", first.Cause, StringComparison.Ordinal);
        Assert.Equal(0.5, first.Rate);
        Assert.Contains("went back to step 0", first.ToString(), StringComparison.Ordinal);
        Assert.True(trainer.Energy.Parameters.All(p => Array.TrueForAll(p.Values, double.IsFinite)));
    }

    [Fact]
    public void A_step_that_is_too_large_is_halved_until_learning_holds()
    {
        // Steps of 3 throw the mean over the edge at 2, where the loss is no number; small ones arrive at 1.
        SampleTrainer<double> trainer = new(new Edged(new Bell(0, 0.7)), Objective("likelihood"), new(Normal(1000, 1, 0.7), 1), new([], 1), Few(400) with { StepSize = 3, WarmUp = 0 }, new Rng(2), 1);
        Recovery[] recoveries = [.. trainer.Run().Select(p => p.Recovery).OfType<Recovery>()];
        Assert.NotEmpty(recoveries);
        Assert.Equal(recoveries, trainer.Recoveries);
        Assert.All(recoveries, recovery => Assert.StartsWith($"Step {recovery.Step}: ", recovery.Cause, StringComparison.Ordinal));
        Assert.All(recoveries.Zip(recoveries.Skip(1)), pair => Assert.Equal(pair.First.Rate / 2, pair.Second.Rate));
        Assert.Equal(400, trainer.StepsDone);
        Assert.Equal(1, trainer.Energy.Parameters[0].Values[0], 0.1);
    }

    [Fact]
    public void A_number_that_is_none_is_never_masked()
    {
        SampleTrainer<double> trainer = Trainer<double>(new Broken(new Bell(0, 1)), Objective("likelihood"), Normal(100, 0, 1), 100);
        string message = Assert.Throws<ArithmeticException>(() => trainer.Learn()).Message;
        Assert.Contains("NaN", message, StringComparison.Ordinal);
        Assert.Contains("8 returns", message, StringComparison.Ordinal);
        Assert.Equal(8, trainer.Recoveries.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chain_that_is_stuck_is_named(bool byTrajectories)
    {
        // A step of 400, or leaps of as much, on a bell of width 1: next to no proposal is taken.
        SamplingRule rule = byTrajectories ? new Hmc { StepSize = 400 } : new Mala { StepSize = 400 };
        SampleTrainer<double> trainer = Trainer<double>(new Bell(0, 1), new ContrastiveDivergence { Stepper = rule }, Normal(300, 0, 1), 200);
        Assert.Contains("acceptance", trainer.Run().Select(p => p.Recovery).OfType<Recovery>().First().Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Terms_that_weigh_nothing_change_nothing()
    {
        // Persistent chains go on, and are watched, whatever is added to their contrast.
        PersistentContrastiveDivergence alone = new() { Restarts = Box, Stepper = new Mala { StepSize = 0.2 }, Capacity = 400, RestartShare = 0.01 };
        double[] samples = Normal(300, 1, 0.7);
        Assert.Equal(Learned(alone), Learned(new FlatValley { Inner = alone, Samples = samples, Spread = 0, Slope = 0 }));

        double[] Learned(SampleObjective objective) => [.. Trainer<double>(new Bell(0, 1.5), objective, samples, 100).Learn().Parameters.SelectMany(p => p.Values)];
    }

    [Fact]
    public void What_learns_no_density_is_not_judged_as_one()
    {
        MarginRanking margin = new() { Negatives = new DrawnNegatives(new NoiseCandidates { Noise = Box }) };
        Samples samples = new([-1, 1], 1);
        Assert.All((SampleObjective[])[margin, new FlatValley { Inner = margin, Samples = samples.Points }, new LowVolume { Inner = margin, Noise = Box }],
            objective => Assert.Null(new SampleWatch<double>(new Bell(0, 1), objective, samples).Misfit(null!, new Bell(0, 1), [], 1)));
    }

    [Fact]
    public void A_chain_at_another_temperature_is_warned_of()
    {
        // A known recipe: a step of 10 and noise of 0.005, T = σ²/(2 η) = 1.25e-6; its exp(−E) is not the density.
        SampleTrainer<double> cold = Trainer<double>(new Bell(0, 1), new ContrastiveDivergence { Stepper = new Langevin { StepSize = 0.1, Temperature = 1.25e-6 } }, Normal(300, 0, 1), 20);
        Assert.Contains("1.25E-06", cold.Warning, StringComparison.OrdinalIgnoreCase);
        SampleTrainer<double> right = Trainer<double>(new Bell(0, 1), Objective("contrastive"), Normal(300, 0, 1), 200);
        right.Learn();
        Assert.Null(right.Warning);
    }

    [Fact]
    public void Chains_that_have_not_settled_are_warned_of_by_their_measured_temperature()
    {
        // Two short steps from uniform restarts, most of them begun anew each time: points far up the walls.
        PersistentContrastiveDivergence objective = new() { Restarts = Box, RestartShare = 1, Steps = 2, Stepper = new Mala { StepSize = 1e-4 } };
        SampleTrainer<double> trainer = new(new Bell(0, 0.7), objective, new(Normal(300, 0, 0.7), 1), new([], 1), Few(50) with { StepSize = 1e-6 }, new Rng(2), 1);
        trainer.Learn();
        Assert.Contains("have not settled", trainer.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_that_coincide_let_score_matching_fall_without_bound_and_it_is_said()
    {
        SampleTrainer<double> trainer = new(new Bell(0, 1), new ScoreMatching(), new([.. Enumerable.Repeat(0.5, 200)], 1), new([], 1), Few(3000) with { StepSize = 0.01 }, new Rng(2), 1, new SampleLimits { Fall = 1e4, Recoveries = 1 });
        Assert.Contains("falls without bound", Assert.Throws<ArithmeticException>(() => trainer.Learn()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conditional_energy_learns_both_answers_from_mismatched_pairs()
    {
        // y = x or y = −x, x from 1 to 2, by ranking each y below that of another sample; then both answers come out of F(1.5, y) by descent.
        Rng rng = new(21);
        double[] given = [.. Enumerable.Range(0, 2000).Select(i => 1 + rng.Uniform(i))], answers = [.. given.Select((x, i) => i % 2 == 0 ? x : -x)];
        ConditionalEnergy energy = new(new Mlp(2, [32, 32], new Rng(22)) { Scale = 4 }, [1]);
        MarginRanking objective = new() { Negatives = new HardestNegatives { Among = new MismatchedPairs { Count = 4, LeastDistance = 0.1 } } };
        SampleTrainer<float> trainer = new(energy, objective, new(answers, 1) { Given = given }, new([], 1), Few(1500) with { StepSize = 0.01 }, new Rng(23), 1);
        ConditionalEnergy learned = (ConditionalEnergy)trainer.Learn();
        IReadOnlyList<Minimum> found = new LocalMinima { StepSize = 0.1, Slope = 1e-4 }.Of(learned.Holding(1.5), [-2, -1, 1, 2]);

        // The margin is kept 0.1 or so around each branch, so minima are that much off at most.
        Assert.Contains(found, m => Math.Abs(m.Point[0] - 1.5) < 0.2);
        Assert.Contains(found, m => Math.Abs(m.Point[0] + 1.5) < 0.2);
    }

    [Fact]
    public void Samples_of_another_dimension_are_refused() =>
        Assert.Contains("1 coordinates, not 2 of 2", Assert.Throws<ArgumentException>(() => new SampleTrainer<double>(new Bell(0, 1), new ScoreMatching(), new([1, 2, 3, 4], 2), new([], 1), Few(1), new Rng(1), 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Samples_that_are_no_numbers_are_refused() =>
        Assert.Contains("Sample 1", Assert.Throws<ArgumentException>(() => new Samples([1, 2, double.NaN, 4], 2)).Message, StringComparison.Ordinal);

    private static IEnumerable<SampleProgress> Safely(IEnumerable<SampleProgress> run)
    {
        using IEnumerator<SampleProgress> each = run.GetEnumerator();
        while (Next(each))
        {
            yield return each.Current;
        }

        static bool Next(IEnumerator<SampleProgress> each)
        {
            try
            {
                return each.MoveNext();
            }
            catch (ArithmeticException)
            {
                return false;
            }
        }
    }

    private static Schedule Few(int steps) => new() { Steps = steps, BatchSize = 200, StepSize = 0.03, WarmUp = 10, ValidateEvery = 25, Patience = int.MaxValue };

    private static SampleTrainer<T> Trainer<T>(Energy energy, SampleObjective objective, double[] samples, int steps)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        new(energy, objective, new(samples, energy.Dimension), new([], energy.Dimension), Few(steps), new Rng(2), 1);

    private static double[] Normal(int count, double mean, double deviation) => new GaussianNoise([mean], [deviation]).Draw(count, new Rng(77));

    private static SampleObjective Objective(string name) => name switch
    {
        "likelihood" => new MaximumLikelihood { Noise = Box with { IsStratified = true }, Count = 200 },
        "noise" => new NoiseContrastive { Noise = new GaussianNoise([0.5], [1.5]), NoisePerSample = 2 },
        "ranking" => new RankingNoiseContrastive { Noise = new GaussianNoise([0.5], [1.5]), Count = 400 },
        "score" => new ScoreMatching(),
        "sliced" => new SlicedScoreMatching(),
        "stein" => new SteinDiscrepancy(),
        "discrepancy" => new EnergyDiscrepancy { Copies = 32, Time = 0.5 },
        "contrastive" => new ContrastiveDivergence { Stepper = new Mala { StepSize = 0.2 } },
        _ => new PersistentContrastiveDivergence { Restarts = Box, Stepper = new Mala { StepSize = 0.2 }, Capacity = 1000 },
    };

    /// <summary>Not a number on the right of 10⁻⁹, as an energy with a mistake in it would be.</summary>
    private sealed record Broken(Energy Inner) : Energy
    {
        public override int Dimension => Inner.Dimension;

        public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

        public override Node Of(Node x) => Inner.Of(x) + Maths.Log(Maths.Sum(Maths.Minimum(1e-9 - x, 1)));

        public override Energy With(IReadOnlyList<Parameter> parameters) => new Broken(Inner.With(parameters));
    }

    /// <summary>Not a number where the bell's mean is beyond 2.</summary>
    private sealed record Edged(Energy Inner) : Energy
    {
        public override int Dimension => Inner.Dimension;

        public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

        public override Node Of(Node x) => Inner.Of(x) + (1e-3 * Maths.Square(Maths.Sum(x)) * Maths.Log(2 - Parameters[0].Node));

        public override Energy With(IReadOnlyList<Parameter> parameters) => new Edged(Inner.With(parameters));
    }
}
