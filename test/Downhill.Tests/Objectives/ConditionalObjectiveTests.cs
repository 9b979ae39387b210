using Downhill.Compute;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Objectives;

/// <summary>p(y | x) = exp(−E(x, y)) / Z(x) learned from y given x: lines with Gaussian noise about them, of one width or of a width that grows with x.</summary>
public sealed class ConditionalObjectiveTests
{
    private const int K = 5;

    private static readonly double[] Even = [0.7, -0.3, Math.Log(0.8), 0, 0], Growing = [0.7, -0.3, Math.Log(0.8), 0.3, 0], Off = [0.9, 0.1, Math.Log(1.1), 0.2, 0.15];

    [Fact]
    public void Likelihood_is_the_cross_entropy_of_the_two_gaussians()
    {
        // Per x: ½ ((μ − m)² + σ²) / s² + ln s + ½ ln 2π, and its derivatives; g cancels with that of ln Z(x).
        SlantedBell truth = new(Growing, true), model = new(Off, true);
        double expected = 0.5 * Math.Log(2 * Math.PI);
        double[] slopes = new double[5];
        foreach (double x in ConditionalPopulation.Xs)
        {
            double off = truth.Mean(x) - model.Mean(x), s = model.Width(x), ratio = ((off * off) + Math.Pow(truth.Width(x), 2)) / (s * s);
            expected += ((0.5 * ratio) + Math.Log(s)) / 3;
            double[] here = [-x * off / (s * s), -off / (s * s), 1 - ratio, x * (1 - ratio), 0];
            slopes = [.. slopes.Zip(here, (sum, slope) => sum + (slope / 3))];
        }

        (double value, double[] gradient) = At("likelihood", model, truth);

        // What of the model lies outside of the box: 9 / 1.34 deviations, 2e-11.
        Assert.Equal(expected, value, 1e-9);
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(slopes[i], gradient[i], 1e-9));
    }

    [Theory]
    [InlineData("ranking")]
    [InlineData("noise")]
    public void A_contrast_is_its_double_integral(string name)
    {
        // By a sum of its own on other points, in the textbook form: the posterior odds that the sample is the sample.
        const int Points = 450;
        SlantedBell truth = new(Growing, true), model = new(Off, true);
        double cell = 2 * ConditionalPopulation.Reach / Points, noise = 1 / (2 * ConditionalPopulation.Reach), sum = 0;
        double[] ys = [.. Enumerable.Range(0, Points).Select(i => ((i + 0.5) * cell) - ConditionalPopulation.Reach)];
        foreach (double x in ConditionalPopulation.Xs)
        {
            double[] energies = [.. ys.Select(y => Math.Exp(-model.At(x, y)))], densities = [.. ys.Select(y => truth.Density(x, y))];
            for (int i = 0; i < Points; i++)
            {
                for (int j = 0; j < Points; j++)
                {
                    double loss = name == "ranking" ? -Math.Log(energies[i] / (energies[i] + energies[j])) : -Math.Log(energies[i] / (energies[i] + noise)) - Math.Log(noise / (energies[j] + noise));
                    sum += densities[i] * noise * cell * cell / 3 * loss;
                }
            }
        }

        // Both integrands vanish at the ends of the box, where midpoints are exact to rounding but for the poles of ln(1 + e^z): 1e-8 at a slope of 11.
        Assert.Equal(sum, At(name, model, truth).Value, 1e-7);
    }

    [Theory]
    [InlineData("likelihood", false, false)]
    [InlineData("likelihood", true, false)]
    [InlineData("ranking", false, false)]
    [InlineData("ranking", true, false)]
    [InlineData("noise", false, false)]
    [InlineData("noise", true, true)]
    public void The_optimum_is_the_law_of_y_given_x(string name, bool isGrowing, bool mayAdd)
    {
        double[] truth = isGrowing ? Growing : Even, best = Best(name, truth, mayAdd);

        // A gradient below 1e-9 at curvatures of 0.005 and more: a contrast with one point of wide noise is flat.
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(truth[i], best[i], 1e-5));
        if (name == "noise")
        {
            // The one ln Z, and g, which makes Z the same for every x: ln Z(x) = l + h x + ½ ln 2π − g x.
            Assert.Equal(truth[2] + (0.5 * Math.Log(2 * Math.PI)), best[5], 1e-5);
            Assert.Equal(mayAdd ? 0.3 : Off[4], best[4], 1e-5);
        }
    }

    [Fact]
    public void One_ln_Z_for_every_condition_biases_an_energy_that_may_not_add_what_only_the_condition_says()
    {
        // The control: Z(x) grows by e^(0.3 x), and without g neither the one ln Z nor the energy can say so; the growth of the width pays for it.
        double[] best = Best("noise", Growing, mayAdd: false);
        Assert.Equal(0.235, best[3], 1e-3);
        Assert.Equal(0.3, Best("ranking", Growing, mayAdd: false)[3], 1e-5);
    }

    [Theory]
    [InlineData("likelihood")]
    [InlineData("grid")]
    [InlineData("ranking")]
    [InlineData("noise")]
    [InlineData("volume")]
    public void Each_sample_has_points_of_its_own_under_its_own_condition(string name)
    {
        SlantedBell model = new(Off, true);
        SampleObjective objective = Sampled(name);
        double[] ys = [0.3, -1.2, 2.5], xs = [-1, 0.4, 1.7], losses = Losses(model.OfY, objective, xs, ys);
        UniformNoise box = ConditionalPopulation.Box with { IsStratified = name == "grid" };
        double level = xs.Zip(ys, model.At).Average();
        for (int i = 0; i < 3; i++)
        {
            double x = xs[i], own = -model.At(x, ys[i]), ratio = own + Math.Log(20);
            double[] others = [.. box.Draw(K, new Rng(5).Fork(objective.Sources.Count).Fork(i)).Select(y => -model.At(x, y))];
            double expected = name switch
            {
                "ranking" => -Math.Log(Math.Exp(own) / (Math.Exp(own) + others.Sum(Math.Exp))),
                "noise" => Math.Log(1 + (K * Math.Exp(-ratio))) + others.Sum(e => Math.Log(1 + (20 * Math.Exp(e) / K))),
                "volume" => 0.7 * others.Average(e => 1 / (1 + Math.Exp(-(level + e) / 0.1))),
                _ => -own + Math.Log(20 * others.Average(Math.Exp)),
            };
            Assert.Equal(expected, losses[i], 1e-12);
        }
    }

    [Fact]
    public void Points_of_a_stratified_law_are_a_whole_grid_for_each_sample()
    {
        double[] drawn = new OwnNegatives(new UniformNoise([0, 0], [1, 1]) { IsStratified = true }, 5).Draw(4, new Rng(1));
        Assert.Equal(4 * 9 * 2, drawn.Length);
        Assert.All(drawn.Chunk(18), grid => Assert.Equal(9, grid.Chunk(2).Select(y => ((int)(3 * y[0]), (int)(3 * y[1]))).Distinct().Count()));
    }

    [Theory]
    [InlineData("likelihood")]
    [InlineData("ranking")]
    [InlineData("noise")]
    public void At_the_truth_the_slope_of_samples_is_zero_within_its_own_error(string name)
    {
        double[] slopes = Slopes(name, Growing), away = Slopes(name, Off);
        Assert.All(slopes, z => Assert.InRange(z, -4.5, 4.5));
        Assert.Contains(away, z => Math.Abs(z) > 10);
    }

    [Fact]
    public void A_trainer_learns_it_through_energies_that_wrap_the_conditional_one()
    {
        (double[] xs, double[] ys) = Draw(Growing, 4000, new Rng(31));
        Energy half = 0.5 * new SlantedBell([0, 0, 0, 0, 0], false).OfY;
        Schedule schedule = new() { Steps = 600, BatchSize = 400, StepSize = 0.03, WarmUp = 20, ValidateEvery = 100, Patience = int.MaxValue };
        Samples all = new(ys, 1) { Given = xs };
        (Samples learned, Samples withheld) = all.Split(0.1, new Rng(32));
        MaximumLikelihood likelihood = new() { Noise = ConditionalPopulation.Box with { IsStratified = true }, Count = 100 };
        double[] found = new SampleTrainer<float>(half, likelihood, learned, withheld, schedule, new Rng(33), 1).Learn().Parameters[0].Values;

        // ½ E makes s smaller by √2. The estimates' deviations are at most s √(2 / 3600) = 0.02; four of them.
        Assert.Equal(0.7, found[0], 0.08);
        Assert.Equal(-0.3, found[1], 0.08);
        Assert.Equal(Math.Log(0.8) - (0.5 * Math.Log(2)), found[2], 0.08);
        Assert.Equal(0.3, found[3], 0.08);
    }

    private static double[] Best(string name, double[] truth, bool mayAdd) =>
        new ConditionalPopulation(new(Off, mayAdd), Population(name), new(truth, mayAdd)).Best();

    private static (double Value, double[] Gradient) At(string name, SlantedBell model, SlantedBell truth)
    {
        ConditionalPopulation population = new(model, Population(name), truth);
        return population.At(population.Start);
    }

    /// <summary>The mean slope in a, b, l, h over its standard error, from 40 batches of 500.</summary>
    private static double[] Slopes(string name, double[] at)
    {
        const int Batches = 40, Rows = 500;
        SlantedBell bell = new([.. at[..4], name == "noise" ? at[3] : 0], true);
        SampleObjective objective = name switch
        {
            "likelihood" => new MaximumLikelihood { Noise = ConditionalPopulation.Box with { IsStratified = true }, Count = 100 },
            "ranking" => new RankingNoiseContrastive { Noise = ConditionalPopulation.Box, Count = 8 },
            _ => new NoiseContrastive { Noise = ConditionalPopulation.Box, NoisePerSample = 8, LogPartition = at[2] + (0.5 * Math.Log(2 * Math.PI)) },
        };
        Node mean = NoiseTable.MeanRows(objective.Loss(bell.OfY));
        Computation<double> gradient = Computation.Compile<double>(1, Derivative.Gradient(mean, bell.Parameters[0].Node));
        gradient.Set(bell.Parameters);
        double[][] found = [.. Enumerable.Range(0, Batches).Select(batch =>
        {
            (double[] xs, double[] ys) = Draw(Growing, Rows, new Rng(61).Fork(batch));
            objective.Fill(gradient, ys, 1, new Rng(62).Fork(batch));
            gradient.Set("given", xs);
            gradient.Run();
            return gradient[0].ToArray();
        })];
        return [.. Enumerable.Range(0, 4).Select(i =>
        {
            double middle = found.Average(g => g[i]), variance = found.Sum(g => Math.Pow(g[i] - middle, 2)) / (Batches - 1);
            return middle / Math.Sqrt(variance / Batches);
        })];
    }

    private static (double[] Xs, double[] Ys) Draw(double[] values, int count, Rng rng)
    {
        SlantedBell truth = new(values, false);
        double[] xs = [.. Enumerable.Range(0, count).Select(i => (2 * rng.Uniform(i)) - 1)];
        return (xs, [.. xs.Select((x, i) => truth.Mean(x) + (truth.Width(x) * rng.Fork(1).Normal(i)))]);
    }

    private static double[] Losses(Energy energy, SampleObjective objective, double[] xs, double[] ys)
    {
        Computation<double> loss = Computation.Compile<double>(1, [objective.Loss(energy), .. energy.Parameters.Select(p => p.Node)]);
        objective.Fill(loss, ys, 1, new Rng(5));
        loss.Set("given", xs);
        loss.Set(energy.Parameters);
        loss.Run();
        return loss[0].ToArray();
    }

    private static SampleObjective Population(string name) => name switch
    {
        "likelihood" => new MaximumLikelihood { Noise = ConditionalPopulation.Box, Count = ConditionalPopulation.Cells },
        "ranking" => new RankingNoiseContrastive { Noise = ConditionalPopulation.Box, Count = 1 },
        _ => new NoiseContrastive { Noise = ConditionalPopulation.Box },
    };

    private static SampleObjective Sampled(string name) => name switch
    {
        "likelihood" => new MaximumLikelihood { Noise = ConditionalPopulation.Box, Count = K },
        "grid" => new MaximumLikelihood { Noise = ConditionalPopulation.Box with { IsStratified = true }, Count = K },
        "ranking" => new RankingNoiseContrastive { Noise = ConditionalPopulation.Box, Count = K },
        "noise" => new NoiseContrastive { Noise = ConditionalPopulation.Box, NoisePerSample = K },
        _ => new LowVolume { Inner = new MarginRanking { Margin = 1e-300, Negatives = new DrawnNegatives(new NoiseCandidates { Noise = new UniformNoise([8], [9]) }) }, Noise = ConditionalPopulation.Box, Count = K, Weight = 0.7 },
    };
}
