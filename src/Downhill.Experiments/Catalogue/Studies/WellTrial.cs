using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Learning;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Studies;

/// <summary>A landscape of three wells learned from noisy tracks, beside what could be known at best, and beside the usual baseline.</summary>
/// <param name="Wells">The truth.</param>
/// <param name="Result">What was learned.</param>
/// <param name="Baseline">The ridge fit of bumps.</param>
/// <param name="Limit">The bound of Cramér and Rao from all frames.</param>
/// <param name="LimitOfLearned">The bound from the frames that were learned from, without those kept aside.</param>
/// <param name="Error">The r.m.s. error of the learned force over visited points.</param>
/// <param name="BaselineError">That of the baseline.</param>
/// <param name="FormError">That of the true form with its parameters fitted by the same likelihood.</param>
/// <param name="Force">The r.m.s. force.</param>
/// <param name="EulerTemperature">T of the plain Euler likelihood, with the baseline's force.</param>
internal sealed record WellTrial(
    Wells Wells, LearnResult Result, RidgeBumps Baseline, InformationLimit Limit, InformationLimit LimitOfLearned, double Error, double BaselineError, double FormError, double Force, double EulerTemperature)
{
    private static readonly double[] BumpWidths = [0.4, 0.5, 0.65, 0.85, 1.1];

    /// <summary>The error over the bound from all frames.</summary>
    internal double Ratio => Error / Limit.Force;

    internal double BaselineRatio => BaselineError / Limit.Force;

    internal double FormRatio => FormError / Limit.Force;

    /// <summary>Points that were visited, evenly thinned, shape [n, 2].</summary>
    internal double[] Visited => LearnTracks.Visited(Result.Recorded, 2);

    internal static WellTrial Of(Wells wells, string words, int tracks, int frames, Rng rng, LearnSettings settings, ExperimentContext context)
    {
        IReadOnlyList<Trajectory> recorded = wells.Tracks(tracks, frames, rng);
        LearnResult result = Lessons.Of(wells.System with { Name = words }, recorded, wells.Interval, settings, context);
        IReadOnlyList<Trajectory> learned = result.Split.Learn;
        context.Tell($"{words}: the ridge fit");
        RidgeBumps baseline = RidgeBumps.Of(learned, wells.Interval, BumpWidths, context.Stop);
        double[] points = LearnTracks.Visited(recorded, 2), truth = Landscape.Of(wells.Form).Evaluate(points).Gradients;
        return new(
            wells,
            result,
            baseline,
            InformationLimit.Of(wells.Form, All(recorded), points, wells.Interval, Wells.Temperature),
            InformationLimit.Of(wells.Form, All(learned), points, wells.Interval, Wells.Temperature),
            Root(Landscape.Of(result.Model.Energy).Evaluate(points).Gradients, truth),
            Root(baseline.Gradients(points), truth),
            Root(Landscape.Of(TrueForm(wells, learned, context)).Evaluate(points).Gradients, truth),
            Root(truth, new double[truth.Length]),
            baseline.EulerTemperature(learned, wells.Interval));
    }

    internal JsonObject ToJson() => new()
    {
        ["interval"] = Wells.Interval,
        ["largest_curvature"] = Wells.Curvature,
        ["parameters"] = Limit.Parameters,
        ["model"] = Result.Choice.Best.Name,
        ["force"] = Force,
        ["bound"] = Limit.Force,
        ["bound_without_tracks_kept_aside"] = LimitOfLearned.Force,
        ["error"] = Error,
        ["error_over_bound"] = Ratio,
        ["ridge_error_over_bound"] = BaselineRatio,
        ["true_form_error_over_bound"] = FormRatio,
        ["temperature"] = Result.Model.Temperature,
        ["temperature_error"] = Result.TemperatureError,
        ["euler_temperature"] = EulerTemperature,
        ["ridge"] = new JsonObject { ["bumps"] = Baseline.Count, ["width"] = Baseline.Width, ["ridge"] = Baseline.Ridge },
    };

    private static double[] All(IReadOnlyList<Trajectory> tracks) => [.. tracks.SelectMany(track => track.Values[..^track.Dimension])];

    // Of vectors of two numbers each.
    private static double Root(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum() * 2 / a.Length);

    private static WellForm TrueForm(Wells wells, IReadOnlyList<Trajectory> tracks, ExperimentContext context)
    {
        FullBatch batch = new(wells.Form, new LangevinLikelihood { Interval = wells.Interval, Temperature = Wells.Temperature }, new Windows(tracks, 1, 1), context.Threads);
        return (WellForm)batch.EnergyAt(new Lbfgs { Steps = 100, Tolerance = 1e-9 }.Minimise(batch.Start, batch.At).Last().Point);
    }
}
