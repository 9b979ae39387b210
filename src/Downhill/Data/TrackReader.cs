namespace Downhill.Data;

/// <summary>Reads tracks from a text file (CSV, gzipped or not: a line of column names, then one row for each frame of each track) or from arrays of NumPy.</summary>
/// <remarks>
/// Text: columns are separated by comma, semicolon, tab or bar, whichever the line of names has most of. The rows of a track may lie
/// apart, among those of others, as long as its time increases. The file is read once, from front to back.
/// Arrays, in a <c>.npy</c> or a <c>.npz</c> (known by their first bytes, not by their names): of shape [frames, d] one track, of shape
/// [tracks, frames, d] several, where frames that are all NaN stand for the end of a shorter track. The columns of an array without a
/// name (a <c>.npy</c>, or <c>arr_0</c>) are <c>x0, x1, …</c>. In an archive, arrays of shape [frames] or [tracks, frames] are columns under their own
/// names, and an array <c>y</c> of d columns has <c>y0, y1, …</c>, or <c>y</c> for all. Where an array is the only one and d names that it does not
/// have are asked for, they become the names of its columns, in order. Where the names of arrays have folders
/// (<c>id00/t</c>, <c>id00/y</c>), each folder is a track; so is each prefix (<c>id00_t</c>, <c>id00.t</c>) where a column asked for is only found behind one;
/// so is each array of shape [frames, d], where there is nothing else and their names differ only in digits, or their lengths differ.
/// </remarks>
public static class TrackReader
{
    /// <summary>The tracks of a file.</summary>
    /// <param name="file">A CSV file, plain or gzipped, or arrays of NumPy; whatever its name.</param>
    /// <param name="format">What its columns mean; null: the defaults.</param>
    /// <returns>The tracks, each of at least two frames; cost O(bytes), memory at most about <see cref="TrackFormat.MemoryLimit"/>.</returns>
    /// <exception cref="DataException">The file cannot be used; the message names file, line and column, or the array and the place in it.</exception>
    public static TrackSet Read(string file, TrackFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        format ??= new();
        using DataRows rows = Open(file, format);
        if (!rows.Read())
        {
            throw rows.WrongAtEnd($"found no {(rows.Line > 0 ? "row below the header" : "frame in the arrays")}, expected at least two frames, check that the file was written to its end");
        }

        TrackLayout layout = TrackLayout.Of(rows, format);
        using RowStore store = new(1 + layout.State.Length, Capacity(format, layout));
        TrackRoll roll = new(rows, layout);
        Fill(store, rows, layout, roll);
        roll.CheckLengths();
        int[] counts = store.Counts();
        string[] warnings = [.. Warnings(rows, format, layout, roll), .. Thinned(file, store, roll, counts)];
        string[] names = [.. layout.State.Select(field => rows.Header[field])];
        return new()
        {
            File = file,
            Trajectories = Trajectories(file, roll, store, counts, names),
            Columns = names[..layout.Positions],
            VelocityColumns = names[layout.Positions..],
            Choice = layout.Words(rows, format),
            Fingerprint = rows.Fingerprint(),
            Warnings = warnings,
        };
    }

    /// <summary>The line of a frame, found by reading the file again: dear, so only for a message.</summary>
    /// <param name="file">A file that was read before.</param>
    /// <param name="format">What its columns mean; null: the defaults.</param>
    /// <param name="track">The name of the frame's track.</param>
    /// <param name="time">The time of the frame, in seconds.</param>
    /// <returns>The line, from 1; null where the file has no lines, cannot be read again, or has changed.</returns>
    public static long? LineOf(string file, TrackFormat? format, string track, double time)
    {
        ArgumentNullException.ThrowIfNull(file);
        format ??= new();
        try
        {
            if (DataFile.Beginning(file, 1).Length == 0)
            {
                return null;
            }

            using DataRows rows = Open(file, format);
            rows.Read();
            TrackLayout layout = TrackLayout.Of(rows, format);
            TrackRoll roll = new(rows, layout);
            do
            {
                if (!IsEnd(rows, layout) && roll.Name(roll.Enter(out double now)) == track && now == time)
                {
                    return rows.Line > 0 ? rows.Line : null;
                }
            }
            while (rows.Read());
        }
        catch (DataException)
        {
            // The complaint that wanted the line matters more.
        }

        return null;
    }

