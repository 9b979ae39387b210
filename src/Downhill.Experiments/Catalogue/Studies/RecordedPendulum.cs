using System.Text.Json.Nodes;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;
using Downhill.Objectives;
using Downhill.Report;
using MathNet.Numerics.Statistics;

namespace Downhill.Experiments.Studies;

/// <summary>A recorded pendulum: its potential, its friction, and how far ahead they predict.</summary>
public sealed record RecordedPendulum : Experiment
{
    private const string Single = "multiarm_pendulum/single.csv.gz", Double = "multiarm_pendulum/double.npz";

    private static readonly string[] Few = ["id00", "id02", "vad00"];

    // m g a / (m a² + I) and k / (m a² + I) of the authors' fit.
    private const double Amplitude = 64.2, Friction = 0.067;

    /// <summary>Networks, each from its own start.</summary>
    [Setting("fits for the error bars", Minimum = 2, Maximum = 1000)]
    public int Resamples { get; init; } = 5;

    /// <summary>The class of landscapes.</summary>
    [Setting("class of landscapes; auto: the one that predicts best what was left out while it was fitted")]
    public ModelClass Model { get; init; } = ModelClass.Auto;

    /// <summary>Steps of a fit.</summary>
    [Setting("steps of a fit, at most", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 1000;

    /// <summary>Steps of a fit to the double pendulum.</summary>
    [Setting("steps of a fit to the double pendulum, at most", Minimum = 1, Maximum = 1_000_000)]
    public int DoubleSteps { get; init; } = 200;

    /// <inheritdoc/>
    public override string Name => "pendulum";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "From a recorded pendulum come the cosine and the friction that its authors fitted, with error bars, and five seconds are predicted on segments never learned from.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [Single, Double];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Resamples = 2, Model = ModelClass.Radial, Steps = 20 },
        ExperimentSize.Full => this with { Resamples = 20, Steps = 3000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        LearnSettings settings = new()
        {
            Tracks = context.Recording(Single),
            Track = "segment",
            Time = "t",
            Columns = ["theta"],
            Velocity = ["omega"],
            Dynamics = Motion.Inertial,
            Model = Model,
            Steps = Steps,
            Resamples = Resamples,
        };
        TrackSource source = TrackSource.Read(settings);
        LearnResult result = Lessons.Of(context.Size == ExperimentSize.Smoke ? source with { Tracks = [.. source.Tracks.Where(track => Few.Contains(track.Name))] } : source, settings, context);
        return Potential(result, context).Concat(OfFriction(result, context)).Concat(Predictions(result)).Concat(context.Size == ExperimentSize.Smoke ? [] : OfTwo(context));
    }

    private IEnumerable<Finding> Potential(LearnResult result, ExperimentContext context)
    {
        double[] theta = LearnTracks.Visited(result.Recorded, 1), cosines = [.. theta.Select(Math.Cos)];
        double amplitude = AmplitudeOf(result.Model.Energy, theta, cosines);
        double[] energies = Landscape.Of(result.Model.Energy).Evaluate(theta).Energies, members = [.. result.Model.Members.Select(member => AmplitudeOf(member, theta, cosines))];
        (double Low, double High) interval = Spread.Of(amplitude, members).Interval;
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return Within("amplitude", "The amplitude of the cosine that fits the learned energy, per unit of inertia.", amplitude, Amplitude, 0.01 * Amplitude, theta.Length, "1/s²", interval);
        }

        yield return AtLeast("cosine", "The learned energy and cos θ are correlated over all recorded angles.", Correlation.Pearson(energies, cosines), 0.999, theta.Length);
        yield return new Noted("amplitude", new JsonObject { ["value"] = amplitude, ["interval"] = new JsonArray(interval.Low, interval.High), ["unit"] = "1/s²" });
        yield return new Noted("model", result.Choice.Best.Name);
        yield return new Pictured("potential", "The potential", PendulumFigures.Potential(result, theta, Amplitude), "The learned energy with its 90 % band on 64.2 cos θ, and the difference, both counted from hanging at rest (θ = π).");
    }

    private IEnumerable<Finding> OfFriction(LearnResult result, ExperimentContext context)
    {
        FrictionFit friction = result.Friction!;
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return Within("friction", "The friction, with its 95 % interval from how much segments differ.", friction.Value, Friction, 0.25 * Friction, friction.Tracks.Length, "1/s", friction.Interval);
        }

        yield return new Noted("friction", new JsonObject { ["value"] = friction.Value, ["standard_error"] = friction.StandardError, ["interval"] = new JsonArray(friction.Interval.Low, friction.Interval.High), ["unit"] = "1/s" });
        yield return new Pictured("friction", "The friction", PendulumFigures.Friction(friction, Friction), "The friction of each segment alone, and of all with its 95 % interval; dashed: the authors'.");
    }

