using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Objectives;
using static Downhill.Compute.Maths;

namespace Downhill.Tests.Objectives;

/// <summary>What is added to a contrast: a level valley, a small volume of low energy, wrong answers at a distance.</summary>
public sealed class ValleyTests
{
    private static readonly UniformNoise Square = new([-1, -1], [1, 1]);

    // The samples' own energies cancel: a margin of nearly nothing to a point that is never lower.
    private static readonly MarginRanking Nothing = new() { Margin = 1e-300, Negatives = new DrawnNegatives(new NoiseCandidates { Noise = new UniformNoise([8, 8], [9, 9]) }) };

    [Fact]
    public void The_spread_is_that_of_the_batch_and_the_slope_that_on_the_way_to_the_nearest()
    {
        // E = |x|²/2 at (0, 0), (1, 0), (1, 2): energies 0, ½, 5/2 with mean 1; ways (1, 0), (−1, 0), (0, −1), so u · x is 0, −1, −2.
        double[] samples = [0, 0, 1, 0, 1, 2];
        FlatValley loss = new() { Inner = Nothing, Samples = samples, Spread = 2, Slope = 3 };
        double[] found = Losses(loss, samples);
        Assert.Equal(2 * 1, found[0], 1e-12);
        Assert.Equal((2 * 0.25) + (3 * 1), found[1], 1e-12);
        Assert.Equal((2 * 2.25) + (3 * 4), found[2], 1e-12);
    }

    [Fact]
    public void The_derivative_of_the_spread_is_that_of_the_variance()
    {
        // E = (x − m)²/2 in one dimension, dE/dm = m − x: d/dm of the batch's variance is 2 ⟨(E − ⟨E⟩)(m − x)⟩.
        double[] samples = [-1, 0.5, 2], energies = [.. samples.Select(x => (x - 0.3) * (x - 0.3) / 2)];
        double mean = energies.Average(), expected = 2 * energies.Zip(samples, (e, x) => (e - mean) * (0.3 - x)).Average();
        MarginRanking nothing = new() { Margin = 1e-300, Negatives = new DrawnNegatives(new NoiseCandidates { Noise = new UniformNoise([8], [9]) }) };
        Assert.Equal(expected, NoisyObjectiveTests.Gradient(new Bell(0.3, 1), new FlatValley { Inner = nothing, Samples = samples, Spread = 1, Slope = 0 }, samples)[0], 1e-12);
    }

    [Fact]
    public void A_sample_without_another_has_no_way() =>
        Assert.Equal([0.0, 0.0], Losses(new FlatValley { Inner = Nothing, Samples = [1, 2, 1, 2], Spread = 1, Slope = 1 }, [1, 2, 1, 2]));

    [Fact]
    public void The_low_volume_is_the_area_below_the_samples()
    {
        // E = |x|²/2, samples at radius r: what is as low is the disc, π r² of the square's 4. The grid of 100 × 100 jittered cells misses by its rim,
        // some 2πr · 50 cells each in doubt by half: a deviation of √150 / 2 of 10,000 cells; six of them are 0.004.
        double[] samples = [0.5, 0, 0, -0.5];
        LowVolume loss = new() { Inner = Nothing, Noise = Square with { IsStratified = true }, Count = 10_000, Weight = 2, Softness = 1e-6 };
        Assert.All(Losses(loss, samples), found => Assert.Equal(2 * Math.PI * 0.25 / 4, found, 0.008));
    }

    [Fact]
    public void Two_tables_of_points_and_two_descents_are_refused()
    {
        LowVolume volume = new() { Inner = new FlatValley { Inner = new MaximumLikelihood { Noise = Square }, Samples = [0, 0] }, Noise = Square };
        Assert.Contains("MaximumLikelihood draws points of its own", Assert.Throws<InvalidOperationException>(() => volume.Terms(new Bell(0, 1, 2))).Message, StringComparison.Ordinal);
        DescendedNegatives once = new() { From = new DrawnNegatives(new NoiseCandidates { Noise = Square }) };
        Assert.Throws<ArgumentException>(() => new DescendedNegatives { From = once });
    }

    [Fact]
    public void Candidates_at_a_distance_keep_it_and_fill_the_rest_evenly()
    {
        DistantCandidates candidates = new() { Noise = Square, From = [0, 0, 1, 1], LeastDistance = 0.5, Count = 5000 };
        double[][] points = [.. candidates.Draw([0, 0], 2, new Rng(3)).Chunk(2)];
        Assert.Equal(5000, points.Length);
        Assert.All(points, point => Assert.True((point[0] * point[0]) + (point[1] * point[1]) >= 0.25 && Math.Pow(point[0] - 1, 2) + Math.Pow(point[1] - 1, 2) >= 0.25));

        // The quadrant of (−, −) has 1 − π/16 of the area 4 − π/4 − π/16: 0.2668 of 5000, with a deviation of 0.0063.
        Assert.Equal((1 - (Math.PI / 16)) / (4 - (Math.PI / 4) - (Math.PI / 16)), points.Count(point => point[0] < 0 && point[1] < 0) / 5000.0, 0.03);
    }

    [Fact]
    public void Where_no_candidate_is_far_enough_it_is_said() =>
        Assert.Contains("smaller LeastDistance", Assert.Throws<InvalidOperationException>(() => new DistantCandidates { Noise = Square, From = [0, 0], LeastDistance = 2 }.Draw([0, 0], 2, new Rng(3))).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_descended_negatives_a_share_is_descended()
    {
        DrawnNegatives start = new(new NoiseCandidates { Noise = new UniformNoise([1], [3]) });
        DescendedNegatives descended = new() { From = start, Stepper = new GradientDescent { StepSize = 0.1 }, Steps = 10, Share = 0.3 };
        double[] samples = new double[4000], drawn = Negatives(start, samples), ended = Negatives(descended, samples);
        double rest = Math.Pow(0.9, 10);
        Assert.All(drawn.Zip(ended), pair => Assert.True(Math.Abs(pair.Second - pair.First) < 1e-12 || Math.Abs(pair.Second - (rest * pair.First)) < 1e-12));

        // A deviation of √(0.3 · 0.7 / 4000) = 0.0072.
        Assert.Equal(0.3, drawn.Zip(ended).Count(pair => pair.First != pair.Second) / 4000.0, 0.03);
    }

    private static double[] Negatives(Negatives negatives, double[] samples)
    {
        MarginRanking loss = new() { Negatives = negatives };
        Bell bell = new(0, 1);
        Computation<double> computation = Computation.Compile<double>(1, [loss.Terms(bell).Negatives!, Node.Point(1), .. bell.Parameters.Select(p => p.Node), .. loss.Settings.Select(p => p.Node)]);
        loss.Fill(computation, samples, 1, new Rng(5));
        computation.Set(bell.Parameters);
        computation.Run();
        return computation[0].ToArray();
    }

    private static double[] Losses(SampleObjective objective, double[] samples)
    {
        Bell bell = new(0, 1, 2);
        Computation<double> computation = Computation.Compile<double>(1, objective.Loss(bell) + (0 * Sum(Node.Point(2))));
        objective.Fill(computation, samples, 2, new Rng(5));
        computation.Set(bell.Parameters);
        computation.Run();
        return computation[0].ToArray();
    }
}