    private static DataRows Open(string file, TrackFormat format) => DataRows.Open(file, [.. format.Columns ?? [], .. format.Velocity], format.Track, format.Time);

    private static long Capacity(TrackFormat format, TrackLayout layout) =>
        Math.Min(format.MaximumFrames, format.MemoryLimit / RowStore.RowBytes(1 + layout.State.Length));

    private static void Fill(RowStore store, DataRows rows, TrackLayout layout, TrackRoll roll)
    {
        double[] row = new double[1 + layout.State.Length];
        do
        {
            if (IsEnd(rows, layout))
            {
                roll.End();
                continue;
            }

            int track = roll.Enter(out row[0]);
            for (int i = 0; i < layout.State.Length; i++)
            {
                row[1 + i] = rows.Number(layout.State[i]);
            }

            store.Add(track, row);
        }
        while (rows.Read());
    }

    private static bool IsEnd(DataRows rows, TrackLayout layout) => rows.IsPadded && Array.TrueForAll(layout.State, rows.IsNaN);

    private static List<Trajectory> Trajectories(string file, TrackRoll roll, RowStore store, int[] counts, string[] names)
    {
        double[][] times = new double[counts.Length][], values = new double[counts.Length][];
        for (int track = 0; track < counts.Length; track++)
        {
            if ((long)counts[track] * names.Length > Array.MaxLength)
            {
                throw new DataException(file, null, null, $"found {counts[track]} frames of track {DataRows.Quoted(roll.Name(track))}, expected at most {Array.MaxLength} numbers in a track, lower the memory limit");
            }

            // Not cleared: pages that are not yet written to take no memory, while the rows are still in the store.
            times[track] = GC.AllocateUninitializedArray<double>(counts[track]);
            values[track] = GC.AllocateUninitializedArray<double>(counts[track] * names.Length);
        }

        int[] filled = new int[counts.Length];
        store.Drain((track, row) =>
        {
            int frame = filled[track]++;
            times[track][frame] = row[0];
            row[1..].CopyTo(values[track].AsSpan(frame * names.Length));
        });
        return [.. Enumerable.Range(0, counts.Length).Where(track => counts[track] > 1).Select(track => new Trajectory(roll.Name(track), times[track], values[track], names))];
    }

    private static IEnumerable<string> Warnings(DataRows rows, TrackFormat format, TrackLayout layout, TrackRoll roll)
    {
        if (!format.Samples && layout.Time < 0)
        {
            yield return $"{rows.File}: no time column: frames are taken to be {layout.Unit} s apart";
        }

        if (!format.Samples && layout.Time >= 0 && (format.Dt is null ? layout.Unit != 1 : format.Time is null))
        {
            yield return $"{rows.File}: times are column {DataRows.Quoted(rows.Header[layout.Time])} times {layout.Unit} s";
        }
        else if (layout.IsFrameNumber && format.Dt is null && !format.Samples)
        {
            yield return $"{rows.File}: times are the frame numbers of column {DataRows.Quoted(rows.Header[layout.Time])}, a frame is taken to be 1 s: give its seconds with --dt";
        }

        if (layout.LeftOut.Length > 0)
        {
            yield return $"{rows.File}: left out because of their names: {string.Join(", ", layout.LeftOut)}; name the positions with --columns to use them";
        }

        string[] lone = [.. roll.Lone];
        if (lone.Length > 0)
        {
            yield return lone.Length == 1
                ? $"{rows.File}: track {DataRows.Quoted(lone[0])} has one frame only and is left out"
                : $"{rows.File}: {lone.Length} tracks of one frame only are left out, the first is {DataRows.Quoted(lone[0])}";
        }
    }

    private static IEnumerable<string> Thinned(string file, RowStore store, TrackRoll roll, int[] counts)
    {
        if (store.IsThinned)
        {
            long frames = counts.Sum(count => (long)count);
            yield return $"{file}: {frames} of {store.Rows} frames are used, from {counts.Count(count => count > 1)} of {roll.Count} tracks, as many as are held in memory: whole tracks, and of longer ones stretches of {store.StretchLength} frames, spread evenly over the file";
        }
    }
}
