using System.Text.Json.Nodes;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Spirals;

/// <summary>Likelihood on samples that fill no volume: the better the longer the steeper, without end; a margin to answers at a distance is content.</summary>
/// <remarks>
/// A law on a circle has no density in the plane, so −ln p of the samples falls without bound as the trench narrows: with σ as its width the
/// loss is ln σ + const, and nothing stops it. A margin m to wrong answers at least ε away is kept by slopes of about m/ε.
/// </remarks>
public sealed record GolfCourse : Experiment
{
    private const double Shown = 10;

    /// <summary>Steps of Adam.</summary>
    [Setting("steps of Adam, of one size", Minimum = 64, Maximum = 1_000_000)]
    public int Steps { get; init; } = 4000;

    /// <summary>Units in each of the two layers.</summary>
    [Setting("units in each of the two layers", Minimum = 1, Maximum = 4096)]
    public int Width { get; init; } = 48;

    /// <summary>Networks of each loss.</summary>
    [Setting("networks of each loss", Minimum = 1, Maximum = 100)]
    public int Seeds { get; init; } = 3;

    /// <inheritdoc/>
    public override string Name => "golf-course";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "On a circle without noise, likelihood drives slopes and weights up as long as it learns; a margin to answers at a distance stops.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Steps = 256, Width = 16, Seeds = 1 },
        ExperimentSize.Full => this with { Steps = 30_000, Seeds = 10 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        GolfLoss[] losses = Enum.GetValues<GolfLoss>();
        Dictionary<GolfLoss, GolfRun[]> runs = losses.ToDictionary(loss => loss, loss => Enumerable.Range(0, Seeds).Select(draw => GolfRun.Of(loss, Width, Steps, draw, context)).ToArray());
        SeedMean steep = Power(GolfLoss.Likelihood, look => look.Slope), heavy = Power(GolfLoss.Likelihood, look => look.Weights);
        SeedMean content = Power(GolfLoss.MarginAtDistance, look => look.Slope), light = Power(GolfLoss.MarginAtDistance, look => look.Weights);
        yield return AtLeast("likelihood-slope", "By likelihood the largest slope of the energy grows as a power of the steps: the power.", steep.Mean, context.Size == ExperimentSize.Smoke ? 0 : 0.3, Seeds, interval: steep.Interval);
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return AtLeast("likelihood-weights", "By likelihood the weights' norm grows as a power of the steps: the power.", heavy.Mean, 0.1, Seeds, interval: heavy.Interval);
            yield return AtMost("margin-slope", "By a margin to answers at a distance the largest slope is all but left as it is: the power.", content.Mean, 0.1, Seeds, interval: content.Interval);
            yield return AtMost("margin-weights", "By a margin to answers at a distance the weights' norm is all but left as it is: the power.", light.Mean, 0.03, Seeds, interval: light.Interval);
            yield return AtMost("margin-loss", "The margin to answers at a distance is kept in the end: the mean loss.", runs[GolfLoss.MarginAtDistance].Average(run => run.Looks[^1].Loss), 1e-3, Seeds);
            yield return AtLeast("near-margin-slope", "A margin to answers as near as one likes is never kept, and its largest slope grows too: the power.", Power(GolfLoss.MarginAnywhere, look => look.Slope).Mean, 0.3, Seeds, interval: Power(GolfLoss.MarginAnywhere, look => look.Slope).Interval);
            yield return AtLeast("apart", "At the end the largest slope by likelihood over that by a margin at a distance: the ratio of means.", runs[GolfLoss.Likelihood].Average(run => run.Looks[^1].Slope) / runs[GolfLoss.MarginAtDistance].Average(run => run.Looks[^1].Slope), 2, Seeds);
        }

        yield return new Pictured("growth", "Slopes and weights", GolfFigures.Growth(runs), "The largest slope of the energy, the norm of the weights, and the loss, against the steps of learning; all networks. A margin to answers that may be as near as one likes is not content either, but less eager than likelihood.");
        yield return new Pictured("trench", "Across the circle", GolfFigures.Trench(runs), "The energy along a ray, above its least, a quarter of the way through learning (dashed) and at the end (line).");
        yield return new Pictured("surfaces", "The landscapes", SpiralFigures.Beside([.. losses.Select(loss => (GolfRun.Words(loss), SpiralFigures.MapOf(runs[loss][0].Energies[^1], GolfRun.Half)))], [], _ => Shown), $"At the end of learning, the first network of each loss; one scale of heights, which level off at {Shown}: ten margins, or ten nats. Likelihood leaves level ground with a hole along the circle.");
        yield return new Tabulated("Growth", new Report.Listing(
            ["Loss", "Largest slope at the end", "Its power", "Norm of the weights at the end", "Its power", "Loss at the end"],
            [.. losses.Select(loss => (string[])
            [
                GolfRun.Words(loss),
                SeedMean.Of(runs[loss].Select(run => run.Looks[^1].Slope)).Text,
                Power(loss, look => look.Slope).Text,
                SeedMean.Of(runs[loss].Select(run => run.Looks[^1].Weights)).Text,
                Power(loss, look => look.Weights).Text,
                SeedMean.Of(runs[loss].Select(run => run.Looks[^1].Loss)).Text,
            ])])
        {
            Caption = "The power p of growth as stepsᵖ over the last seven eighths of the steps, by least squares of the logarithms.",
        });
        yield return new Noted("runs", new JsonObject(losses.Select(loss => new KeyValuePair<string, JsonNode?>(GolfRun.Words(loss), new JsonArray([.. runs[loss].Select(run => run.ToJson())])))));

        SeedMean Power(GolfLoss loss, Func<GolfLook, double> of) => SeedMean.Of(runs[loss].Select(run => run.Power(of)));
    }
}
