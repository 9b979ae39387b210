using Downhill.Data;
using Downhill.Experiments.Diagnostics;
using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>What can be trusted and what not, in words: what a reader should know before any picture.</summary>
internal static class LearnVerdicts
{
    private const double GoodRollOut = 0.05, FairRollOut = 0.2, LargestStiffness = 0.7, SmallRest = 0.05, LeastSkill = 0.002;

    internal static IEnumerable<Verdict> Of(SeenLandscape seen)
    {
        LearnResult result = seen.Result;
        bool isFlat = result.Choice.IsFlat;
        if (isFlat)
        {
            yield return LandscapeWords.Flat(seen.Hill, result.Model.Temperature, seen.Unit);
        }

        if (Prediction(result.HeldOut, result.Protocol.IsNoisy) is { } prediction)
        {
            yield return prediction;
        }

        yield return DownhillWords.Of(result.Share);
        yield return LandscapeWords.Model(result.Choice);
        if (!isFlat && LandscapeWords.Support(result) is { } support)
        {
            yield return support;
        }

        if (result.Friction is { } friction)
        {
            yield return Friction(friction);
        }

        if (result.Estimate is { } estimate && Velocity(estimate) is { } velocity)
        {
            yield return velocity;
        }

        if (result.Model.Temperature is { } temperature)
        {
            double error = result.TemperatureError ?? double.NaN;
            yield return result.Protocol.Stride > 1
                ? new Verdict(Standing.Warn, "Temperature", $"T = {Number.WithError(temperature, error)} {seen.Unit}, from lags of several frames, as single steps are correlated and would give another value.")
                : Temperature(temperature, error, seen.Unit, seen.Stiffness, result.Steps);
        }

        foreach (Verdict verdict in Steps(result))
        {
            yield return verdict;
        }

        foreach (string warning in result.Warnings)
        {
            yield return new Verdict(Standing.Warn, "Note", warning);
        }
    }

    internal static Verdict? Prediction(HeldOutScore score, bool isNoisy)
    {
        if (score.RollOuts > 0)
        {
            Standing standing = score.RollOutError <= GoodRollOut ? Standing.Good : score.RollOutError <= FairRollOut ? Standing.Warn : Standing.Bad;
            return new(standing, "Prediction", $"{Words.Count(score.RollOuts, "roll-out")} of {Number.Format(score.RollOutSeconds, 3)} s on the tracks kept aside {(score.RollOuts == 1 ? "is" : "are")} off by {Number.Format(100 * score.RollOutError, 3)} % of the peak-to-peak motion (root mean square).");
        }

        return !isNoisy ? null : score.Skill is > 0 and < LeastSkill
            ? new(Standing.Warn, "Prediction", $"The landscape explains {Number.Format(100 * score.Skill, 2)} % of the frame-to-frame change of the tracks kept aside: next to nothing.")
            : score.Skill > 0
            ? new(Standing.Good, "Prediction", $"The landscape explains {Number.Format(100 * score.Skill, 3)} % of the frame-to-frame change of the tracks kept aside; the rest is noise, as far as this landscape can tell.")
            : new(Standing.Bad, "Prediction", "The landscape predicts the tracks kept aside no better than standing still: no force shows above the noise.");
    }

    internal static Verdict Friction(FrictionFit friction) => double.IsFinite(friction.Interval.Low)
        ? new(friction.Interval.Low > 0 ? Standing.Good : Standing.Warn, "Friction", $"γ = {Number.Format(friction.Value, friction.StandardError)} s⁻¹, between {Number.Format(friction.Interval.Low, friction.StandardError)} and {Number.Format(friction.Interval.High, friction.StandardError)} with 95 % confidence, from how much the tracks differ.")
        : new(Standing.Warn, "Friction", $"γ = {Number.Format(friction.Value)} s⁻¹; with a single track there is no interval.");

    internal static Verdict Temperature(double temperature, double error, string unit, double stiffness, StepDiagnostics? steps)
    {
        bool isCorrelated = steps is { Correlation.Reach: > 0 };
        string independence = steps is null ? " Whether steps are independent could not be tested."
            : !isCorrelated ? ""
            : $" But steps are correlated over {Words.Count(steps.Correlation.Reach, "frame")}, so this is not the temperature at longer times{(steps.Diffusion is { } diffusion ? $": from lags of {Words.Count(diffusion.FirstLag, "frame")} and more, D = T = {Number.WithError(diffusion.Value.Value, diffusion.Value.Error)} {unit}" : "")}.";
        string relaxation = $" Frame interval times largest curvature is {Number.Format(stiffness, 2)}; "
            + (stiffness > LargestStiffness ? "relaxation within a frame is corrected to second order only, so treat forces at the steepest places with care." : "relaxation within a frame is corrected for.");
        return new(stiffness > LargestStiffness || isCorrelated || steps is null ? Standing.Warn : Standing.Good, "Temperature", $"T = {Number.WithError(temperature, error)} {unit}, from changes of one frame.{independence}{relaxation}");
    }

    private static Verdict? Velocity(StateEstimate estimate) => estimate is { VelocityLag: { } lag, PretendedFriction: { } pretended, Window: > 0 }
        ? new(Standing.Warn, "Recorded velocity", $"It lags the position by {Number.Format(1000 * lag, 2)} ms, which would make the friction come out {Number.Format(Math.Abs(pretended), 2)} s⁻¹ too {(pretended > 0 ? "low" : "high")}; velocities fitted to the positions were used instead.")
        : null;

    /// <summary>With noise every warning counts; without, errors are never white, and matter only where they are large.</summary>
    private static IEnumerable<Verdict> Steps(LearnResult result)
    {
        if (result.Steps is not { } steps)
        {
            yield break;
        }

        if (!result.Protocol.IsNoisy)
        {
            double rest = Math.Sqrt(Math.Max(0, 1 - result.HeldOut.Skill));
            Diagnostics.Finding first = StepsSection.Rests(result, steps).First();
            yield return new Verdict(rest < SmallRest || !first.IsWarning ? Standing.Good : Standing.Warn, "Residuals", $"Predictions over one interval leave {Number.Format(100 * rest, 3)} % of the change. {first.Text}");
            yield break;
        }

        Diagnostics.Finding[] warnings = [.. steps.Findings.Where(finding => finding.IsWarning)];
        foreach (Diagnostics.Finding finding in warnings.Length > 0 ? warnings : [.. steps.Findings.Take(1)])
        {
            yield return new Verdict(finding.IsWarning ? Standing.Warn : Standing.Good, "Steps", finding.Text);
        }
    }
}
