using System.Text.Json.Nodes;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>Noisy tracks in three stiff wells: how near learning comes to the bound of Cramér and Rao, and whether its error bars hold.</summary>
public sealed record ThreeStiffWells : Experiment
{
    /// <summary>Tracks.</summary>
    [Setting("tracks; every fifth is kept aside", Minimum = 10, Maximum = 100_000)]
    public int Tracks { get; init; } = 60;

    /// <summary>Frames of a track.</summary>
    [Setting("frames of a track", Minimum = 10, Maximum = 1_000_000)]
    public int Frames { get; init; } = 800;

    /// <summary>Landscapes drawn at random.</summary>
    [Setting("landscapes of this kind drawn at random, besides the example", Minimum = 0, Maximum = 1000)]
    public int Landscapes { get; init; } = 2;

    /// <summary>Simulated sets for the coverage of bands.</summary>
    [Setting("simulated sets over which the bands' coverage is counted", Minimum = 0, Maximum = 10_000)]
    public int Sets { get; init; } = 6;

    /// <summary>Tracks of such a set.</summary>
    [Setting("tracks of such a set", Minimum = 10, Maximum = 100_000)]
    public int SetTracks { get; init; } = 15;

    /// <summary>Fits to resamples.</summary>
    [Setting("fits to resampled tracks, for the bands", Minimum = 2, Maximum = 1000)]
    public int Resamples { get; init; } = 10;

    /// <summary>The class of landscapes.</summary>
    [Setting("class of landscapes; auto: the one that predicts best what was left out while it was fitted")]
    public ModelClass Model { get; init; } = ModelClass.Auto;

    /// <summary>The class of landscapes for those drawn at random and for the bands.</summary>
    [Setting("class of landscapes for those drawn at random and for the bands")]
    public ModelClass OthersModel { get; init; } = ModelClass.Radial;