    private IEnumerable<Finding> Predictions(LearnResult result)
    {
        HeldOutScore score = result.HeldOut;
        yield return AtMost("roll-outs", $"Roll-outs of {Number.Format(score.RollOutSeconds)} s on the segments kept aside: the r.m.s. error over the peak-to-peak motion.", score.RollOutError, 0.04, score.RollOuts);
        yield return new Noted("roll_outs", new JsonObject { ["seconds"] = score.RollOutSeconds, ["error"] = score.RollOutError, ["number"] = score.RollOuts, ["one_step_error"] = score.StepError });
        yield return new Noted("downhill_share", new JsonObject { ["value"] = result.Share.Value, ["interval"] = new JsonArray(result.Share.Interval.Low, result.Share.Interval.High) });
        if (score.RollOuts > 0)
        {
            yield return new Pictured("roll-outs", "Predictions", RollOutFigure.Picture(new SeenLandscape(result)).Figure, "The first roll-out on each segment kept aside, beside what was recorded.");
        }
    }

    private IEnumerable<Finding> OfTwo(ExperimentContext context)
    {
        LearnSettings settings = new() { Tracks = context.Recording(Double), Columns = ["y0", "y1"], Velocity = ["y2", "y3"], Dynamics = Motion.Inertial, Model = Model, Steps = DoubleSteps, Resamples = Resamples };
        LearnResult result = Lessons.Of(TrackSource.Read(settings) with { Words = "the double pendulum", Columns = ["theta1", "theta2"] }, settings, context);
        DownhillShare share = result.Share;

        // A double pendulum's inertia couples its angles, −M⁻¹ ∇V: with equal and constant inertia no energy has it all.
        yield return AtLeast("double-free", "The double pendulum: an unconstrained step function predicts most of the change of velocities on segments kept aside.", share.FreeSkill, 0.5, result.Split.HeldOut.Count);
        yield return AtMost("double-share", "The double pendulum: of that an energy in two angles, with inertia the same for both, predicts less.", share.Interval.High, 1, result.Split.HeldOut.Count, interval: share.Interval);
        yield return new Noted("double", new JsonObject
        {
            ["share"] = share.Value,
            ["interval"] = new JsonArray(share.Interval.Low, share.Interval.High),
            ["free_skill"] = share.FreeSkill,
            ["energy_skill"] = result.HeldOut.Skill,
            ["friction"] = result.Friction!.Value,
            ["model"] = result.Choice.Best.Name,
        });
        yield return new Said(new Verdict(Standing.Warn, "Double pendulum", $"An energy in two angles predicts {100 * share.Value:F1} % (95 % interval {100 * share.Interval.Low:F1} to {100 * share.Interval.High:F1} %) of what a free step function predicts: its inertia depends on the angles and couples them, which −∇E alone cannot say."));
        yield return new Pictured("double", "The double pendulum", LandscapeFigures.All(new SeenLandscape(result)).First().Figure with { Width = 560 }, "The learned energy over both angles where segments went; π, π is hanging at rest.");
    }

    private static double AmplitudeOf(Energy energy, double[] theta, double[] cosines) =>
        Statistics.Covariance(Landscape.Of(energy).Evaluate(theta).Energies, cosines) / Statistics.Variance(cosines);
}
