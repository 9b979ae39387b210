using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>How well the learned dynamics predict tracks that were not learned from.</summary>
/// <param name="StepError">Root mean square error over one matched interval, weighted as the loss, in standard deviations of the data.</param>
/// <param name="Skill">1 − (squared error) / (squared change) over one matched interval, positions or velocities, whichever the force moves first.</param>
/// <param name="RollOutSeconds">How long the roll-outs last; 0 where there are none.</param>
/// <param name="RollOutError">Root mean square position error of the roll-outs over the peak-to-peak of the track, pooled.</param>
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
        int d = protocol.Dimension, state = protocol.Weights.Length;
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
            double range = Range(recorded[t], d), sum = 0;
            long numbers = 0;
            for (int w = 0; w < windows.Count; w++)
            {
                for (int k = 0; k < steps; k++)
                {
                    ReadOnlySpan<double> truth = recorded[t].State(offset + (w * every) + ((k + 1) * protocol.Stride));
                    for (int i = 0; i < d; i++, numbers++)
                    {
                        double off = (predicted[(((w * steps) + k) * state) + i] - truth[i]) / range;
                        sum += off * off;
                    }
                }
            }

            perTrack.Add((states[t].Name, Math.Sqrt(sum / numbers)));
            shown.Add(ShownRollOut.Of(states[t].Name, recorded[t], offset, predicted, protocol, steps));
            (pooled, count, rolled) = (pooled + sum, count + numbers, rolled + windows.Count);
        }

        double seconds = steps * protocol.Stride * protocol.Interval;
        return new HeldOutScore(0, 0, seconds, Math.Sqrt(pooled / count), rolled, [.. perTrack], [.. shown]);
    }

    private static double Range(Trajectory track, int dimension)
    {
        double widest = 0;
        for (int i = 0; i < dimension; i++)
        {
            double[] x = [.. Enumerable.Range(0, track.Frames).Select(frame => track.State(frame)[i])];
            widest = Math.Max(widest, x.Max() - x.Min());
        }

        return widest;
    }
}

/// <summary>A roll-out beside what was seen, first coordinate.</summary>
internal sealed record ShownRollOut(string Track, double[] Times, double[] Predicted, double[] Seen)
{
    internal static ShownRollOut Of(string name, Trajectory recorded, int offset, double[] predicted, Protocol protocol, int steps)
    {
        int state = protocol.Weights.Length;
        return new ShownRollOut(
            name,
            [.. Enumerable.Range(1, steps).Select(k => k * protocol.Stride * protocol.Interval)],
            [.. Enumerable.Range(0, steps).Select(k => predicted[k * state])],
            [.. Enumerable.Range(1, steps).Select(k => recorded.State(offset + (k * protocol.Stride))[0])]);
    }
}
