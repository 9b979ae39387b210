using Downhill.Training;
using MathNet.Numerics.Distributions;

namespace Downhill.Experiments.Learning;

/// <summary>The friction with the landscape held fixed: Gauss-Newton, and an interval from how much the tracks differ.</summary>
/// <remarks>
/// γ ← γ + Σ S r / Σ S², S = ∂prediction/∂γ, r the residual. Adam leaves a friction that is slow to matter where it began; this does not.
/// The curvature alone would promise far too narrow an interval, as residuals are not independent; the spread over tracks is honest.
/// </remarks>
internal sealed record FrictionFit(double Value, double StandardError, (double Low, double High) Interval, (string Track, double Friction)[] Tracks)
{
    private const int Iterations = 5, WindowsPerLag = 10;
    private const double Confidence = 0.95, Difference = 0.05;

    // Bounds the memory: a window is held K states long, and so are its roll-outs.
    private const double MostNumbers = 2e6;

    internal static FrictionFit Of(Energy energy, Protocol protocol, IReadOnlyList<Trajectory> tracks, double first, int threads)
    {
        double numbers = tracks.Sum(track => (double)track.Values.Length) * protocol.Matched;
        int every = Math.Max(Math.Max(1, protocol.Matched * protocol.Stride / WindowsPerLag), (int)Math.Ceiling(numbers / MostNumbers));
        Windows windows = new(tracks, protocol.Matched, protocol.Stride, every);
        (double[] starts, double[] targets, int _) = windows.Collect();
        RollOut rollOut = new(energy, protocol.Matching, threads);
        double friction = first, step = Difference * Math.Max(first, protocol.FirstFriction);

        // Parts of one track are one track: they share whatever makes tracks differ.
        string[] names = [.. tracks.Select(track => track.Name).Distinct()];
        int[] nameOf = [.. tracks.Select(track => Array.IndexOf(names, track.Name))];
        double[] against = new double[names.Length], along = new double[names.Length];
        for (int i = 0; i < Iterations; i++)
        {
            double[] here = rollOut.From(starts, friction), there = rollOut.From(starts, friction + step);
            Accumulate(here, there, targets, step, protocol.Weights, windows, nameOf, against, along);
            friction += against.Sum() / along.Sum();
        }

        double[] own = [.. against.Zip(along, (a, b) => friction + (a / b))];
        return WithInterval(friction, [.. names.Zip(own)]);
    }

    private static void Accumulate(double[] here, double[] there, double[] targets, double step, double[] weights, Windows windows, int[] nameOf, double[] against, double[] along)
    {
        Array.Clear(against);
        Array.Clear(along);
        int length = windows.StateLength * windows.Matched;
        for (int at = 0; at < here.Length; at++)
        {
            int track = nameOf[windows.TrackOf(at / length)];
            double s = (there[at] - here[at]) / step, w = weights[at % weights.Length];
            against[track] += w * s * (targets[at] - here[at]);
            along[track] += w * s * s;
        }
    }

    private static FrictionFit WithInterval(double friction, (string Track, double Friction)[] tracks)
    {
        int n = tracks.Length;
        if (n < 2)
        {
            return new FrictionFit(Math.Max(0, friction), double.NaN, (double.NaN, double.NaN), tracks);
        }

        double mean = tracks.Average(t => t.Friction);
        double error = Math.Sqrt(tracks.Sum(t => (t.Friction - mean) * (t.Friction - mean)) / (n - 1) / n);
        double half = StudentT.InvCDF(0, 1, n - 1, (1 + Confidence) / 2) * error;
        return new FrictionFit(Math.Max(0, friction), error, (friction - half, friction + half), tracks);
    }
}
