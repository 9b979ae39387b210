using Downhill.Report;

namespace Downhill.Experiments.Diagnostics;

/// <summary>One sentence on the steps.</summary>
/// <param name="IsWarning">Whether it should make a reader stop.</param>
/// <param name="Text">The sentence.</param>
internal sealed record Finding(bool IsWarning, string Text);

/// <summary>What the diagnostics of steps say, in sentences that name no cause whose signature was not tested.</summary>
internal static class StepWords
{
    private const int Shown = 3;

    internal static IEnumerable<Finding> Of(StepDiagnostics steps) =>
        [.. Independence(steps), .. Tested(steps), .. Cycle(steps), .. Common(steps), .. Shape(steps), .. Drift(steps)];

    /// <summary>"every 2nd", "every 3rd", "every 12th".</summary>
    internal static string Ordinal(int n) => (n % 10, n % 100) switch
    {
        (1, not 11) => $"{n}st",
        (2, not 12) => $"{n}nd",
        (3, not 13) => $"{n}rd",
        _ => $"{n}th",
    };

    internal static string Unit(StepDiagnostics steps) => $"{steps.Coordinate}² s⁻¹";

    private static IEnumerable<Finding> Independence(StepDiagnostics steps)
    {
        int reach = steps.Correlation.Reach;
        if (reach == 0)
        {
            yield return new(false, Uncorrelated(steps));
            yield break;
        }

        string values = string.Join(", ", steps.Correlation.Lags.Take(Math.Min(reach, 2 * Shown)).Select(lag => Number.Format(lag.Value, 2)));
        yield return new(true, $"{Subject(steps)} are correlated over {Frames(reach)} ({values}{(reach > 2 * Shown ? ", …" : "")}): what single steps show, {With(steps.OfSingleSteps, steps)}, is not the diffusion; {Slope(steps)}.");
        Stride stride = steps.Stride;
        if (stride is { IsEnough: true, Frames: > 1 })
        {
            yield return new(true, $"Learn from every {Ordinal(stride.Frames)} frame: steps over {Frames(stride.Frames)} are correlated by {Number.Format(stride.Correlation, 2)}, and show {With(steps.Displacement.Apparent(stride.Frames), steps)}.");
        }
        else if (!stride.IsEnough && !steps.IsConfined)
        {
            yield return new(true, $"No stride of up to {Frames(steps.Displacement.LongestLag / 2)} makes successive steps independent to {Stride.Most}.");
        }
    }

    private static string Uncorrelated(StepDiagnostics steps)
    {
        if (steps.Correlation.Lags.Length == 0)
        {
            return "Tracks are too short to tell whether steps are correlated.";
        }

        string first = $"(at lag 1: {Number.WithError(steps.Correlation.Lags[0].Value, steps.Correlation.Lags[0].Error)})";
        string diffusion = steps.IsOfResiduals ? "single steps tell the noise" : $"single steps tell the diffusion: D = {With(steps.OfSingleSteps, steps)}";
        return steps.Whiteness.IsWhite
            ? $"{Subject(steps)} are uncorrelated {first}, so {diffusion}."
            : $"{Subject(steps)} are correlated by less than {StepCorrelation.Least} {first}, which is significant but small, so {diffusion}.";
    }

    private static string Slope(StepDiagnostics steps) => steps.Diffusion is { } diffusion
        ? $"from lags of {Frames(diffusion.FirstLag)} and more, D = {With(diffusion.Value, steps)}"
        : steps.IsConfined ? "the mean squared displacement bends over, so none is given"
        : $"the mean squared displacement does not grow evenly from any lag of up to {Frames(steps.Displacement.LongestLag / 2)} on, so none is given";

    private static IEnumerable<Finding> Tested(StepDiagnostics steps)
    {
        Cause[] compatible = [.. steps.Causes.Where(cause => cause.IsCompatible)];
        if (steps.Causes.Count == 0 || (steps.Correlation.Reach == 0 && !steps.IsConfined))
        {
            yield break;
        }

        yield return new(true, compatible.Length == 0
            ? "Of the causes tested, none alone explains these correlations: " + Listed(steps.Causes)
            : $"Compatible with these correlations: {Listed(compatible)}{Size(steps, compatible)}");
        Cause[] excluded = [.. steps.Causes.Where(cause => !cause.IsCompatible)];
        if (compatible.Length > 0 && excluded.Length > 0)
        {
            yield return new(true, "Excluded as the only cause: " + Listed(excluded));
        }
    }

