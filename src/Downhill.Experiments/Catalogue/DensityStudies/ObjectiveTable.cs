using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Densities;
using Downhill.Energies;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.DensityStudies;

/// <summary>Every objective on the same samples, networks and steps: what it recovers, and for how many seconds.</summary>
/// <remarks>
/// <c>uneven-pair</c> is two round Gaussians of deviation ½ at (±2.5, 0), of weights ¾ and ¼: between them there are next to no samples, so an objective
/// that sees slopes only cannot know the weights.
/// </remarks>
public sealed record ObjectiveTable : Experiment
{
    private const string Uneven = "uneven-pair", Best = "likelihood", Edged = "checkerboard";
    private const double Recovered = 0.1, Ordered = 0.9;

    /// <summary>Which objectives.</summary>
    [Setting("which objectives")]
    public string[] Objectives { get; init; } = [.. Contender.All.Select(one => one.Name)];

    /// <summary>Which densities.</summary>
    [Setting("which densities: uneven-pair, or one of density-benchmark")]
    public string[] Densities { get; init; } = [Uneven, "moons", "checkerboard"];

    /// <summary>Samples of each.</summary>
    [Setting("samples of each", Minimum = 100, Maximum = 10_000_000)]
    public int Samples { get; init; } = 100_000;

    /// <summary>The network's hidden layers.</summary>
    [Setting("widths of the network's hidden layers", Minimum = 1, Maximum = 4096)]
    public int[] Widths { get; init; } = [64, 64];

