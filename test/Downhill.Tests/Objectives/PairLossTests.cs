using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;
using static Downhill.Compute.Maths;

namespace Downhill.Tests.Objectives;

/// <summary>Losses of a sample's energy and a wrong answer's, and how wrong answers are found.</summary>
public sealed class PairLossTests
{
    private static readonly DrawnNegatives Anywhere = new(new NoiseCandidates { Noise = new UniformNoise([-3, -3], [3, 3]) });

    public static TheoryData<string, bool> Collapses => new()
    {
        { "energy", true }, { "perceptron", true }, { "LVQ2", true },
        { "hinge", false }, { "log", false }, { "MCE", false }, { "square-square", false }, { "square-exponential", false },
    };

    [Theory]
    [InlineData("energy", 0.7, 0.2, 0.7)]
    [InlineData("perceptron", 0.7, 0.2, 0.5)]
    [InlineData("perceptron", 0.2, 0.7, 0)]
    [InlineData("LVQ2", 0.21, 0.2, 0.5)] // (0.01 / (0.1 · 0.2))
    [InlineData("LVQ2", 0.9, 0.2, 1)]
    [InlineData("hinge", 0.7, 0.2, 1.5)]
    [InlineData("hinge", 0.2, 1.3, 0)]
    [InlineData("log", 0.7, 0.2, 0.97407698418010668)] // ln(1 + e^½)
    [InlineData("MCE", 0.7, 0.2, 0.62245933120185457)] // 1 / (1 + e^−½)
    [InlineData("square-square", 0.7, 0.2, 1.13)] // 0.49 + 0.64
    [InlineData("square-exponential", 0.7, 0.2, 1.3087307530779818)] // 0.49 + e^−0.2
    public void Losses_are_those_of_the_table(string name, double positive, double negative, double expected) => Assert.Equal(expected, At(name, positive, negative), 1e-12);

    [Theory]
    [MemberData(nameof(Collapses))]
    public void A_loss_collapses_where_flat_ground_is_among_its_best(string name, bool collapses)
    {
        // Energies from 0.05 to 3: the least of ℓ(E, E) against the least of ℓ(E⁺, E⁻).
        double[] levels = [.. Enumerable.Range(1, 60).Select(i => 0.05 * i)];
        double flat = levels.Min(e => At(name, e, e)), best = levels.Min(positive => levels.Min(negative => At(name, positive, negative)));
        Assert.Equal(collapses, flat - best < 0.01);
    }

    [Theory]
    [InlineData("energy", true)]
    [InlineData("hinge", false)]
    [InlineData("square-square", false)]
    public void A_free_network_collapses_under_the_energy_loss_and_not_under_a_margin(string name, bool collapses)
    {
        // Samples on a ring of radius 2; energies between 0 and 2. A collapsed landscape is as low at the middle and the corners as on the ring.
        double[] ring = [.. Enumerable.Range(0, 512).SelectMany(i => (double[])[2 * Math.Cos(i * Math.PI / 256), 2 * Math.Sin(i * Math.PI / 256)])];
        Bounded energy = new(new Mlp(2, [16, 16], new Rng(3)));
        Schedule schedule = new() { Steps = 600, BatchSize = 128, StepSize = 0.02, ValidateEvery = 100 };
        Landscape learned = Landscape.Of(new SampleTrainer<float>(energy, Loss(name), new(ring, 2), new([], 2), schedule, new Rng(4), 1).Learn());
        double on = learned.Evaluate(ring).Energies.Average(), off = learned.Evaluate([0, 0, 2.9, 2.9, -2.9, -2.9, 2.9, -2.9, -2.9, 2.9]).Energies.Average();
        Assert.True(collapses ? off - on < 0.05 : off - on > 0.5, $"on the ring {on}, off it {off}");
    }

    [Fact]
    public void Descended_negatives_are_lower_and_no_derivative_goes_through_the_descent()
    {
        // On x²/(2 s²) twenty steps of η multiply by (1 − η/s²)²⁰: with the ends as numbers, d/dm of the log loss is a sum by hand.
        Bell bell = new(0.2, 1.1);
        DrawnNegatives start = new(new NoiseCandidates { Noise = new UniformNoise([-3], [3]) });
        LogRanking loss = new() { Negatives = new DescendedNegatives { From = start, Stepper = new GradientDescent { StepSize = 0.05 }, Steps = 20 } };
        double[] samples = [.. Enumerable.Range(0, 200).Select(i => (i - 99.5) / 50)];
        double[] drawn = Negatives(bell, new LogRanking { Negatives = start }, samples), ended = Negatives(bell, loss, samples);
        double rest = Math.Pow(1 - (0.05 / (1.1 * 1.1)), 20), expected = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            Assert.Equal(0.2 + (rest * (drawn[i] - 0.2)), ended[i], 1e-12);
            double difference = (Math.Pow(samples[i] - 0.2, 2) - Math.Pow(ended[i] - 0.2, 2)) / (2 * 1.1 * 1.1);
            expected += (ended[i] - samples[i]) / (1.1 * 1.1) / (1 + Math.Exp(-difference)) / samples.Length;
        }

