using System.Runtime.InteropServices;
using System.Text;

namespace Downhill.Data;

/// <summary>The tracks met so far, and what must hold from one of their rows to the next.</summary>
internal sealed class TrackRoll
{
    private readonly DataRows rows;
    private readonly TrackLayout layout;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known;
    private readonly List<Entry> entries = [];
    private byte[] previous = new byte[64];
    private int previousLength = -1;
    private int current;

    internal TrackRoll(DataRows rows, TrackLayout layout)
    {
        (this.rows, this.layout) = (rows, layout);
        known = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many tracks of at least one frame there are.</summary>
    internal int Count => entries.Count - Empty;

    /// <summary>How many tracks there are of which every frame is NaN.</summary>
    internal int Empty => entries.Count(entry => entry.Frames == 0);

    internal string Name(int track) => entries[track].Name;

    /// <summary>The tracks of one frame only.</summary>
    internal IEnumerable<string> Lone => entries.Where(entry => entry.Frames == 1).Select(entry => entry.Name);

    /// <summary>The track of the current row, and its time in seconds.</summary>
    internal int Enter(out double time)
    {
        int track = Track();
        ref Entry entry = ref CollectionsMarshal.AsSpan(entries)[track];
        if (entry.IsPadded)
        {
            throw rows.Wrong(layout.State[0], $"found a number in track {DataRows.Quoted(entry.Name)} behind a frame that is all NaN, expected NaN only behind the last frame of a track, remove the frames that are missing");
        }

        time = layout.Unit * (layout.Time < 0 ? entry.Frames : rows.Number(layout.Time));
        CheckTime(entry, time);
        entry.Time = time;
        entry.Frames++;
        return track;
    }

    /// <summary>Ends the track of the current row, whose every number is NaN.</summary>
    internal void End()
    {
        int track = Track();
        CollectionsMarshal.AsSpan(entries)[track].IsPadded = true;
    }

    /// <exception cref="DataException">No track has two frames.</exception>
    internal void CheckLengths()
    {
        if (entries.Exists(entry => entry.Frames > 1))
        {
            return;
        }

        if (entries.Find(entry => entry.Frames == 1) is not { Name: { } name } first)
        {
            throw rows.WrongAtEnd("found no frame that is a number, expected tracks, check how the file was written");
        }

        throw Count == 1
            ? rows.WrongAt(first.Line, "found one frame in all, expected at least two, record longer or check that the file was written to its end")
            : rows.WrongAt(first.Line, $"found one frame only of track {DataRows.Quoted(name)} and of {(Count == 2 ? "the other" : $"each of the {Count - 1} others")}, expected tracks of at least two, check whether column {DataRows.Quoted(layout.Track < 0 ? "" : rows.Header[layout.Track])} names the track");
    }

    private int Track()
    {
        ReadOnlySpan<byte> text = layout.Track < 0 ? [] : rows.Text(layout.Track);
        if (previousLength == text.Length && text.SequenceEqual(previous.AsSpan(0, previousLength)))
        {
            return current;
        }

        if (layout.Track >= 0 && text.IsEmpty)
        {
            throw rows.Wrong(layout.Track, $"found an empty field, expected the name of a track in column {DataRows.Quoted(rows.Header[layout.Track])}, correct or remove the row");
        }

        current = layout.Track < 0 ? Number(Path.GetFileName(rows.File)) : Number(text);
        if (previous.Length < text.Length)
        {
            previous = new byte[text.Length * 2];
        }

        text.CopyTo(previous);
        previousLength = text.Length;
        return current;
    }

    private int Number(ReadOnlySpan<byte> text)
    {
        // A file of interleaved tracks asks for a name at every row: a name that is known is not made again.
        Span<char> characters = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        return Number(characters[..Encoding.UTF8.GetChars(text, characters)]);
    }

    private int Number(ReadOnlySpan<char> name)
    {
        if (!known.TryGetValue(name, out int number))
        {
            number = entries.Count;
            string text = name.ToString();
            numbers.Add(text, number);
            entries.Add(new Entry { Name = text, Line = rows.Line });
        }

        return number;
    }

    private void CheckTime(Entry entry, double time)
    {
        if (entry.Frames > 0 && time <= entry.Time)
        {
            string found = time == entry.Time ? $"time {time} s a second time" : $"time {time} s after {entry.Time} s";
            throw rows.Wrong(Math.Max(0, layout.Time), $"found {found} in track {DataRows.Quoted(entry.Name)}, expected time to increase, sort the rows or name the track column");
        }

        if (!double.IsFinite(time))
        {
            throw rows.Wrong(Math.Max(0, layout.Time), $"found a time of {time} s, expected a finite one, use a smaller dt");
        }
    }

    private struct Entry
    {
        internal string Name;
        internal long Line;
        internal int Frames;
        internal double Time;
        internal bool IsPadded;
    }
}
