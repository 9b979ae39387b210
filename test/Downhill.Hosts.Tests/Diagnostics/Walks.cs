using Downhill.Compute;
using Downhill.Experiments.Diagnostics;

namespace Downhill.Hosts.Tests.Diagnostics;

/// <summary>Tracks whose law is known in closed form: D = 1, a frame every 0.02 s, so that a step has the variance 0.04 along each of two coordinates.</summary>
internal static class Walks
{
    internal const double D = 1, Interval = 0.02, Variance = 2 * D * Interval;

    private static readonly string[] Columns = ["x", "y"];

    /// <summary>Steps, shape [steps, 2], drawn for a track.</summary>
    internal delegate double[] Steps(Rng rng, int count);

    internal static double[] Free(Rng rng, int count)
    {
        double[] steps = new double[2 * count];
        rng.Normal(steps);
        return [.. steps.Select(step => Math.Sqrt(Variance) * step)];
    }

    /// <summary>Tracks that all begin at time 0.</summary>
    internal static Trajectory[] Tracks(Rng rng, int tracks, int frames, Steps steps) =>
        [.. Enumerable.Range(0, tracks).Select(track => Track($"{track}", 0, steps(rng.Fork(track), frames - 1)))];

    internal static Trajectory Track(string name, double start, double[] steps)
    {
        double[] values = new double[steps.Length + 2];
        for (int at = 0; at < steps.Length; at++)
        {
            values[at + 2] = values[at] + steps[at];
        }

        return new(name, [.. Enumerable.Range(0, values.Length / 2).Select(frame => start + (frame * Interval))], values, Columns);
    }

    internal static Trajectory WithValues(Trajectory track, Func<int, double> added) =>
        new(track.Name, track.Times, [.. track.Values.Select((value, at) => value + added(at))], track.Columns);

    internal static StepDiagnostics Diagnosed(IReadOnlyList<Trajectory> tracks, double[][]? residuals = null) =>
        StepDiagnostics.Of(tracks, Interval, residuals, new Rng(77))!;

    internal static void Near(double truth, Estimate estimate, double largestError)
    {
        Assert.InRange(estimate.Error, 0, largestError);
        Assert.InRange(estimate.Value, truth - (4 * estimate.Error), truth + (4 * estimate.Error));
    }

    internal static string[] Compatible(StepDiagnostics steps) => [.. steps.Causes.Where(cause => cause.IsCompatible).Select(cause => cause.Name)];
}
