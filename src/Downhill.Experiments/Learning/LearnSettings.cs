using Downhill.Energies;
using Downhill.Experiments.Runs;
using Downhill.Objectives;

namespace Downhill.Experiments.Learning;

/// <summary>A class of landscapes.</summary>
public enum ModelClass
{
    /// <summary>The one that predicts best what was left out while it was fitted.</summary>
    Auto,

    /// <summary>Wells and hills in a bowl, as many as predict best.</summary>
    Radial,

    /// <summary>The mean of some networks.</summary>
    Network,
}

/// <summary>What <c>downhill learn</c> is told; every one is a flag and a key of the configuration.</summary>
public sealed record LearnSettings
{
    /// <summary>The file of tracks, or null for the three-wells example.</summary>
    [Setting("CSV file of tracks, plain or gzipped; without it the three-wells example is learned")]
    public string? Tracks { get; init; }

    /// <summary>Names the random numbers.</summary>
    [Setting("names the random numbers: same seed, same result", Minimum = 0)]
    public long Seed { get; init; } = 1;

    /// <summary>The column that names the track.</summary>
    [Setting("column that names the track; default: a column called track, else the whole file is one track")]
    public string? Track { get; init; }

    /// <summary>The column of times.</summary>
    [Setting("column of times; default: a column called t or time, else frames are numbered")]
    public string? Time { get; init; }

    /// <summary>The columns of positions.</summary>
    [Setting("columns of positions; default: every column of numbers that is nothing else")]
    public string[]? Columns { get; init; }

    /// <summary>The columns of velocities.</summary>
    [Setting("columns of recorded velocities, as many as positions; for inertial motion, optional")]
    public string[] Velocity { get; init; } = [];

    /// <summary>Seconds per unit of the time column, or per frame.</summary>
    [Setting("seconds per unit of the time column, or per frame where there is none", Unit = "s", Above = 0)]
    public double? Dt { get; init; }

    /// <summary>How the system moves.</summary>
    [Setting("how the system moves: overdamped x' = -grad E, or inertial x'' = -grad E - friction x'")]
    public Motion Dynamics { get; init; } = Motion.Overdamped;

    /// <summary>How frames without noise follow one another.</summary>
    [Setting("how overdamped frames without noise follow one another: descent, x - dt grad E, or flow, x' = -grad E between them")]
    public Between Between { get; init; } = Between.Descent;

    /// <summary>Which tracks are held out.</summary>
    [Setting("tracks to measure by, never learned from: names, * for any text; default: names that begin with test, val, vad or held, else every fifth track, or of few tracks the last or the last fifth of each; where every fifth was held out of noisy tracks, the landscape is fitted to all of them once another that never saw those is scored")]
    public string[] HeldOut { get; init; } = [];

    /// <summary>The number of matched states in a window.</summary>
    [Setting("states matched in a window, through the roll-out; 0: chosen from the data; above 0, noisy overdamped tracks are learned without their likelihood, so no temperature is found", Minimum = 0, Maximum = 10_000)]
    public int Unroll { get; init; }

    /// <summary>The network's hidden layers.</summary>
    [Setting("widths of the network's hidden layers", Minimum = 1, Maximum = 4096)]
    public int[] Widths { get; init; } = [32, 32];

    /// <summary>The network's bend.</summary>
    [Setting("bend between the network's layers")]
    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>Frames held in memory.</summary>
    [Setting("frames held in memory, at most; of longer files whole tracks or stretches are kept, evenly spread", Minimum = 1000, Maximum = 1_000_000_000)]
    public long MaxFrames { get; init; } = 2_000_000;

    /// <summary>The class of landscapes.</summary>
    [Setting("class of landscapes; auto: the one that predicts best what was left out while it was fitted")]
    public ModelClass Model { get; init; } = ModelClass.Auto;

    /// <summary>Fits to resampled tracks.</summary>
    [Setting("fits to resampled tracks, for error bars; default: 20, or 5 networks", Minimum = 0, Maximum = 10_000)]
    public int? Resamples { get; init; }

    /// <summary>Steps of a fit.</summary>
    [Setting("steps of a fit, at most", Minimum = 1, Maximum = 10_000_000)]
    public int Steps { get; init; } = 3000;

    /// <summary>Threads.</summary>
    [Setting("threads; 0: all processors; the result does not depend on it", Minimum = 0, Maximum = 1024)]
    public int Threads { get; init; }

    internal int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;
}
