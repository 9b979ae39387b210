using System.Globalization;
using Downhill.Compute;
using Downhill.Data;
using Downhill.Simulation;

namespace Downhill.Experiments.Learning;

/// <summary>Where the tracks of a run come from: a file, or the example.</summary>
internal sealed record TrackSource(string Words, IReadOnlyList<Trajectory> Tracks, int Dimension, string[] Columns, string[] VelocityColumns, double Interval, IReadOnlyList<string> Warnings)
{
    // The example is always the same tracks, whatever the seed of learning.
    private const ulong ExampleSeed = 20_260_101;
    private const int ExampleTracks = 60, ExampleFrames = 800;

    // Two frames to hold out of ten, two to stop by, and some to learn from.
    private const int LeastFrames = 10;

    // What differences of printed times leave behind them is no unevenness.
    private const double Alike = 1e-3;

    /// <summary>Which columns were taken for what, in words; empty for the example.</summary>
    internal string Choice { get; init; } = "";

    /// <summary>Size and SHA-256 of the file as it was read; null for the example.</summary>
    internal DataFingerprint? Fingerprint { get; init; }

    internal static TrackSource Read(LearnSettings settings)
    {
        if (settings.Tracks is null)
        {
            return Example();
        }

        TrackFormat format = new()
        {
            Track = settings.Track,
            Time = settings.Time,
            Dt = settings.Dt,
            Columns = settings.Columns,
            Velocity = settings.Velocity,
            MaximumFrames = settings.MaxFrames,
        };
        TrackSet set = TrackReader.Read(settings.Tracks, format);
        RequireFrames(set);
        Trajectory[] stretches = [.. set.Trajectories.SelectMany(track => track.SplitAtGaps())];
        double interval = IntervalOf(settings.Tracks, format, stretches);
        Measurable.Require(settings.Tracks, stretches, interval);
        return new TrackSource(Path.GetFileName(settings.Tracks), stretches, set.Columns.Length, set.Columns, set.VelocityColumns, interval, set.Warnings)
        {
            Choice = set.Choice,
            Fingerprint = set.Fingerprint,
        };
    }

    private static TrackSource Example()
    {
        SimulatedSystem system = KnownSystems.Named("three-wells")!;
        IReadOnlyList<Trajectory> tracks = Simulator.Run(system, ExampleTracks, ExampleFrames, system.Interval, system.Temperature, new Rng(ExampleSeed));
        return new TrackSource("the three-wells example", tracks, system.Columns.Count, [.. system.Columns], [], system.Interval, []);
    }

    private static void RequireFrames(TrackSet set)
    {
        if (set.Frames < LeastFrames)
        {
            throw new DataException(set.File, null, null, $"found {set.Frames} frames in {set.Trajectories.Count} track{(set.Trajectories.Count == 1 ? "" : "s")} of two frames or more, expected at least {LeastFrames} to learn from and to measure by, record longer");
        }
    }

    private static double IntervalOf(string file, TrackFormat format, Trajectory[] tracks)
    {
        if (tracks.Length == 0)
        {
            throw new DataException(file, null, null, "found no two frames that follow one another, expected tracks, check --track and --time");
        }

        double median = tracks[0].Intervals.Median;
        foreach (Trajectory track in tracks)
        {
            Intervals intervals = track.Intervals;
            if (!intervals.Uniform || Math.Abs(intervals.Median - median) > Alike * median)
            {
                throw Uneven(file, format, tracks[0], track, intervals);
            }
        }

        double mean = tracks.Sum(track => track.Times[^1] - track.Times[0]) / tracks.Sum(track => track.Frames - 1.0);

        // Twelve digits: what differences of printed times leave behind them is not part of the interval.
        return double.Parse(mean.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static DataException Uneven(string file, TrackFormat format, Trajectory first, Trajectory track, Intervals intervals)
    {
        int odd = 1;
        for (int frame = 1; frame < track.Frames && !intervals.Uniform; frame++)
        {
            odd = Off(frame) > Off(odd) ? frame : odd;
        }

        string others = intervals.Uniform ? $"{first.Intervals.Median:G6} s in track '{first.Name}'" : $"{intervals.Median:G6} s mostly";
        return new(file, TrackReader.LineOf(file, format, track.Name, track.Times[odd]), null, $"found uneven intervals: {track.Times[odd] - track.Times[odd - 1]:G6} s before frame {odd} of track '{track.Name}' (time {track.Times[odd]:G9} s), {others}, expected the same interval everywhere, resample the track");

        double Off(int frame) => Math.Abs(track.Times[frame] - track.Times[frame - 1] - intervals.Median);
    }
}
