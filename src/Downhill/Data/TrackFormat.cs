namespace Downhill.Data;

/// <summary>What the columns of a table of tracks mean.</summary>
public sealed record TrackFormat
{
    /// <summary>The column that names the track of a row. Default null: a column whose name says so (<c>track</c>, <c>particle</c>, <c>segment</c>, <c>cell</c>, <c>id</c>, …) where there is one, else the whole file is one track.</summary>
    public string? Track { get; init; }

    /// <summary>The column of times. Default null: a column whose name says so (<c>t</c>, <c>time</c>, <c>seconds</c>, <c>time_ms</c>, …), else the number of the frame (<c>frame</c>), where there is one, else the frames of a track are numbered from 0.</summary>
    public string? Time { get; init; }

    /// <summary>Seconds per unit of the time column, or between frames where there is none; finite and above zero. Default null: what the name of the column says (<c>time_ms</c>: 0.001), else 1, also for a frame.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a finite number above zero.</exception>
    public double? Dt
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Dt must be a finite number of seconds above zero.");
    }

    /// <summary>The columns of positions, in order. Default null: every column that is not track, time or velocity, holds a number in the first row, and is not left out because of its name (<c>frame</c>, <c>mass</c>, <c>size</c>, <c>signal</c>, <c>index</c>, …).</summary>
    public string[]? Columns { get; init; }

    /// <summary>The columns of velocities, one for each position in the same order, in units of position per second; they follow the positions in the state. Default none.</summary>
    public string[] Velocity { get; init; } = [];

    /// <summary>Whether rows are independent samples: track and time columns are then passed over, and the rows are one trajectory numbered from 0. Default false.</summary>
    public bool Samples { get; init; }

    /// <summary>
    /// Frames to hold at most, at least 8. Default 2,000,000. Of a longer file whole tracks are kept, spread evenly over it, and of tracks
    /// longer than a 64th of this stretches of so many frames, with a warning; which ones depends on nothing but their order in the file.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 8.</exception>
    public long MaximumFrames
    {
        get;
        init => field = value >= 8
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MaximumFrames must be at least 8.");
    } = 2_000_000;

    /// <summary>Bytes of numbers to hold at most, at least 1024; where that is fewer frames than <see cref="MaximumFrames"/>, it decides. Default 64 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1024.</exception>
    public long MemoryLimit
    {
        get;
        init => field = value >= 1024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MemoryLimit must be at least 1024 bytes.");
    } = 64L << 20;
}