        Assert.Equal(expected, NoisyObjectiveTests.Gradient(bell, loss, samples)[0], 1e-12);
    }

    [Fact]
    public void The_hardest_of_the_candidates_is_the_lowest()
    {
        NoiseCandidates candidates = new() { Noise = new UniformNoise([-3], [3]), Count = 9 };
        double[] samples = new double[50], drawn = candidates.Draw(samples, 1, new Rng(5).Fork(1));
        double[] found = Negatives(new Bell(1, 1), new MarginRanking { Negatives = new HardestNegatives { Among = candidates } }, samples);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(drawn[(9 * i)..(9 * (i + 1))].MinBy(x => Math.Abs(x - 1)), found[i]));
    }

    [Fact]
    public void Prioritised_candidates_of_flat_noise_follow_the_energys_own_law()
    {
        // exp(−E/T) with E = (x − 1)²/2 and T = ½: mean 1, variance ½. 64 candidates in a box of 10 are some 11 effective ones: biased by a few percent.
        NoiseCandidates candidates = new() { Noise = new UniformNoise([-4], [6]), Count = 64 };
        double[] found = Negatives(new Bell(1, 1), new MarginRanking { Negatives = new HardestNegatives { Among = candidates, Temperature = 0.5 } }, new double[8000]);
        double mean = found.Average(), variance = found.Average(x => (x - mean) * (x - mean));
        Assert.Equal(1, mean, 0.04);
        Assert.Equal(0.5, variance, 0.06);
    }

    [Fact]
    public void Mismatched_pairs_are_never_the_sample_itself_nor_near_it()
    {
        double[] samples = [.. Enumerable.Range(0, 60).Select(i => (double)(i % 6))];
        double[] drawn = new MismatchedPairs { Count = 4, LeastDistance = 1.5 }.Draw(samples, 1, new Rng(8));
        Assert.All(Enumerable.Range(0, 240), i => Assert.True(Math.Abs(drawn[i] - samples[i / 4]) > 1.5));
        Assert.Equal(6, drawn.Distinct().Count());
    }

    [Fact]
    public void A_batch_of_equal_samples_has_no_mismatched_pairs() =>
        Assert.Contains("no mismatched pair", Assert.Throws<ArgumentException>(() => new MismatchedPairs().Draw([1, 1, 1], 1, new Rng(8))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_margin_has_no_derivative_where_it_is_kept()
    {
        double[] gradient = NoisyObjectiveTests.Gradient(new Bell(0, 0.1), new MarginRanking { Negatives = new DrawnNegatives(new NoiseCandidates { Noise = new UniformNoise([2], [3]) }) }, [0.01, -0.02]);
        Assert.Equal([0, 0], gradient);
    }

    private static double[] Negatives(Energy energy, PairLoss loss, double[] samples)
    {
        Computation<double> computation = Computation.Compile<double>(1, [loss.Terms(energy).Negatives!, Node.Point(1), .. energy.Parameters.Select(p => p.Node), .. loss.Settings.Select(p => p.Node)]);
        loss.Fill(computation, samples, 1, new Rng(5));
        computation.Set(energy.Parameters);
        computation.Run();
        return computation[0].ToArray();
    }

    private static double At(string name, double positive, double negative)
    {
        Node a = Node.Point(1, "a"), b = Node.Point(1, "b");
        Computation<double> loss = Computation.Interpret<double>(((PairLoss)Loss(name)).Of(a, b), a, b);
        loss.Set("a", positive);
        loss.Set("b", negative);
        loss.Run();
        return loss[0][0];
    }

    private static SampleObjective Loss(string name) => name switch
    {
        "energy" => new EnergyLoss { Negatives = Anywhere },
        "perceptron" => new GeneralizedPerceptron { Negatives = Anywhere },
        "LVQ2" => new LearningVectorQuantization { Negatives = Anywhere },
        "hinge" => new MarginRanking { Negatives = Anywhere },
        "log" => new LogRanking { Negatives = Anywhere },
        "MCE" => new MinimumClassificationError { Negatives = Anywhere },
        "square-square" => new SquareSquare { Negatives = Anywhere },
        _ => new SquareExponential { Negatives = Anywhere },
    };

    private sealed record Bounded(Energy Inner) : Energy
    {
        public override int Dimension => Inner.Dimension;

        public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

        public override Node Of(Node x) => 2 * Sigmoid(Inner.Of(x));

        public override Energy With(IReadOnlyList<Parameter> parameters) => new Bounded(Inner.With(parameters));
    }
}
