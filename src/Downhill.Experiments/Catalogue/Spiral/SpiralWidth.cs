using System.Text.Json.Nodes;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Spirals;

/// <summary>How much of a spiral a network's landscape has, from 16 to 256 units a layer.</summary>
public sealed record SpiralWidth : Experiment
{
    /// <summary>Units in each of the three layers, ascending.</summary>
    [Setting("units in each of the three layers, ascending", Minimum = 1, Maximum = 4096)]
    public int[] Widths { get; init; } = [16, 32, 64, 128, 256];

    /// <summary>Networks of each width.</summary>
    [Setting("networks of each width: other samples, weights and batches", Minimum = 1, Maximum = 100)]
    public int Seeds { get; init; } = 3;

    /// <summary>Steps of Adam.</summary>
    [Setting("steps of Adam", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 2000;

    /// <summary>Points that descend.</summary>
    [Setting("points that descend, from anywhere in the square", Minimum = 10, Maximum = 1_000_000)]
    public int Starts { get; init; } = 1000;

    /// <inheritdoc/>
    public override string Name => "spiral-width";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "The energy of a spiral by a margin: how well networks of 16 to 256 units a layer resolve it, and where points that descend end.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Widths = [32], Seeds = 1, Steps = 150, Starts = 200 },
        ExperimentSize.Full => this with { Seeds = 10, Starts = 5000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Dictionary<int, SpiralTrial[]> trials = [];
        foreach (int width in Widths)
        {
            trials[width] = [.. Enumerable.Range(0, Seeds).Select(draw => SpiralTrial.Of(new() { Width = width, Steps = Steps }, draw, Starts, $"{width} units, network {draw + 1} of {Seeds}", context))];
            yield return AtLeast($"auc-{width}", $"At {width} units a layer a point of the square is higher than one of the spiral: the probability.", Mean(width, gauge => gauge.Auc).Mean, 0.5, Seeds, interval: Mean(width, gauge => gauge.Auc).Interval);
        }

        foreach (Claimed claim in Widths.Length < 2 ? [] : Rises(Mean))
        {
            yield return claim;
        }

        if (Widths[^1] >= 256)
        {
            SeedMean near = Mean(Widths[^1], gauge => gauge.Near);
            yield return AtLeast("ends", $"At {Widths[^1]} units the share of points from anywhere that end within 0.1 of the spiral.", near.Mean, 0.95, Seeds, interval: near.Interval);
        }

        SpiralTrial widest = trials[Widths[^1]][0];
        yield return new Pictured("surfaces", "The landscapes", SpiralFigures.Surfaces(Widths.Select(width => ($"{width} units a layer", trials[width][0].Energy))), "The learned energy as a landscape and as a map, the first network of each width. The dashed line is the spiral. Heights level off, and colours end, above the ground between the arms.");
        yield return new Pictured("descent", "Points that descend", SpiralFigures.Strip(widest.Frames), $"{Starts} points from anywhere in the square, descending the energy of {Widths[^1]} units: {SpiralTrial.Words}.");
        yield return new Pictured("measures", "What width gives", SpiralFigures.Measures(Widths, Mean), $"Means over {Seeds} networks with 95 % intervals.");
        yield return new Tabulated("Measures", SpiralFigures.Table("Units", [.. Widths.Select(width => ($"{width}", trials[width].Select(trial => trial.Gauge).ToArray()))]));
        yield return new Noted("widths", new JsonObject(trials.Select(pair => new KeyValuePair<string, JsonNode?>($"{pair.Key}", new JsonArray([.. pair.Value.Select(trial => trial.Gauge.ToJson())])))));

        SeedMean Mean(int width, Func<SpiralGauge, double> measure) => SeedMean.Of(trials[width].Select(trial => measure(trial.Gauge)));
    }

    private IEnumerable<Claimed> Rises(Func<int, Func<SpiralGauge, double>, SeedMean> mean)
    {
        foreach ((string id, string words, Func<SpiralGauge, double> measure) in new (string, string, Func<SpiralGauge, double>)[]
        {
            ("auc", "probability that a point of the square is higher than one of the spiral", gauge => gauge.Auc),
            ("contrast", "height of the middle between arms, in deviations along the spiral,", gauge => gauge.Contrast),
        })
        {
            int[] rising = [.. Widths.Where(width => width <= 128)];
            double[] steps = [.. rising.Zip(rising.Skip(1), (a, b) => mean(b, measure).Mean - mean(a, measure).Mean)];
            if (steps.Length > 0)
            {
                yield return AtLeast($"{id}-rises", $"The {words} rises from each width to the next, up to 128 units: the least rise.", steps.Min(), 0, Seeds);
            }

            if (Widths.Contains(128) && Widths.Contains(256))
            {
                // What two standard errors of the difference cannot tell from no fall.
                SeedMean before = mean(128, measure), after = mean(256, measure);
                double doubt = 2 * Math.Sqrt((before.Error * before.Error) + (after.Error * after.Error));
                yield return AtLeast($"{id}-stays", $"The {words} does not fall from 128 to 256 units: the rise, against twice its standard error.", after.Mean - before.Mean, -doubt, Seeds, interval: (after.Mean - before.Mean - doubt, after.Mean - before.Mean + doubt));
            }
        }
    }
}
