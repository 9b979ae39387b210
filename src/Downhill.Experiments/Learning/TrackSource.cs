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

    internal static TrackSource Read(LearnSettings settings)
    {
        if (settings.Tracks is null)
        {
            return Example();
        }

        TrackSet set = TrackReader.Read(settings.Tracks, new TrackFormat
        {
            Track = settings.Track,
            Time = settings.Time,
            Dt = settings.Dt,
            Columns = settings.Columns,
            Velocity = settings.Velocity,
        });
        Trajectory[] stretches = [.. set.Trajectories.SelectMany(track => track.SplitAtGaps())];
        double interval = IntervalOf(settings.Tracks, stretches);
        Measurable.Require(settings.Tracks, stretches, interval);
        return new TrackSource(Path.GetFileName(settings.Tracks), stretches, set.Columns.Length, set.Columns, set.VelocityColumns, interval, set.Warnings);
    }

    private static TrackSource Example()
    {
        SimulatedSystem system = KnownSystems.Named("three-wells")!;
        IReadOnlyList<Trajectory> tracks = Simulator.Run(system, ExampleTracks, ExampleFrames, system.Interval, system.Temperature, new Rng(ExampleSeed));
        return new TrackSource("the three-wells example", tracks, system.Columns.Count, [.. system.Columns], [], system.Interval, []);
    }

    private static double IntervalOf(string file, Trajectory[] tracks)
    {
        if (tracks.Length == 0)
        {
            throw new DataException(file, null, null, "found no two frames that follow one another, expected tracks, check --track and --time");
        }

        double median = tracks[0].Intervals.Median;
        Trajectory? odd = Array.Find(tracks, track => !track.Intervals.Uniform || Math.Abs(track.Intervals.Median - median) > 1e-3 * median);
        double mean = tracks.Sum(track => track.Times[^1] - track.Times[0]) / tracks.Sum(track => track.Frames - 1.0);

        // Twelve digits: what differences of printed times leave behind them is not part of the interval.
        return odd is null ? double.Parse(mean.ToString("G12"))
            : throw new DataException(file, null, null, $"found uneven intervals in track {odd.Name} (median {odd.Intervals.Median:G4} s, {odd.Intervals.Smallest:G4} to {odd.Intervals.Largest:G4}), expected the same interval everywhere, resample the track");
    }
}
