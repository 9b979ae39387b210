using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>How well the learned dynamics predict tracks that were not learned from.</summary>
/// <param name="StepError">Root mean square error over one matched interval, weighted as the loss, in standard deviations of the data.</param>
/// <param name="Skill">1 − (squared error) / (squared change) over one matched interval, positions or velocities, whichever the force moves first.</param>
/// <param name="RollOutSeconds">How long the roll-outs last; 0 where there are none.</param>
/// <param name="RollOutError">Root mean square position error of the roll-outs, each coordinate over its own peak-to-peak in the track, pooled.</param>
/// <param name="RollOuts">How many there are.</param>
/// <param name="PerTrack">The same for each track.</param>
/// <param name="Shown">One roll-out per track, to be drawn.</param>
internal sealed record HeldOutScore(double StepError, double Skill, double RollOutSeconds, double RollOutError, int RollOuts, (string Track, double Error)[] PerTrack, ShownRollOut[] Shown)
{
    private const double Longest = 5, Between = 0.1;

    // Bounds the memory: every roll-out of a track is held in full.
    private const double MostNumbers = 1e6;

    internal static HeldOutScore Of(Energy energy, Protocol protocol, double friction, double temperature, IReadOnlyList<Trajectory> states, IReadOnlyList<Trajectory> recorded, int threads)
    {
        (double oneStep, double skill) = OneInterval(energy, protocol, friction, temperature, states, threads);
        double seconds = Math.Min(Longest, 0.6 * states.Min(track => track.Times[^1] - track.Times[0]));
        int steps = (int)Math.Round(seconds / (protocol.Stride * protocol.Interval));
        return !protocol.IsNoisy && steps > 1
            ? Rolled(energy, protocol, friction, states, recorded, steps, threads) with { StepError = oneStep, Skill = skill }
            : new HeldOutScore(oneStep, skill, 0, double.NaN, 0, [], []);
    }

    /// <summary>The states one matched interval after the starts, as the learned dynamics predict them.</summary>
    internal static double[] OneStep(Energy energy, Protocol protocol, double friction, double temperature, double[] starts, int threads) =>
        protocol.IsNoisy ? NoisyStep.Means(energy, protocol, temperature, starts)
            : new RollOut(energy, protocol.Matching with { Matched = 1 }, threads).From(starts, friction);

    private static (double OneStep, double Skill) OneInterval(Energy energy, Protocol protocol, double friction, double temperature, IReadOnlyList<Trajectory> states, int threads)
    {
        Windows windows = new(states, 1, protocol.Stride);
        (double[] starts, double[] targets, int _) = windows.Collect();
        double[] predicted = OneStep(energy, protocol, friction, temperature, starts, threads);
        int state = protocol.Weights.Length, moved = protocol.Motion == Motion.Inertial ? protocol.Dimension : 0;
        double error = 0, left = 0, change = 0;
        for (int at = 0; at < predicted.Length; at++)
        {
            double off = targets[at] - predicted[at];
            error += protocol.Weights[at % state] * off * off;
            if (at % state >= moved)
            {
                left += off * off;
                change += (targets[at] - starts[at]) * (targets[at] - starts[at]);
            }
        }

        return (Math.Sqrt(error / predicted.Length), 1 - (left / change));
    }

    private static HeldOutScore Rolled(Energy energy, Protocol protocol, double friction, IReadOnlyList<Trajectory> states, IReadOnlyList<Trajectory> recorded, int steps, int threads)
    {
        RollOut rollOut = new(energy, protocol.Matching with { Matched = steps }, threads);
        List<(string Track, double Error)> perTrack = [];
        List<ShownRollOut> shown = [];
        double pooled = 0;
        long count = 0;
        int rolled = 0;
        for (int t = 0; t < states.Count; t++)
        {
            int every = Math.Max(Math.Max(1, (int)Math.Round(Between / protocol.Interval)), (int)Math.Ceiling(states[t].Values.Length * (double)steps / MostNumbers));
            Windows windows = new([states[t]], steps, protocol.Stride, every);
            if (windows.Count == 0)
            {
                continue;
            }

            (double[] starts, double[] _, int _) = windows.Collect();
            double[] predicted = rollOut.From(starts, friction);
            int offset = Array.BinarySearch(recorded[t].Times, states[t].Times[0]);
            (double sum, long numbers) = SquaredErrors(recorded[t], offset, predicted, protocol, steps, every);
            perTrack.Add((states[t].Name, Math.Sqrt(sum / numbers)));
            shown.Add(ShownRollOut.Of(recorded[t], offset, starts, predicted, protocol, steps));
            (pooled, count, rolled) = (pooled + sum, count + numbers, rolled + windows.Count);
        }

        double seconds = steps * protocol.Stride * protocol.Interval;
        return new HeldOutScore(0, 0, seconds, Math.Sqrt(pooled / count), rolled, [.. perTrack], [.. shown]);
    }

    /// <summary>The sum of the squared errors of all roll-outs of a track, each coordinate over its own range there, and how many they are.</summary>
    private static (double Sum, long Count) SquaredErrors(Trajectory recorded, int offset, double[] predicted, Protocol protocol, int steps, int every)
    {
        int d = protocol.Dimension, state = protocol.Weights.Length, windows = predicted.Length / (steps * state);
        double[] ranges = [.. Enumerable.Range(0, d).Select(i => Range(recorded, i))];
        double sum = 0;
        for (int w = 0; w < windows; w++)
        {
            for (int k = 0; k < steps; k++)
            {
                ReadOnlySpan<double> truth = recorded.State(offset + (w * every) + ((k + 1) * protocol.Stride));
                for (int i = 0; i < d; i++)
                {
                    double off = (predicted[(((w * steps) + k) * state) + i] - truth[i]) / ranges[i];
                    sum += off * off;
                }
            }
        }

        return (sum, (long)windows * steps * d);
    }

    // A coordinate that never moves in a track cannot be off by a share of its motion; then its error counts as it is.
    private static double Range(Trajectory track, int coordinate)
    {
        double[] x = [.. Enumerable.Range(0, track.Frames).Select(frame => track.State(frame)[coordinate])];
        return x.Max() > x.Min() ? x.Max() - x.Min() : 1;
    }
}

/// <summary>A roll-out beside what was seen, from its first state on.</summary>
/// <param name="Track">The track.</param>
/// <param name="Times">Seconds since the first state, which is at 0.</param>
/// <param name="Predicted">Positions, shape [dimension][times].</param>
/// <param name="Seen">Positions, shape [dimension][times].</param>
internal sealed record ShownRollOut(string Track, double[] Times, double[][] Predicted, double[][] Seen)
{
    internal static ShownRollOut Of(Trajectory recorded, int offset, double[] starts, double[] predicted, Protocol protocol, int steps)
    {
        int state = protocol.Weights.Length;
        return new ShownRollOut(
            recorded.Name,
            [.. Enumerable.Range(0, steps + 1).Select(k => k * protocol.Stride * protocol.Interval)],
            [.. Enumerable.Range(0, protocol.Dimension).Select(i => (double[])[starts[i], .. Enumerable.Range(0, steps).Select(k => predicted[(k * state) + i])])],
            [.. Enumerable.Range(0, protocol.Dimension).Select(i => (double[])[.. Enumerable.Range(0, steps + 1).Select(k => recorded.State(offset + (k * protocol.Stride))[i])])]);
    }
}
