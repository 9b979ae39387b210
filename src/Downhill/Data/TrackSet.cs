namespace Downhill.Data;

/// <summary>The tracks of one file.</summary>
public sealed record TrackSet
{
    /// <summary>The file, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The tracks in the order in which they begin in the file, each of at least two frames; states are positions, then velocities.</summary>
    public required IReadOnlyList<Trajectory> Trajectories { get; init; }

    /// <summary>The columns of positions.</summary>
    public required string[] Columns { get; init; }

    /// <summary>The columns of velocities, one for each position, or none.</summary>
    public required string[] VelocityColumns { get; init; }

    /// <summary>Which columns were taken for what, in words, for example <c>columns x, y; track from particle; time from frame, 0.04 s a frame</c>.</summary>
    public required string Choice { get; init; }

    /// <summary>Size and SHA-256 of the file as it was read: it tells whether a file is still the same.</summary>
    public required DataFingerprint Fingerprint { get; init; }

    /// <summary>What the user should know of how the file was understood, one line each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The frames of all tracks together.</summary>
    public long Frames => Trajectories.Sum(trajectory => (long)trajectory.Frames);
}
