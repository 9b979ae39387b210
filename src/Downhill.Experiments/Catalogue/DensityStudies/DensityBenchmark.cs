using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Densities;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Studies;
using Downhill.Report;

namespace Downhill.Experiments.DensityStudies;

/// <summary>Eight known densities, learned from fixed samples by the best recipe there is here, and judged by the grid.</summary>
public sealed record DensityBenchmark : Experiment
{
    private const string Edged = "checkerboard";
    private const int Shown = 2500;

    /// <summary>Which densities.</summary>
    [Setting("which densities: swiss-roll, circles, rings, moons, eight-gaussians, pinwheel, two-spirals, checkerboard")]
    public string[] Densities { get; init; } = [.. KnownDensities.All.Select(known => known.Name)];

    /// <summary>Samples of each.</summary>
    [Setting("samples of each", Minimum = 100, Maximum = 10_000_000)]
    public int Samples { get; init; } = 100_000;

    /// <summary>Seeds; the median is claimed.</summary>
    [Setting("sets of samples and networks for each; the median is claimed", Minimum = 1, Maximum = 100)]
    public int Seeds { get; init; } = 1;

    /// <summary>The network's hidden layers.</summary>
    [Setting("widths of the network's hidden layers", Minimum = 1, Maximum = 4096)]
    public int[] Widths { get; init; } = [96, 96, 96];

    /// <summary>Steps of learning.</summary>
    [Setting("steps of learning", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 2500;

    /// <summary>How many times as many steps the density with edges is given.</summary>
    [Setting("how many times as many steps the checkerboard is given", Minimum = 1, Maximum = 100)]
    public double EdgedFactor { get; init; } = 1.5;

    /// <summary>Samples of a batch.</summary>
    [Setting("samples of a batch", Minimum = 1, Maximum = 1_000_000)]
    public int Batch { get; init; } = 1024;

    /// <summary>Points of the jittered grid.</summary>
    [Setting("points of the jittered grid that the normaliser is found by", Minimum = 16, Maximum = 1_000_000)]
    public int Points { get; init; } = 4096;

    /// <summary>The largest step size.</summary>
    [Setting("the largest step size", Above = 0, Maximum = 1)]
    public double StepSize { get; init; } = 0.01;

    /// <summary>What KL is claimed to stay below.</summary>
    [Setting("what KL(p||q) is claimed to stay below", Unit = "nat", Above = 0)]
    public double Bar { get; init; } = 0.01;

    /// <summary>The same where the density has edges.</summary>
    [Setting("the same for the checkerboard, which has edges", Unit = "nat", Above = 0)]
    public double EdgedBar { get; init; } = 0.05;

    /// <inheritdoc/>
    public override string Name => "density-benchmark";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "From 100,000 samples, eight known densities come back by maximum likelihood on a jittered grid: KL(p‖q) by exact quadrature is a hundredth of a nat or less, and a twentieth where the density has edges.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Densities = ["moons", "eight-gaussians"], Samples = 5000, Widths = [48, 48], Steps = 400, Batch = 256, Points = 1024, Bar = 0.5, EdgedBar = 1 },
        ExperimentSize.Full => this with { Seeds = 5 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<(string Name, LearnedDensity[] Learned)> all = [];
        foreach (string name in Densities)
        {
            Density truth = Known(name);
            Judge judge = new(truth) { Tolerance = 1e-6, Most = 512 };
            LearnedDensity[] learned = [.. Enumerable.Range(0, Seeds).Select(seed => LearnedDensity.Of(judge, truth, Recipe(name), Samples, Stream(context, name, seed), context, $"{name} {seed + 1}"))];
            all.Add((name, learned));
            LearnedDensity shown = Median(learned);
            double[] divergences = [.. learned.Select(one => one.Divergence)];
            double bar = name == Edged ? EdgedBar : Bar;
            yield return AtMost($"kl-{name}", $"{Title(name)}: KL(p‖q) by quadrature{(Seeds > 1 ? $", the median of {Seeds} sets of samples" : "")}.", shown.Divergence, bar, Seeds, "nat", (divergences.Min(), divergences.Worst()));
            yield return new Pictured(
                name,
                Title(name),
                DensityFigures.SideBySide("", truth, shown.Judgement.Learned, truth.Draw(Stream(context, name, 0).Fork(0), Shown), shown.Draw(Shown, Stream(context, name, 0).Fork(7))),
                $"Above: the true density and the learned one on the same scale. Below: some of the samples, and as many draws of the learned density. KL(p‖q) is {Number.Format(shown.Divergence, 2)} nats.");
        }

        yield return new Tabulated("How far from the truth", Table(all));
        yield return new Noted("densities", new JsonObject(all.Select(one => new KeyValuePair<string, JsonNode?>(one.Name, new JsonArray([.. one.Learned.Select(learned => learned.ToJson())])))));
    }

    private DensityRecipe Recipe(string name)
    {
        int steps = (int)(Steps * (name == Edged ? EdgedFactor : 1));
        return DensityRecipe.Likelihood(Points) with { Widths = Widths, Schedule = DensityRecipe.Lasting(steps) with { BatchSize = Batch, StepSize = StepSize } };
    }

    private static Density Known(string name) => KnownDensities.All.Any(known => known.Name == name) ? KnownDensities.Named(name)
        : throw new SettingException($"densities: found '{name}', expected some of {string.Join(", ", KnownDensities.All.Select(known => known.Name))}");

    // By its place in the catalogue, so that a density is the same whichever others are asked for.
    private static Rng Stream(ExperimentContext context, string name, int seed) => context.Rng.Fork(KnownDensities.All.ToList().FindIndex(known => known.Name == name)).Fork(seed);

    private static LearnedDensity Median(LearnedDensity[] learned) => learned.OrderBy(one => one.Divergence).ElementAt((learned.Length - 1) / 2);

    private static string Title(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ');

    private static Report.Listing Table(List<(string Name, LearnedDensity[] Learned)> all) => new(
        ["Density", "KL(p‖q), median", "all seeds", "of it for mass beyond the box", "its quadrature error", "KL(q‖p)", "total variation", "score error", "−ln q of fresh samples", "entropy: the least possible", "seconds"],
        [.. all.Select(one => (Learned: Median(one.Learned), one.Name, All: one.Learned)).Select(one => (string[])
        [
            one.Name,
            Number.Format(one.Learned.Divergence, 3),
            string.Join(", ", one.All.Select(each => Number.Format(each.Divergence, 2))),
            Number.Format(one.Learned.Beyond, 2),
            Number.Format(one.Learned.Judgement.Divergence.Error, 1),
            one.Learned.Judgement.ReverseDivergence is { } reverse ? Number.Format(reverse.Value, 3) : "infinite beyond edges",
            Number.Format(one.Learned.Judgement.TotalVariation.Value, 3),
            Number.Format(one.Learned.Judgement.ScoreError.Value, 3),
            Number.WithError(one.Learned.Likelihood.NegativeLogLikelihood, one.Learned.Likelihood.StandardError),
            Number.Format(one.Learned.Judgement.Entropy.Value, 5),
            Number.Format(one.Learned.Seconds, 3),
        ])])
    { Caption = "All in nats but the total variation, a share, and the score error, per squared unit. KL(p‖q) is that of the law on a box twice as wide as the density's own; the others are on its own.", Numbers = [1, 3, 4, 6, 7, 8, 9, 10] };
}
