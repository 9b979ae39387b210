using Downhill.Compute;
using Downhill.Experiments.Diagnostics;
using Downhill.Objectives;

namespace Downhill.Experiments.Learning;

/// <summary>What the learned dynamics leave of the steps, and what that is like.</summary>
internal static class LearnedSteps
{
    private const int Stream = 5;

    /// <summary>
    /// With noise: all steps of one frame, less the learned drift where there is one. Without: the errors of all one-interval predictions, of
    /// velocities where the motion has inertia. Null where there are too few to say anything.
    /// </summary>
    internal static StepDiagnostics? Of(Prepared prepared, Protocol protocol, ModelFit fit, double friction, double temperature)
    {
        Rng rng = new Rng((ulong)prepared.Settings.Seed).Fork(Stream);
        double[] Mean(double[] starts) => HeldOutScore.OneStep(fit.Energy, protocol, friction, temperature, starts, prepared.Settings.ThreadCount);
        if (protocol.IsNoisy)
        {
            IReadOnlyList<Trajectory> seen = prepared.Source.Tracks;
            return StepDiagnostics.Of(seen, protocol.Interval, fit.Choice.IsFlat ? null : Residuals.Of(seen, Mean), rng);
        }

        Trajectory[] states = [.. prepared.Split.Learn.Concat(prepared.Split.HeldOut).Select(track => Thinning.Every(track, protocol.Stride)).Where(track => track.Frames > 1)];
        double[][] residuals = states.Length == 0 ? [] : Residuals.Of(states, Mean);
        int first = protocol.Motion == Motion.Inertial ? protocol.Dimension : 0;
        return StepDiagnostics.Of([.. states.Select(track => From(track, first))], protocol.Stride * protocol.Interval, [.. residuals.Select((rest, i) => From(rest, first, states[i].Dimension))], rng);
    }

    private static Trajectory From(Trajectory track, int first) => new(track.Name, track.Times, From(track.Values, first, track.Dimension), track.Columns[first..]);

    private static double[] From(double[] numbers, int first, int width) => [.. numbers.Where((_, at) => at % width >= first)];
}
