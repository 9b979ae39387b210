namespace Downhill.Hosts.Tests.Cli;

/// <summary>Tracks of a double well, and two small landscapes learned from tracks: overdamped, and with inertia.</summary>
public sealed class LearnedRun : IDisposable
{
    /// <summary>Small enough to learn in a second or two, without optimisation and beside other tests.</summary>
    internal static readonly string[] Small = ["--model", "radial", "--resamples", "2", "--steps", "50", "--threads", "1"];

    public LearnedRun()
    {
        Called.Well("simulate", "double-well", "--out", Tracks, "--tracks", "6", "--frames", "60", "--truth", Truth);
        Called.Well("simulate", "pendulum", "--out", Swings, "--tracks", "3", "--frames", "150");
        Learned = Called.Well(["learn", Tracks, "--out", Overdamped, .. Small]);
        Called.Well(["learn", Swings, "--out", Inertial, "--dynamics", "inertial", "--columns", "theta", "--velocity", "omega", .. Small, "--steps", "30"]);
    }

    public Folder Folder { get; } = new();

    public string Tracks => Folder["tracks.csv"];

    public string Truth => Folder["truth.csv"];

    public string Swings => Folder["swings.csv"];

    public string Overdamped => Folder["overdamped"];

    public string Inertial => Folder["inertial"];

    /// <summary>What learning answered.</summary>
    internal Called Learned { get; }

    public void Dispose() => Folder.Dispose();
}
