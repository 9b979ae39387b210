using Downhill.Data;
using Downhill.Objectives;

namespace Downhill.Experiments.Learning;

/// <summary>How tracks are turned into windows: the scales of the data, the lag, the step, how many states are matched; and why.</summary>
internal sealed record Protocol
{
    // A step moves a phase by at most this much of the data's own time; the integrator's error is a twenty-fourth of its square.
    private const double StepPerTime = 0.04;

    // The roll-out is long enough for the motion to rise out of the noise, and short enough for learning to converge.
    private const double LagPerTime = 1.0 / 3;

    // Runge-Kutta's error in a frame of half a well's own time is then a hundred-thousandth.
    private const int FlowSteps = 2;

    // Successive changes of a smooth path are alike; those of a noisy one have nothing in common.
    private const double MostlyNoise = 0.5;

    internal required Motion Motion { get; init; }

    internal required int Dimension { get; init; }

    /// <summary>Seconds from frame to frame.</summary>
    internal required double Interval { get; init; }

    internal required double[] Center { get; init; }

    internal required double[] Radius { get; init; }

    /// <summary>One over the variance of each number of a state, for the loss.</summary>
    internal required double[] Weights { get; init; }

    /// <summary>The scale of the energy.</summary>
    internal required double EnergyScale { get; init; }

    /// <summary>Frames from one matched state to the next.</summary>
    internal required int Stride { get; init; }

    internal required int Matched { get; init; }

    internal required int InnerSteps { get; init; }

    /// <summary>Seconds of an inner step.</summary>
    internal required double StepSize { get; init; }

    /// <summary>The data's own time: standard deviation of position over that of velocity, in seconds.</summary>
    internal required double OwnTime { get; init; }

    internal required double FirstFriction { get; init; }

    /// <summary>Seconds from the first state of a window to the last.</summary>
    internal double Lag => Matched * Stride * Interval;

    /// <summary>Whether the changes are mostly noise: then the likelihood of each frame after the one before is learned, and the temperature with it.</summary>
    internal bool IsNoisy { get; init; }

    /// <summary>How frames without noise follow one another.</summary>
    internal Between Between { get; init; }

    /// <summary>The same for tracks of the flow x′ = −∇E(x), where they are overdamped and without noise.</summary>
    internal Protocol AlongFlow() => Motion == Motion.Inertial || IsNoisy ? this
        : this with { Between = Between.Flow, InnerSteps = FlowSteps, StepSize = Interval / FlowSteps };

    /// <summary>What is minimised.</summary>
    internal Objective Objective => IsNoisy ? Likelihood : Matching;

    internal LangevinLikelihood Likelihood => new() { Interval = Stride * Interval, Temperature = FirstTemperature };

    /// <summary>The same for noisy frames of which only every <paramref name="stride"/>th follows from the one before as if steps were independent.</summary>
    internal Protocol Strided(int stride) => this with { Stride = stride };

    internal double FirstTemperature { get; init; } = 1;

    internal TrajectoryMatching Matching => new()
    {
        Motion = Motion,
        Matched = Matched,
        InnerSteps = InnerSteps,
        StepSize = StepSize,
        Between = Between,
        Weights = Weights,
        Friction = FirstFriction,
    };

    internal static Protocol For(string file, Motion motion, IReadOnlyList<Trajectory> tracks, int dimension, double interval, int unroll)
    {
        (double[] center, double[] spread) = Moments(file, tracks);
        return motion == Motion.Inertial
            ? Inertial(tracks, dimension, interval, unroll, center, spread)
            : Overdamped(tracks, dimension, interval, unroll, center, spread);
    }

