using System.Text.Json.Nodes;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Spirals;

/// <summary>A valley through samples that is level along its floor: what a margin alone leaves uneven, and what mends it.</summary>
public sealed record SpiralFlat : Experiment
{
    /// <summary>Units in each of the three layers.</summary>
    [Setting("units in each of the three layers", Minimum = 1, Maximum = 4096)]
    public int Width { get; init; } = 128;

    /// <summary>Networks of each kind.</summary>
    [Setting("networks of each kind: other samples, weights and batches", Minimum = 1, Maximum = 100)]
    public int Seeds { get; init; } = 3;

    /// <summary>Steps of Adam.</summary>
    [Setting("steps of Adam", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 1500;

    /// <summary>Points that descend.</summary>
    [Setting("points that descend, from anywhere in the square", Minimum = 10, Maximum = 1_000_000)]
    public int Starts { get; init; } = 1000;

    /// <summary>The weight of the spread of energies.</summary>
    [Setting("weight of the squared spread of the samples' energies", Minimum = 0)]
    public double Spread { get; init; } = 10;

    /// <summary>The weight of the slope along the valley.</summary>
    [Setting("weight of the squared slope along the valley", Minimum = 0)]
    public double Slope { get; init; } = 1;

    /// <summary>The weight of the volume of low energy.</summary>
    [Setting("weight of the volume of low energy", Above = 0)]
    public double Volume { get; init; } = 2;

    /// <inheritdoc/>
    public override string Name => "spiral-flat";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "A margin leaves dips along a spiral's valley, into which descents run together; asking for one energy and no slope along it makes the valley level.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Width = 32, Seeds = 1, Steps = 150, Starts = 100 },
        ExperimentSize.Full => this with { Width = 256, Seeds = 10, Steps = 2000, Starts = 5000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        SpiralLesson alone = new() { Width = Width, Steps = Steps, Descended = 0 };
        (string Words, SpiralTrial[] Trials)[] kinds =
        [
            .. new (string Words, SpiralLesson Lesson)[]
            {
                ("margin alone", alone with { Descended = 0.5 }),
                ("level valley", alone with { Descended = 0.5, Spread = Spread, Slope = Slope }),
                ("margin alone, wrong answers from anywhere", alone),
                ("level valley, wrong answers from anywhere", alone with { Spread = Spread, Slope = Slope }),
                ("no margin", alone with { HasMargin = false }),
                ("no margin, low volume", alone with { HasMargin = false, Volume = Volume }),
            }.Select(kind => (kind.Words, Enumerable.Range(0, Seeds).Select(draw => SpiralTrial.Of(kind.Lesson, draw, Starts, $"{kind.Words}, network {draw + 1} of {Seeds}", context)).ToArray())),
        ];
        SpiralTrial[] before = kinds[0].Trials, level = kinds[1].Trials, flat = kinds[4].Trials, small = kinds[5].Trials;
        yield return AtLeast("flatness", "How many times smaller the deviation of the energy along the spiral is, over the valley's depth, than by a margin alone: the ratio of means.", Ratio(before, level, gauge => gauge.Flatness), context.Size == ExperimentSize.Smoke ? 1 : 3, Seeds);
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return AtLeast("unevenness", "How many times more evenly than by a margin alone descents end along the spiral: the ratio of means of χ².", Ratio(before, level, gauge => gauge.Unevenness), 3, Seeds);
            yield return AtLeast("chamfer", "How many times nearer to the whole of the spiral the ends are than by a margin alone: the ratio of the mean distances, both ways. So many ends are some 0.02 from it at best.", Ratio(before, level, gauge => gauge.Chamfer), 1.5, Seeds);
            yield return AtLeast("volume", "Without a margin, how many times smaller a share of the square lies below the spiral's 95 % quantile where the volume of low energy is a regulariser: the ratio of means.", Ratio(flat, small, gauge => gauge.LowVolume), 3, Seeds);
            yield return AtLeast("volume-auc", "With no margin but the volume of low energy against collapse, a point of the square is higher than one of the spiral: the probability.", small.Average(trial => trial.Gauge.Auc), 0.95, Seeds);
        }

        yield return new Pictured("surfaces", "The landscapes", SpiralFigures.Surfaces([("margin alone", before[0].Energy), ("level valley", level[0].Energy)]), "Two learned energies as landscapes and as maps. Heights level off, and colours end, above the ground between the arms.");
        yield return new Pictured("floor", "Along the floor", SpiralFigures.Floor([.. kinds.Take(2).Select(kind => (kind.Words, kind.Trials[0].Energy))]), "The energy along the spiral, in units of the valley's depth, from the inner end to the outer; the first network of each kind.");
        yield return new Pictured("descent-margin", "Points that descend, margin alone", SpiralFigures.Strip(before[0].Frames), $"They come down to the spiral and go on along it, into the dips: {SpiralTrial.Words}.");
        yield return new Pictured("descent-level", "Points that descend, level valley", SpiralFigures.Strip(level[0].Frames), "They come down to the spiral and stay where they meet it.");
        yield return new Tabulated("Measures", SpiralFigures.Table("Learned by", [.. kinds.Select(kind => (kind.Words, kind.Trials.Select(trial => trial.Gauge).ToArray()))]));
        yield return new Noted("kinds", new JsonObject(kinds.Select(kind => new KeyValuePair<string, JsonNode?>(kind.Words, new JsonArray([.. kind.Trials.Select(trial => trial.Gauge.ToJson())])))));
    }

    private static double Ratio(SpiralTrial[] before, SpiralTrial[] after, Func<SpiralGauge, double> measure) => before.Average(trial => measure(trial.Gauge)) / after.Average(trial => measure(trial.Gauge));
}
