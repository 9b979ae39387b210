namespace Downhill.Data;

/// <summary>What the columns of a table of tracks mean.</summary>
public sealed record TrackFormat
{
    /// <summary>The column that names the track of a row. Default null: <c>track</c> where there is one, else the whole file is one track.</summary>
    public string? Track { get; init; }

    /// <summary>The column of times. Default null: <c>t</c>, else <c>time</c>, where there is one, else the frames of a track are numbered from 0.</summary>
    public string? Time { get; init; }

    /// <summary>Seconds per unit of the time column, or between frames where there is none; finite and above zero. Default null: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a finite number above zero.</exception>
    public double? Dt
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Dt must be a finite number of seconds above zero.");
    }

    /// <summary>The columns of positions, in order. Default null: every column that is not track, time or velocity and holds a number in the first row.</summary>
    public string[]? Columns { get; init; }

    /// <summary>The columns of velocities, one for each position in the same order, in units of position per second; they follow the positions in the state. Default none.</summary>
    public string[] Velocity { get; init; } = [];

    /// <summary>Whether rows are independent samples: track and time columns are then passed over, and the rows are one trajectory numbered from 0. Default false.</summary>
    public bool Samples { get; init; }

    /// <summary>Bytes of numbers to hold at most, at least 1024; of a longer file evenly spread stretches of rows are kept, with a warning. Default 256 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1024.</exception>
    public long MemoryLimit
    {
        get;
        init => field = value >= 1024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MemoryLimit must be at least 1024 bytes.");
    } = 256L << 20;
}
