using System.Diagnostics;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Densities;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Training;

namespace Downhill.Experiments.DensityStudies;

/// <summary>A known density, learned once from a fixed set of its samples and judged exactly.</summary>
internal sealed record LearnedDensity
{
    private const double Withheld = 0.05;
    private const int Tested = 20_000, Ranked = 4000;

    /// <summary>What was learned.</summary>
    internal required Energy Energy { get; init; }

    /// <summary>How far it is from the truth.</summary>
    internal required Judgement Judgement { get; init; }

    /// <summary>How likely fresh samples are under it.</summary>
    internal required Likelihood Likelihood { get; init; }

    /// <summary>How often a uniform point of the box has a higher energy than a sample: 1 where the landscape tells them apart.</summary>
    internal required double Ranking { get; init; }

    /// <summary>Seconds of learning, without judging.</summary>
    internal required double Seconds { get; init; }

    /// <summary>What learning came back from.</summary>
    internal required IReadOnlyList<Recovery> Recoveries { get; init; }

    /// <summary>ln Z of a box twice as wide less that of the judge's, in nats: what the law has beyond the box adds this to KL(p‖q).</summary>
    internal required double Beyond { get; init; }

    /// <summary>KL(p‖q), the law normalised on the box twice as wide.</summary>
    internal double Divergence => Judgement.Divergence.Value + Beyond;

    /// <summary>Learns and judges.</summary>
    /// <param name="judge">The judge of the density.</param>
    /// <param name="truth">The density.</param>
    /// <param name="recipe">How to learn.</param>
    /// <param name="samples">How many samples there are.</param>
    /// <param name="rng">The random numbers.</param>
    /// <param name="context">Threads, whom to tell, when to stop.</param>
    /// <param name="name">What is told.</param>
    /// <exception cref="ArithmeticException">Learning failed for good.</exception>
    internal static LearnedDensity Of(Judge judge, Density truth, DensityRecipe recipe, int samples, Rng rng, ExperimentContext context, string name)
    {
        double[] data = truth.Draw(rng.Fork(0), samples);
        Units units = Units.Of(data, truth.Dimension);
        (Samples learned, Samples withheld) = new Samples(units.ToUnits(data), truth.Dimension).Split(Withheld, rng.Fork(1));
        Stopwatch clock = Stopwatch.StartNew();
        SampleTrainer<float> trainer = recipe.Trainer(learned, withheld, rng.Fork(2), context.Threads);
        foreach (SampleProgress step in trainer.Run())
        {
            context.Stop.ThrowIfCancellationRequested();
            context.Tell($"{name}: step {step.Step} of {recipe.Schedule.Steps}, loss {step.Loss:F4}");
        }

        double seconds = clock.Elapsed.TotalSeconds;
        Energy energy = recipe.In(units, trainer.Energy.Parameters);
        Judgement judgement = judge.Of(energy);
        return new()
        {
            Energy = energy,
            Judgement = judgement,
            Likelihood = judge.LikelihoodOf(judgement, truth.Draw(rng.Fork(3), Tested)),
            Beyond = GridMeasure.Of(energy, Doubled(judge.Box), 1e-5, 512).LogNormaliser.Value - judgement.Learned.LogNormaliser.Value,
            Ranking = Rank(energy, truth.Draw(rng.Fork(4), Ranked), judge.Box, rng.Fork(5)),
            Seconds = seconds,
            Recoveries = trainer.Recoveries,
        };
    }

    /// <summary>Points of the learned law: cells of its grid by their heights, and uniform within a cell.</summary>
    internal double[] Draw(int count, Rng rng)
    {
        GridMeasure grid = GridMeasure.Of(Energy, Judgement.Learned.Box, 1e-3, 256);
        int d = Energy.Dimension;
        double[] heights = grid.Heights, sums = new double[heights.Length], points = new double[count * d];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = sum += heights[i];
        }

        for (int k = 0; k < count; k++)
        {
            int found = Array.BinarySearch(sums, sum * rng.Uniform(k));
            int row = Math.Min(found < 0 ? ~found : found, sums.Length - 1);
            for (int i = 0; i < d; i++)
            {
                double cell = (grid.Box.High[i] - grid.Box.Low[i]) / grid.Intervals;
                points[(k * d) + i] = grid.Points[(row * d) + i] + (cell * (rng.Fork(1).Uniform((k * d) + i) - 0.5));
            }
        }

        return points;
    }

    internal JsonObject ToJson() => new()
    {
        ["divergence"] = LearnSummary.Quantity(Divergence, Judgement.Divergence.Error, null, "nat"),
        ["beyond_the_box"] = LearnSummary.Number(Beyond),
        ["reverse_divergence"] = Judgement.ReverseDivergence is { } reverse ? LearnSummary.Number(reverse.Value) : null,
        ["total_variation"] = LearnSummary.Number(Judgement.TotalVariation.Value),
        ["score_error"] = LearnSummary.Number(Judgement.ScoreError.Value),
        ["negative_log_likelihood"] = LearnSummary.Quantity(Likelihood.NegativeLogLikelihood, Likelihood.StandardError, null, "nat"),
        ["entropy"] = LearnSummary.Number(Judgement.Entropy.Value),
        ["ranking"] = LearnSummary.Number(Ranking),
        ["recoveries"] = Recoveries.Count,
        ["learning_seconds"] = Seconds,
    };

    private static Box Doubled(Box box) =>
        new([.. box.Low.Zip(box.High, (low, high) => low - ((high - low) / 2))], [.. box.Low.Zip(box.High, (low, high) => high + ((high - low) / 2))]);

    private static double Rank(Energy energy, double[] samples, Box box, Rng rng)
    {
        int d = energy.Dimension;
        double[] uniform = new double[samples.Length];
        for (int at = 0; at < uniform.Length; at++)
        {
            uniform[at] = box.Low[at % d] + ((box.High[at % d] - box.Low[at % d]) * rng.Uniform(at));
        }

        double[] low = [.. Landscape.Of(energy).Evaluate(samples).Energies.Order()], high = Landscape.Of(energy).Evaluate(uniform).Energies;
        return high.Average(e => Below(low, e) / (double)low.Length);
    }

    private static int Below(double[] sorted, double value) => Array.BinarySearch(sorted, value) is var found && found < 0 ? ~found : found;
}
