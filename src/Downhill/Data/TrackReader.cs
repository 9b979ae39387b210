using System.Text;

namespace Downhill.Data;

/// <summary>Reads tracks from a CSV file, gzipped or not: a line of column names, then one row for each frame of each track.</summary>
/// <remarks>The rows of a track may lie apart, among those of others, as long as its time increases. The file is read once, from front to back.</remarks>
public static class TrackReader
{
    /// <summary>The tracks of a file.</summary>
    /// <param name="file">A CSV file, plain or gzipped, whatever its name.</param>
    /// <param name="format">What its columns mean; null: the defaults.</param>
    /// <returns>The tracks; cost O(bytes), memory at most about <see cref="TrackFormat.MemoryLimit"/>.</returns>
    /// <exception cref="DataException">The file cannot be used; the message names file, line and column.</exception>
    public static TrackSet Read(string file, TrackFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        format ??= new();
        using CsvRows rows = new(file);
        if (!rows.Read())
        {
            throw rows.WrongAtEnd("found no row below the header, expected at least two frames, check that the file was written to its end");
        }

        TrackLayout layout = TrackLayout.Of(rows, format);
        using RowStore store = new(1 + layout.State.Length, format.MemoryLimit);
        Roll roll = new(rows, layout);
        double[] row = new double[1 + layout.State.Length];
        do
        {
            int track = roll.Enter(out row[0]);
            for (int i = 0; i < layout.State.Length; i++)
            {
                row[1 + i] = rows.Number(layout.State[i]);
            }

            store.Add(track, row);
        }
        while (rows.Read());

        roll.CheckLengths();
        string[] names = [.. layout.State.Select(field => rows.Header[field])];
        return new()
        {
            File = file,
            Trajectories = Trajectories(file, roll, store, names),
            Columns = names[..layout.Positions],
            VelocityColumns = names[layout.Positions..],
            Warnings = [.. Warnings(rows, format, layout, store)],
        };
    }

    private static List<Trajectory> Trajectories(string file, Roll roll, RowStore store, string[] names)
    {
        int[] counts = store.Counts(roll.Count);
        double[][] times = new double[counts.Length][], values = new double[counts.Length][];
        for (int track = 0; track < counts.Length; track++)
        {
            if ((long)counts[track] * names.Length > Array.MaxLength)
            {
                throw new DataException(file, null, null, $"found {counts[track]} frames of track {CsvRows.Quoted(roll.Name(track))}, expected at most {Array.MaxLength} numbers in a track, lower the memory limit");
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

    private static IEnumerable<string> Warnings(CsvRows rows, TrackFormat format, TrackLayout layout, RowStore store)
    {
        if (!format.Samples && layout.Time < 0)
        {
            yield return $"{rows.File}: no time column: frames are taken to be {layout.Unit} s apart";
        }

        if (format.Time is null && format.Dt is not null && layout.Time >= 0)
        {
            yield return $"{rows.File}: times are column {CsvRows.Quoted(rows.Header[layout.Time])} times {layout.Unit} s";
        }

        if (store.Stride > 1)
        {
            yield return $"{rows.File}: {store.Rows} rows are more than fit into {format.MemoryLimit >> 20} MiB: one stretch of {store.RowsPerBlock} rows in every {store.Stride} is used";
        }
    }

    /// <summary>The tracks met so far, and what must hold from one of their rows to the next.</summary>
    private sealed class Roll(CsvRows rows, TrackLayout layout)
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        private readonly List<Entry> entries = [];
        private byte[] previous = [];
        private int current = -1;

        internal int Count => entries.Count;

        internal string Name(int track) => entries[track].Name;

        /// <summary>The track of the current row, and its time in seconds.</summary>
        internal int Enter(out double time)
        {
            int track = Track();
            Entry entry = entries[track];
            time = layout.Unit * (layout.Time < 0 ? entry.Frames : rows.Number(layout.Time));
            CheckTime(entry, time);
            entry.Time = time;
            entry.Frames++;
            return track;
        }

        internal void CheckLengths()
        {
            if (entries.Find(entry => entry.Frames < 2) is { } entry)
            {
                throw new DataException(rows.File, entry.Line, 1, $"found one frame only of track {CsvRows.Quoted(entry.Name)}, expected at least two in every track, remove the track or check the track column");
            }
        }

        private int Track()
        {
            ReadOnlySpan<byte> text = layout.Track < 0 ? [] : rows.Text(layout.Track);
            if (current >= 0 && text.SequenceEqual(previous))
            {
                return current;
            }

            if (layout.Track >= 0 && text.IsEmpty)
            {
                throw rows.Wrong(layout.Track, $"found an empty field, expected the name of a track in column {CsvRows.Quoted(rows.Header[layout.Track])}, correct or remove the row");
            }

            previous = text.ToArray();
            current = Number(layout.Track < 0 ? Path.GetFileName(rows.File) : Encoding.UTF8.GetString(text));
            return current;
        }

        private int Number(string name)
        {
            if (!numbers.TryGetValue(name, out int number))
            {
                number = entries.Count;
                numbers.Add(name, number);
                entries.Add(new(name, rows.Line));
            }

            return number;
        }

        private void CheckTime(Entry entry, double time)
        {
            if (entry.Frames > 0 && time <= entry.Time)
            {
                string found = time == entry.Time ? $"time {time} s a second time" : $"time {time} s after {entry.Time} s";
                throw rows.Wrong(Math.Max(0, layout.Time), $"found {found} in track {CsvRows.Quoted(entry.Name)}, expected time to increase, sort the rows or name the track column");
            }

            if (!double.IsFinite(time))
            {
                throw rows.Wrong(Math.Max(0, layout.Time), $"found a time of {time} s, expected a finite one, use a smaller dt");
            }
        }
    }

    private sealed class Entry(string name, long line)
    {
        internal string Name => name;

        internal long Line => line;

        internal int Frames { get; set; }

        internal double Time { get; set; }
    }
}