    /// <summary>Steps of a fit.</summary>
    [Setting("steps of a fit, at most", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 3000;

    /// <inheritdoc/>
    public override string Name => "three-wells";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "From 48,000 noisy frames in three stiff wells the force is known to twice the bound of Cramér and Rao, better than by a ridge fit, the temperature to two per cent, and the error bars hold.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Tracks = 10, Frames = 80, Landscapes = 0, Sets = 0, Resamples = 2, Model = ModelClass.Radial, Steps = 20 },
        ExperimentSize.Full => this with { Landscapes = 20, Sets = 100, SetTracks = 60, Resamples = 20, OthersModel = ModelClass.Auto },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return OfExample(context).Concat(Landscapes > 0 ? OfOthers(context) : []).Concat(Sets > 0 ? OfBands(context) : []);
    }

    private IEnumerable<Finding> OfExample(ExperimentContext context)
    {
        WellTrial trial = WellTrial.Of(Wells.Example, "the example", Tracks, Frames, context.Rng.Fork(71), Settings(Model), context);
        int frames = trial.Result.Recorded.Sum(track => track.Frames);
        if (context.Size == ExperimentSize.Smoke)
        {
            yield return AtMost("bound", "The error of the force over the bound of Cramér and Rao, from few frames.", trial.Ratio, 4, frames);
        }
        else
        {
            double temperature = trial.Result.Model.Temperature!.Value, error = trial.Result.TemperatureError!.Value;
            yield return AtMost("bound", "The r.m.s. error of the force over visited points is at most twice the bound of Cramér and Rao for the true form and all frames.", trial.Ratio, 2, frames);
            yield return AtMost("ridge", "It is below that of a ridge fit of bumps tuned by cross-validation over tracks: over it.", trial.Error / trial.BaselineError, 1, frames);
            yield return Within("temperature", "The temperature.", temperature, Wells.Temperature, 0.02, frames, interval: (temperature - (2 * error), temperature + (2 * error)));
        }

        yield return new Noted("example", trial.ToJson());
        yield return new Pictured("maps", "The example", WellFigures.Maps(trial), $"Where tracks went: the true landscape, the learned one ({trial.Result.Choice.Best.Name}) with its minima, learned − true, whose mean is taken off, and the error of the force over |∇E| and the r.m.s. force. T = 1. The force is off by {Number.Format(100 * trial.Error / trial.Force, 2)} % of the r.m.s. force; the bound is {Number.Format(100 * trial.Limit.Force / trial.Force, 2)} %.");
        if (trial.Result.Bands is not null)
        {
            yield return new Pictured("path", "Along a path", WellFigures.Path(trial), "The energy on straight lines from the lowest minimum over the lowest pass to the next, with its 90 % band, on the truth.");
        }

        yield return new Tabulated("Errors of the force", WellFigures.Table([("the example", trial)]));
    }

    private IEnumerable<Finding> OfOthers(ExperimentContext context)
    {
        List<(string Name, WellTrial Trial)> trials = [];
        for (int i = 0; i < Landscapes; i++)
        {
            Wells wells = Wells.Random(context.Rng.Fork(72).Fork(i));
            trials.Add(($"landscape {i + 1}", WellTrial.Of(wells, $"landscape {i + 1}", Tracks, Frames, context.Rng.Fork(73).Fork(i), Settings(OthersModel) with { Resamples = 0 }, context)));
        }

        double[] ratios = [.. trials.Select(one => one.Trial.Ratio)];
        yield return AtMost("landscapes", $"On {Landscapes} landscapes of this kind drawn at random, the error over the bound: the median.", Lessons.Quantile(ratios, 0.5), 2, Landscapes, interval: (ratios.Min(), ratios.Worst()));
        yield return new Noted("landscapes", new JsonObject(trials.Select(one => new KeyValuePair<string, JsonNode?>(one.Name, one.Trial.ToJson()))));
        yield return new Pictured("ratios", "Landscapes drawn at random", WellFigures.Ratios(trials), "The r.m.s. error of the force over the bound of Cramér and Rao from all frames. The true form was fitted by the same likelihood as the learned landscape: what it is off by is chance and the likelihood's own error. Learning keeps every fifth track aside until the class of landscapes is chosen.");
        yield return new Tabulated("Errors of the force", WellFigures.Table(trials));
    }

    private IEnumerable<Finding> OfBands(ExperimentContext context)
    {
        List<BandTally> tallies = [];
        for (int set = 0; set < Sets; set++)
        {
            IReadOnlyList<Trajectory> tracks = Wells.Example.Tracks(SetTracks, Frames, context.Rng.Fork(74).Fork(set));
            LearnResult result = Lessons.Of(Wells.Example.System with { Name = $"set {set + 1} of {Sets}" }, tracks, Wells.Example.Interval, Settings(OthersModel), context);
            tallies.Add(BandTally.Of(result, Wells.Example));
        }

        BandTally sum = BandTally.Sum(tallies);
        (double low, double high) = sum.All.Interval;
        if (context.Size == ExperimentSize.Full)
        {
            yield return Within("coverage", "The 90 % bands on the energy along a path, on minima, saddles and barriers cover the truth so often.", sum.All.Share, 0.885, 0.085, Sets, interval: (low, high));
        }

        yield return new Noted("coverage", sum.ToJson());
        yield return new Said(new Verdict(low <= 0.97 && high >= 0.8 ? Standing.Good : Standing.Bad, "Error bars", $"Over {Sets} simulated sets the 90 % bands cover the truth {sum.All.Covered} of {sum.All.Count} times, {100 * sum.All.Share:F0} % ({100 * low:F0} to {100 * high:F0} % were they independent; within a set they are not, so the real interval is wider)."));
        yield return new Tabulated("Coverage of the 90 % bands", sum.ToTable(Sets));
    }

    private LearnSettings Settings(ModelClass model) => new() { Model = model, Steps = Steps, Resamples = Resamples };
}
