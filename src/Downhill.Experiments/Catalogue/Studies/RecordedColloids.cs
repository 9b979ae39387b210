using System.Text.Json.Nodes;
using Downhill.Experiments.Diagnostics;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>Beads in water, which diffuse freely: no landscape is to be found, and what spoils their steps is to be told.</summary>
public sealed record RecordedColloids : Experiment
{
    private const string File = "colloids_bulk_water/tracks.csv.gz";
    private const double Diffusion = 0.44;

    /// <summary>Fits to resamples.</summary>
    [Setting("fits to resampled tracks, for the error bars", Minimum = 2, Maximum = 1000)]
    public int Resamples { get; init; } = 10;

    /// <summary>The class of landscapes.</summary>
    [Setting("class of landscapes; auto: the one that predicts best what was left out while it was fitted")]
    public ModelClass Model { get; init; } = ModelClass.Auto;

    /// <summary>Steps of a fit.</summary>
    [Setting("steps of a fit, at most", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 300;

    /// <inheritdoc/>
    public override string Name => "colloids";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Of beads that diffuse in water no landscape is learned; their diffusion coefficient comes from long lags, and the correlation and the period of their steps are told.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [File];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Resamples = 2, Model = ModelClass.Radial, Steps = 5 },
        ExperimentSize.Full => this with { Resamples = 20, Steps = 3000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        LearnSettings settings = new()
        {
            Tracks = context.Recording(File),
            Track = "particle",
            Time = "frame",
            Dt = 0.0416667,
            Columns = ["x_um", "y_um"],
            Model = Model,
            Steps = Steps,
            Resamples = Resamples,
        };
        TrackSource source = TrackSource.Read(settings);
        return OfSteps(source, context).Concat(context.Size == ExperimentSize.Smoke ? [] : Landscape(source, settings, context));
    }

    private IEnumerable<Finding> OfSteps(TrackSource source, ExperimentContext context)
    {
        context.Tell("looking at the steps");
        StepDiagnostics steps = StepDiagnostics.Of(source.Tracks, source.Interval, null, context.Rng.Fork(91))!;
        Diagnostics.Diffusion slope = steps.Diffusion!;
        double doubled = 2 * slope.Value.Error;
        yield return Within("diffusion", $"D from the slope of the mean squared displacement at lags from {slope.FirstLag} to {slope.LastLag} frames.", slope.Value.Value, Diffusion, 0.05 * Diffusion, steps.Tracks, "µm²/s", (slope.Value.Value - doubled, slope.Value.Value + doubled));
        yield return AtLeast("first-lag", "The slope is taken from lags of at least eight frames.", slope.FirstLag, 8, unit: "frames");
        yield return AtLeast("correlated", "Steps are correlated over several frames.", steps.Correlation.Reach, 2, steps.Steps, "frames");
        yield return Within("period", "The variance of steps has a period.", steps.Period?.Found?.Frames ?? 0, 12, 0, steps.Steps, "frames");
        yield return AtMost("single-steps", "Single steps would give too small a coefficient.", steps.OfSingleSteps.Value, 0.75 * Diffusion, steps.Steps, "µm²/s");
        foreach ((string name, Figure figure, string caption) in StepFigures.All(steps))
        {
            yield return new Pictured(name, name.Replace('-', ' '), figure, caption);
        }

        foreach (Diagnostics.Finding finding in steps.Findings)
        {
            yield return new Said(new Verdict(finding.IsWarning ? Standing.Warn : Standing.Good, "Steps", finding.Text));
        }

        yield return new Noted("diffusion", new JsonObject { ["value"] = slope.Value.Value, ["standard_error"] = slope.Value.Error, ["single_steps"] = steps.OfSingleSteps.Value, ["correlation"] = new JsonArray([.. steps.Correlation.Lags.Select(lag => JsonValue.Create(lag.Value))]) });
    }

    private IEnumerable<Finding> Landscape(TrackSource source, LearnSettings settings, ExperimentContext context)
    {
        LearnResult result = Lessons.Of(source, settings, context);
        Candidate flat = result.Choice.Candidates.First(candidate => candidate.Name == ModelChoice.Flat);
        Candidate best = result.Choice.Best;
        (double gain, double error) = flat.Against(best);

        // By chance a useless landscape gains more than two standard errors in one of forty.
        yield return AtMost("flat", $"What {best.Name} gains over flat ground on tracks left out, in standard errors.", gain / error, 2, flat.Shares.Count(share => share > 0));
        yield return AtMost("unpredicted", "Of the changes of tracks kept aside the landscape explains no more than this share.", result.HeldOut.Skill, 0.005, result.Split.HeldOut.Count);
        yield return new Said(result.Choice.IsFlat
            ? new Verdict(Standing.Good, "Landscape", "None: on tracks left out no landscape predicts better than free diffusion does.")
            : new Verdict(Standing.Bad, "Landscape", $"{best.Name} predicts tracks left out better than free diffusion does."));
        double[] visited = LearnTracks.Visited(result.Split.Learn, 2), energies = Downhill.Landscape.Of(result.Model.Energy).Evaluate(visited).Energies;
        double flatness = Flatness(result, visited);

        // The r.m.s. over a place of errors whose r.m.s. is one.
        yield return AtMost("flat-within-errors", "The learned energy is flat within its error bars: its r.m.s. deviation from its mean over their r.m.s. standard error.", flatness, 2, result.Model.Members.Count);
        yield return new Pictured("landscape", "What was learned all the same", LandscapeFigures.All(new SeenLandscape(result)).First().Figure, $"The energy over the field of view, in µm²/s: from {Number.Format(Lessons.Quantile(energies, 0.05) - energies.Average(), 2)} to {Number.Format(Lessons.Quantile(energies, 0.95) - energies.Average(), 2)} about its mean at nine tenths of the points, at a temperature of {Number.Format(result.Model.Temperature ?? double.NaN, 3)}. Its r.m.s. deviation is {Number.Format(flatness, 2)} of its standard errors.");
        yield return new Noted("landscape", new JsonObject
        {
            ["model"] = best.Name,
            ["gain_over_flat"] = gain,
            ["gain_error"] = error,
            ["heldout_skill"] = result.HeldOut.Skill,
            ["temperature"] = result.Model.Temperature,
            ["flatness"] = flatness,
            ["energy_span"] = Lessons.Quantile(energies, 0.95) - Lessons.Quantile(energies, 0.05),
        });
    }

    // Both the landscape and those of the resamples without their means, as an energy is known up to a constant.
    private static double Flatness(LearnResult result, double[] visited)
    {
        double[] found = Centred(result.Model.Energy, visited);
        double[][] members = [.. result.Model.Members.Select(member => Centred(member, visited))];
        double errors = Enumerable.Range(0, found.Length).Sum(i => Math.Pow(Spread.Of(found[i], [.. members.Select(member => member[i])]).Error, 2));
        return Math.Sqrt(found.Sum(e => e * e) / errors);
    }

    private static double[] Centred(Energy energy, double[] points)
    {
        double[] energies = Downhill.Landscape.Of(energy).Evaluate(points).Energies;
        double mean = energies.Average();
        return [.. energies.Select(e => e - mean)];
    }
}