    /// <summary>Steps of learning.</summary>
    [Setting("steps of learning", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 2000;

    /// <summary>Samples of a batch.</summary>
    [Setting("samples of a batch", Minimum = 2, Maximum = 1_000_000)]
    public int Batch { get; init; } = 512;

    /// <inheritdoc/>
    public override string Name => "objective-table";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "Every objective on the same samples with the same network and steps: likelihood and noise contrast find the density, objectives of slopes all of it but the weights of modes far apart, margins only where samples are, and the energy loss nothing.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Objectives = [Best, "denoising", "margin"], Densities = [Uneven], Samples = 2000, Widths = [32, 32], Steps = 400, Batch = 128 },
        ExperimentSize.Full => this with { Densities = [Uneven, .. KnownDensities.All.Select(known => known.Name)], Widths = [64, 64, 64], Steps = 3000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<Entry> all = [];
        for (int density = 0; density < Densities.Length; density++)
        {
            foreach (Contender contender in Objectives.Select(Contender.Named))
            {
                all.Add(Learn(contender, Densities[density], context, context.Rng.Fork(density)));
            }
        }

        foreach (Finding claim in Claims(all))
        {
            yield return claim;
        }

        foreach (string density in Densities)
        {
            Entry[] entries = [.. all.Where(entry => entry.Density == density)];
            yield return new Pictured($"divergence-{density}", $"How far from {density.Replace('-', ' ')}", Picture(entries), "KL(p‖q) of exp(−E) from the true density, by quadrature, for each objective; one that failed for good has none.");
            yield return new Tabulated("What each objective recovers", Table(density, entries));
        }

        yield return new Noted("objectives", new JsonArray([.. all.Select(entry => entry.ToJson())]));
    }

    private IEnumerable<Finding> Claims(List<Entry> all)
    {
        foreach (Entry entry in all.Where(entry => entry.Contender.Name == Best))
        {
            yield return AtMost($"likelihood-{entry.Density}", $"{entry.Density}: KL(p‖q) of what likelihood learns in this budget.", entry.Divergence, Samples < 10_000 ? 0.5 : entry.Density == Edged ? 0.35 : 0.05, 1, "nat");
        }

        Entry[] slopes = [.. all.Where(entry => entry.Density == Uneven && entry.Contender.Kind == Aim.Slope && double.IsFinite(entry.Divergence))];
        Entry? best = all.Find(entry => entry.Density == Uneven && entry.Contender.Name == Best);
        if (slopes.Length > 0 && best is not null)
        {
            yield return AtLeast("slopes-miss-weights", "Two modes of weights ¾ and ¼ far apart: the median KL(p‖q) of objectives that see slopes only, over that of likelihood.", Middle([.. slopes.Select(entry => entry.Divergence)]) / best.Divergence, Samples < 10_000 ? 0.1 : 2, slopes.Length);
        }

        Entry[] order = [.. all.Where(entry => entry.Contender.Kind is Aim.Order && entry.Learned is not null)];
        if (order.Length > 0)
        {
            yield return AtLeast("pairs-rank", "Pair losses: how often a uniform point lies higher than a sample, the median over objectives and densities.", Middle([.. order.Select(entry => entry.Learned!.Ranking)]), 0.8, order.Length);
        }
    }

    private Entry Learn(Contender contender, string density, ExperimentContext context, Rng rng)
    {
        Density truth = density == Uneven ? new MixtureDensity(Gaussian.Isotropic(0.75, [-2.5, 0], 0.5), Gaussian.Isotropic(0.25, [2.5, 0], 0.5)) : KnownDensities.Named(density);
        DensityRecipe recipe = new() { Objective = contender.Objective, Widths = Widths, Schedule = DensityRecipe.Lasting(Steps) with { BatchSize = Batch, StepSize = 0.006 } };
        Judge judge = new(truth) { Tolerance = 1e-5, Most = 256 };
        try
        {
            return new(contender, density, LearnedDensity.Of(judge, truth, recipe, Samples, rng, context, $"{density}, {contender.Name}"), "");
        }
        catch (ArithmeticException exception)
        {
            return new(contender, density, null, exception.Message);
        }
    }

    private static double Middle(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static Figure Picture(Entry[] entries)
    {
        Entry[] known = [.. entries.Where(entry => double.IsFinite(entry.Divergence))];
        return new Figure("")
        {
            Width = 720,
            Height = 90 + (24 * Math.Max(1, known.Length)),
            Description = "KL of each objective",
            Panels = [new Panel { XLabel = "KL(p‖q) (nat)", XScale = Scale.Log, Legend = Legend.None, Marks = [new Bars([.. known.Select(entry => entry.Contender.Name)], [.. known.Select(entry => Math.Max(1e-6, entry.Divergence))]) { Horizontal = true }] }],
        };
    }

    private static Report.Listing Table(string density, Entry[] entries) => new(
        ["Objective", "recovers", "KL(p‖q)", "total variation", "score error", "uniform points above samples", "seconds", "aims at"],
        [.. entries.Select(entry => (string[])
        [
            entry.Contender.Name,
            Verdict(entry),
            entry.Learned is null ? "" : Number.Format(entry.Divergence, 3),
            entry.Learned is null ? "" : Number.Format(entry.Learned.Judgement.TotalVariation.Value, 3),
            entry.Learned is null ? "" : Number.Format(entry.Learned.Judgement.ScoreError.Value, 3),
            entry.Learned is null ? "" : Number.Format(100 * entry.Learned.Ranking, 3) + " %",
            entry.Learned is null ? "" : Number.Format(entry.Learned.Seconds, 2),
            Words(entry.Contender.Kind),
        ])])
    { Caption = density.Replace('-', ' '), Numbers = [2, 3, 4, 5, 6] };

    private static string Verdict(Entry entry) => entry.Learned is not { } learned ? $"nothing: {entry.Failure}"
        : entry.Divergence <= Recovered ? "the density"
        : learned.Ranking >= Ordered ? "where samples are"
        : "little";

    private static string Words(Aim aim) => aim switch
    {
        Aim.Density => "the density",
        Aim.Slope => "its slope at samples",
        Aim.Order => "low at samples",
        Aim.Collapse => "collapses",
    };

    private sealed record Entry(Contender Contender, string Density, LearnedDensity? Learned, string Failure)
    {
        internal double Divergence => Learned?.Divergence ?? double.NaN;

        internal JsonObject ToJson()
        {
            JsonObject json = new() { ["objective"] = Contender.Name, ["density"] = Density, ["failure"] = Failure.Length == 0 ? null : Failure };
            foreach ((string key, JsonNode? value) in Learned?.ToJson() ?? [])
            {
                json.Add(key, value?.DeepClone());
            }

            return json;
        }
    }
}