    private static string Size(StepDiagnostics steps, Cause[] compatible)
    {
        if (compatible.Any(cause => cause.Name == Cause.LocalisationNoise) && steps.Diffusion is { Intercept: { Value: > 0 } intercept })
        {
            double deviation = Math.Sqrt(intercept.Value / 2);
            return $" Its standard deviation would be {Number.WithError(deviation, intercept.Error / (4 * deviation))} {steps.Coordinate}.";
        }

        double first = steps.Correlation.Lags[0].Value;
        return compatible.Any(cause => cause.Name == Cause.MotionBlur) ? $" The exposure would be {Math.Min(100, 100 * 6 * first / (1 + (2 * first))):F0} % of the interval." : "";
    }

    private static string Listed(IEnumerable<Cause> causes) => string.Join("; ", causes.Select(cause => $"{cause.Name} (leaves {cause.Signature})")) + ".";

    private static IEnumerable<Finding> Cycle(StepDiagnostics steps)
    {
        if (steps.Period is not { } search)
        {
            yield break;
        }

        yield return search.Found is { } cycle
            ? new(true, $"The variance of steps has a period of {Frames(cycle.Frames)}: every {Ordinal(cycle.Frames)} ({string.Join(", ", Enumerable.Range(0, Shown).Select(i => cycle.Phase + (i * cycle.Frames)))}, …) is {Number.Format(cycle.Rise.Value, 2)} times as large as the others.{(steps.Tracks > 1 ? " It goes by the number of the frame, whatever the track." : "")}")
            : new(false, $"The variance of steps has no period between 2 and {search.Longest} frames.");
    }

    private static IEnumerable<Finding> Common(StepDiagnostics steps)
    {
        if (steps.Common is { } common)
        {
            string correlation = $"Steps of different tracks in the same frame are correlated by {Number.WithError(common.Correlation.Value, common.Correlation.Error)}";
            yield return common.IsDrift
                ? new(true, $"Different tracks move together. {correlation}: that share of the variance is common to all.")
                : new(false, $"{correlation}: no motion is common to all tracks.");
        }
    }

    private static IEnumerable<Finding> Shape(StepDiagnostics steps)
    {
        string kurtosis = $"excess kurtosis {Number.WithError(steps.Gaussianity.ExcessKurtosis.Value, steps.Gaussianity.ExcessKurtosis.Error)}";
        yield return steps.Gaussianity.IsGaussian
            ? new(false, $"{Subject(steps)} are Gaussian as far as can be told ({kurtosis}).")
            : new(true, $"{Subject(steps)} have {(steps.Gaussianity.ExcessKurtosis.Value > 0 ? "heavier" : "lighter")} tails than a Gaussian ({kurtosis}).");
    }

    private static IEnumerable<Finding> Drift(StepDiagnostics steps)
    {
        if (steps.Mean.IsDrift)
        {
            double perSecond = 1 / steps.Displacement.Interval;
            string drift = string.Join(", ", steps.Mean.Coordinates.Select(step => Number.WithError(step.Value * perSecond, step.Error * perSecond)));
            yield return new(true, $"All tracks drift steadily{(steps.IsOfResiduals ? ", beyond what the learned force explains" : "")}, by ({drift}) {steps.Coordinate} s⁻¹; that is taken off before anything else is measured here.");
        }
    }

    private static string Subject(StepDiagnostics steps) => steps.IsOfResiduals ? "Residuals of the learned force" : "Steps";

    private static string With(Estimate estimate, StepDiagnostics steps) => $"{Number.WithError(estimate.Value, estimate.Error)} {Unit(steps)}";

    private static string Frames(int count) => count == 1 ? "1 frame" : $"{count} frames";
}
