using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Tests.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Training;

/// <summary>Wrong answers that are kept with their loss.</summary>
public sealed class PrioritisedPairsTests
{
    private const int Count = 20, Batch = 40, Batches = 500;

    private static readonly PrioritisedNegatives Rule = new() { Noise = new UniformNoise([-3], [3]), Capacity = Count, FreshShare = 0, Exponent = 0.7, Correction = 1, Floor = 0.05 };

    [Fact]
    public void Pairs_are_drawn_in_proportion_to_the_power_of_their_priority()
    {
        PrioritisedPairs pairs = Uneven(Rule);
        double[] shares = [.. pairs.Priorities.Select(p => Math.Pow(p, 0.7))];
        int[] drawn = new int[Count];
        double[] points = [.. Drawn(pairs).SelectMany(batch => batch.Points)], kept = All();
        foreach (double point in points)
        {
            drawn[Array.IndexOf(kept, point)]++;
        }

        // χ² with 19 degrees of freedom is above 50.8 with a probability of 1e-4; draws that take all alike, or follow α = 1, are far above.
        Assert.InRange(Misfit(shares), 0, 50.8);
        Assert.True(Misfit([.. shares.Select(_ => 1.0)]) > 500);
        Assert.True(Misfit(pairs.Priorities) > 200);

        double Misfit(double[] law) => drawn.Zip(law, (n, share) => (n, Expected: points.Length * share / law.Sum())).Sum(cell => Math.Pow(cell.n - cell.Expected, 2) / cell.Expected);
    }

    [Fact]
    public void Weights_make_the_mean_over_what_is_drawn_that_over_all_that_are_kept()
    {
        double truth = Enumerable.Range(0, Count).Average(Loss);
        (double corrected, double error) = Mean(Rule);
        Assert.InRange((corrected - truth) / error, -4.5, 4.5);

        // Without them it is that of a law that prefers large losses.
        (double biased, double spread) = Mean(Rule with { Correction = 0 });
        Assert.True((biased - truth) / spread > 20, $"{biased} ± {spread}");
    }

    [Fact]
    public void A_wrong_answer_stays_with_its_sample()
    {
        PrioritisedPairs pairs = new(Rule, 1, 1000, Batch, new Rng(7));
        Assert.InRange(Drawn(pairs, 200).SelectMany(batch => batch.Samples.Zip(batch.Points)).Distinct().Count(), 2, Batch);
    }

    [Fact]
    public void New_pairs_take_the_places_of_the_oldest()
    {
        // A quarter of 40 rows, ten a batch: after 20 batches 200 ± 12 places of 100 were taken anew, so none is left of the first.
        PrioritisedPairs pairs = new(Rule with { FreshShare = 0.25, Capacity = 100 }, 1, 1000, Batch, new Rng(7));
        (int, double)[] first = [.. Drawn(pairs, 1).SelectMany(Rows)], last = [.. Drawn(pairs, 25).ToArray()[20..].SelectMany(Rows)];
        Assert.Empty(first.Intersect(last));

        static IEnumerable<(int, double)> Rows((int[] Samples, double[] Points, double[] Weights) batch) => batch.Samples.Zip(batch.Points);
    }

    [Fact]
    public void The_loss_of_a_pair_is_weighted()
    {
        MarginRanking loss = new() { Negatives = Rule };
        Bell bell = new(0, 1);
        Computation<double> computation = Computation.Compile<double>(1, [loss.Loss(bell), .. bell.Parameters.Select(p => p.Node)]);
        loss.Fill(computation, [0.5, 0.5], 1, new Rng(3));
        computation.Set(bell.Parameters);
        computation.Set("kept", [1, 0.2]);
        computation.Set("kept_weight", [1, 3]);
        computation.Run();
        Assert.Equal([1 + 0.125 - 0.5, 3 * (1 + 0.125 - 0.02)], [Math.Round(computation[0][0], 12), Math.Round(computation[0][1], 12)]);
    }

    [Fact]
    public void A_margin_learns_from_kept_pairs()
    {
        // Samples at −1 and 1: low there, a margin higher between and beside them, where there is a wrong answer in one of six.
        double[] samples = [.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? -1.0 : 1)];
        Schedule schedule = new() { Steps = 500, BatchSize = 64, StepSize = 0.01, ValidateEvery = 100, Patience = int.MaxValue };
        MarginRanking loss = new() { Negatives = Rule with { Capacity = 1000, FreshShare = 0.25, Correction = 0.4 } };
        Landscape learned = Landscape.Of(new SampleTrainer<float>(new Mlp(1, [16, 16], new Rng(3)), loss, new(samples, 1), new([], 1), schedule, new Rng(4), 1).Learn());
        double[] energies = learned.Evaluate([-1, 1, 0, -2, 2]).Energies;
        Assert.All(energies[2..], high => Assert.True(high - energies[..2].Max() > 0.5, string.Join(' ', energies)));
    }

    private static double Loss(int pair) => pair % 4 == 0 ? 0 : 0.1 * pair;

    /// <summary>Pairs whose priorities are those of the losses, learned from batches as a trainer does.</summary>
    private static PrioritisedPairs Uneven(PrioritisedNegatives rule)
    {
        PrioritisedPairs pairs = new(rule with { Capacity = Count }, 1, 1000, 1, new Rng(7));
        double[] kept = All();
        for (int i = 0; i < 4000; i++)
        {
            pairs.Return([Loss(Array.IndexOf(kept, pairs.Take(new Rng(8).Fork(i)).Points[0]))]);
        }

        Assert.Equal([.. Enumerable.Range(0, Count).Select(i => Loss(i) + 0.05)], pairs.Priorities);
        return pairs;
    }

    private static double[] All() => Rule.Noise.Draw(Count, new Rng(7).Fork(0));

    private static (double Mean, double Error) Mean(PrioritisedNegatives rule)
    {
        double[] kept = All(), found = [.. Drawn(Uneven(rule)).SelectMany(batch => batch.Points.Zip(batch.Weights, (point, weight) => weight * Loss(Array.IndexOf(kept, point))))];
        double mean = found.Average();
        return (mean, Math.Sqrt(found.Average(x => (x - mean) * (x - mean)) / found.Length));
    }

    private static IEnumerable<(int[] Samples, double[] Points, double[] Weights)> Drawn(PrioritisedPairs pairs, int batches = Batches * Batch) =>
        Enumerable.Range(0, batches).Select(i => pairs.Take(new Rng(9).Fork(i)));
}
