using Downhill.Experiments.Diagnostics;
using Downhill.Objectives;
using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>What the steps, or what learning leaves of them, are like.</summary>
internal static class StepsSection
{
    internal static Chapter? Of(SeenLandscape seen)
    {
        if (seen.Result.Steps is not { } steps)
        {
            return null;
        }

        Plate[] pictures = [.. Pictures(seen.Result, steps)];
        Block[] words = seen.Result.Protocol.IsNoisy ? [new Items([.. steps.Words])] : [new Prose(Explained(seen.Result)), new Items([.. Rests(seen.Result, steps).Select(finding => finding.Text)])];
        return new(new Section(Heading(seen.Result)) { Blocks = [.. words, .. pictures.Select(picture => picture.Drawing)] }, pictures);
    }

    // Without noise a mean squared displacement of errors says nothing.
    private static IEnumerable<Plate> Pictures(LearnResult result, StepDiagnostics steps) =>
        StepFigures.All(steps).Where(item => result.Protocol.IsNoisy || item.Name != "displacement").Select(item => new Plate(item.Name, !steps.IsOfResiduals ? item.Figure : Of(item.Figure, result), !steps.IsOfResiduals ? item.Caption : Of(item.Caption, result.Protocol.IsNoisy ? "residuals" : "errors") + (item.Name == "displacement" ? " Part of the noise of a frame relaxes within it, so the level is somewhat below T." : "")));

    /// <summary>Findings on the errors of predictions without noise.</summary>
    internal static IEnumerable<Diagnostics.Finding> Rests(LearnResult result, StepDiagnostics steps)
    {
        int reach = steps.Correlation.Reach;
        yield return steps.Correlation.Lags.Length == 0 ? new Diagnostics.Finding(false, "Tracks are too short to tell whether errors are correlated.")
            : reach == 0 ? new(false, $"Errors of successive predictions are uncorrelated (at lag 1: {Number.WithError(steps.Correlation.Lags[0].Value, steps.Correlation.Lags[0].Error)}): nothing is left to learn at this interval.")
            : new(true, $"Errors of successive predictions are correlated over {Intervals(reach, result)}{(reach == steps.Correlation.Lags.Length ? " and more" : "")} (at lag 1: {Number.Format(steps.Correlation.Lags[0].Value, 2)}), so they are not noise: {Origin(result)}.");
        Estimate kurtosis = steps.Gaussianity.ExcessKurtosis;
        string value = $"excess kurtosis {Number.WithError(kurtosis.Value, kurtosis.Error)}";
        yield return steps.Gaussianity.IsGaussian ? new Diagnostics.Finding(false, $"They are Gaussian as far as can be told ({value}).")
            : new(true, $"They have {(kurtosis.Value > 0 ? "heavier" : "lighter")} tails than a Gaussian ({value}): {(kurtosis.Value > 0 ? "some places or times are predicted far worse than others" : "errors are much alike in size")}.");
        if (steps.Period is { } search)
        {
            yield return search.Found is { } cycle
                ? new(true, $"Their variance has a period of {Intervals(cycle.Frames, result)}.")
                : new(false, $"Their variance has no period between 2 and {Intervals(search.Longest, result)}.");
        }
    }

    private static Figure Of(Figure figure, LearnResult result)
    {
        string what = result.Protocol.IsNoisy ? "residuals" : "errors";
        return figure with { Panels = [.. figure.Panels.Select(panel => panel with { XLabel = Named(panel.XLabel), YLabel = Named(panel.YLabel) })] };

        string Named(string label) => (result.Protocol.Stride == 1 ? label : label.Replace("(frames)", $"(intervals of {result.Protocol.Stride} frames)", StringComparison.Ordinal)).Replace("steps", what, StringComparison.Ordinal);
    }

    private static string Intervals(int count, LearnResult result) =>
        result.Protocol.Stride == 1 ? Words.Count(count, "frame") : $"{Words.Count(count, "interval")} of {result.Protocol.Stride} frames";

    private static string Heading(LearnResult result) => result.Protocol.IsNoisy ? "What the steps are like" : "What the predictions leave";

    private static string Explained(LearnResult result) =>
        $"Each state was predicted from the one {Number.Format(result.Protocol.Stride * result.Protocol.Interval, 3)} s before; below is what that leaves of the {(result.Model.Motion == Motion.Inertial ? "velocities" : "positions")}, over all tracks: {Number.Format(100 * Math.Sqrt(Math.Max(0, 1 - result.HeldOut.Skill)), 3)} % of the change on the tracks kept aside (root mean square).";

    private static string Origin(LearnResult result) => result.Estimate is { Window: > 0 } estimate
        ? $"states were fitted over {estimate.Window} frames, which alone correlates them over as many, and what the model misses adds to it"
        : "they are what the model misses, its steps included";

    private static string Of(string caption, string what) => caption.Replace("of steps", "of the " + what, StringComparison.Ordinal).Replace("where steps are", "where they are", StringComparison.Ordinal);
}