    private static Protocol Inertial(IReadOnlyList<Trajectory> tracks, int dimension, double interval, int unroll, double[] center, double[] spread)
    {
        double xs = Rms(spread[..dimension]), vs = Rms(spread[dimension..]), time = xs / vs, wanted = StepPerTime * time;
        int stride = Math.Max(1, (int)(wanted / interval)), inner = Math.Max(1, (int)Math.Ceiling(interval / wanted));
        double between = stride * interval;
        return new Protocol
        {
            Motion = Motion.Inertial,
            Dimension = dimension,
            Interval = interval,
            Center = center[..dimension],
            Radius = spread[..dimension],
            Weights = [.. Enumerable.Repeat(1 / (xs * xs), dimension), .. Enumerable.Repeat(1 / (vs * vs), dimension)],
            EnergyScale = vs * vs,
            Stride = stride,
            Matched = unroll > 0 ? unroll : Math.Max(1, (int)Math.Ceiling(LagPerTime * time / between)),
            InnerSteps = inner,
            StepSize = between / inner,
            OwnTime = time,
            FirstFriction = 1 / tracks.Max(track => track.Times[^1] - track.Times[0]),
        };
    }

    private static Protocol Overdamped(IReadOnlyList<Trajectory> tracks, int dimension, double interval, int unroll, double[] center, double[] spread)
    {
        (double change, double lagged) = Changes(tracks);
        double xs = Rms(spread), noise = change / (2 * interval), drift = xs * Math.Sqrt(Math.Max(0, lagged)) / interval;
        bool isNoisy = unroll == 0 && lagged < MostlyNoise * change;
        return new Protocol
        {
            Motion = Motion.Overdamped,
            Dimension = dimension,
            Interval = interval,
            Center = center,
            Radius = spread,
            Weights = [.. Enumerable.Repeat(1 / change, dimension)],
            EnergyScale = Math.Max(noise, drift),
            Stride = 1,
            Matched = Math.Max(1, unroll),
            InnerSteps = 1,
            StepSize = interval,
            OwnTime = xs * xs / Math.Max(noise, drift),
            IsNoisy = isNoisy,
            FirstTemperature = Math.Max(noise, double.Epsilon),
            FirstFriction = 1,
        };
    }

    private static double Rms(double[] numbers) => Math.Sqrt(numbers.Sum(n => n * n) / numbers.Length);

    private static (double[] Mean, double[] Deviation) Moments(string file, IReadOnlyList<Trajectory> tracks)
    {
        int n = tracks[0].Dimension;
        double[] mean = new double[n], square = new double[n];
        double frames = tracks.Sum(track => (double)track.Frames);
        foreach (Trajectory track in tracks)
        {
            for (int at = 0; at < track.Values.Length; at++)
            {
                mean[at % n] += track.Values[at] / frames;
            }
        }

        foreach (Trajectory track in tracks)
        {
            for (int at = 0; at < track.Values.Length; at++)
            {
                square[at % n] += (track.Values[at] - mean[at % n]) * (track.Values[at] - mean[at % n]) / frames;
            }
        }

        double[] deviation = [.. square.Select(Math.Sqrt)];
        return Array.TrueForAll(deviation, d => d > 0) ? (mean, deviation)
            : throw new DataException(file, null, null, $"found column '{tracks[0].Columns[Array.FindIndex(deviation, d => d == 0)]}' that never changes in what is learned from, expected motion, leave it out with --columns or record longer");
    }

    /// <summary>The mean square of a change per coordinate, and the mean product of successive changes: with noise the first is noise, the second is not.</summary>
    private static (double Change, double Lagged) Changes(IReadOnlyList<Trajectory> tracks)
    {
        double change = 0, lagged = 0;
        long changes = 0, pairs = 0;
        foreach (Trajectory track in tracks)
        {
            int n = track.Dimension;
            for (int at = n; at < track.Values.Length; at++, changes++)
            {
                double now = track.Values[at] - track.Values[at - n];
                change += now * now;
                if (at >= 2 * n)
                {
                    lagged += now * (track.Values[at - n] - track.Values[at - (2 * n)]);
                    pairs++;
                }
            }
        }

        return (change / Math.Max(1, changes), lagged / Math.Max(1, pairs));
    }
}
