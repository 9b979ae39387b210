using System.Globalization;

namespace Downhill.Data;

/// <summary>For which rows a number of an array stands.</summary>
internal enum ArraySpread
{
    /// <summary>One for each row.</summary>
    Row,

    /// <summary>One for each frame, the same in every track.</summary>
    Frame,

    /// <summary>One for each track, the same in every frame.</summary>
    Track,
}

/// <summary>A column that comes from an array, or, where there is none, is the name of the track.</summary>
internal sealed record ArrayField(string Name, ArrayEntry? Array, int Component, ArraySpread Spread)
{
    /// <summary>Columns of the array.</summary>
    internal int Width { get; init; } = 1;

    /// <summary>The name of the array within its group.</summary>
    internal string Member { get; init; } = "";
}

/// <summary>The rows of a group of arrays: so many tracks of so many frames, and the columns.</summary>
internal sealed record ArrayLayout(string? Track, long Tracks, long Frames, ArrayField[] Fields)
{
    private const string TrackColumn = "track";
    private const int MostColumns = 4096;

    /// <summary>The layout of a group, by the rules that <see cref="TrackReader"/> states.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="group">The arrays.</param>
    /// <param name="wanted">The columns asked for, in order; may be empty.</param>
    /// <param name="roles">The names of track and time, where they were given.</param>
    /// <exception cref="DataException">The arrays can be understood in more than one way, or in none.</exception>
    internal static ArrayLayout Of(string file, ArrayGroup group, IReadOnlyList<string> wanted, string[] roles)
    {
        (string Name, ArrayEntry Array)[] data = [.. group.Arrays.Where(pair => ArrayGroups.IsData(pair.Value)).Select(pair => (pair.Key, pair.Value))];
        (string Name, ArrayEntry Array)[] candidates = [.. data.Where(pair => !roles.Contains(pair.Name) && !ColumnNames.IsBookkeeping(pair.Name))];
        candidates = candidates.Length == 0 ? data : candidates;
        (string Name, ArrayEntry Array)[] asked = [.. candidates.Where(pair => wanted.Any(name => ArrayGroups.IsOf(name, pair.Name)))];
        CheckReadable(file, group, wanted, candidates);
        bool hasTracks = IsOfTracks(file, candidates, asked, wanted);
        long[] shape = (asked.Length > 0 ? asked : candidates).MaxBy(pair => pair.Array.Header.Shape.Length).Array.Header.Shape;
        (long tracks, long frames) = hasTracks ? (shape[0], shape[1]) : (1, shape[0]);
        bool isLone = candidates.Length == 1 && asked.Length == 0;
        ArrayField[] fields = [.. group.Arrays.SelectMany(pair => FieldsOf(pair.Key, pair.Value, hasTracks, tracks, frames, isLone && ReferenceEquals(pair.Value, candidates[0].Array) ? wanted : null))];
        bool named = fields.Any(field => field.Name == TrackColumn) || (group.Track is null && !hasTracks) || ColumnNames.Track([.. fields.Select(field => field.Name)]) >= 0;
        return new(group.Track, tracks, frames, named ? fields : [new ArrayField(TrackColumn, null, 0, ArraySpread.Track), .. fields]);
    }

    /// <summary>The same columns as in another group, in the same order.</summary>
    /// <exception cref="DataException">One is missing.</exception>
    internal ArrayLayout InOrderOf(ArrayLayout other, string file)
    {
        ArrayField[] ordered = new ArrayField[other.Fields.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            ordered[i] = Array.Find(Fields, field => field.Name == other.Fields[i].Name)
                ?? throw new DataException(file, null, null, $"found no column {DataRows.Quoted(other.Fields[i].Name)} of track {DataRows.Quoted(Track ?? "")}, expected the same arrays as of track {DataRows.Quoted(other.Track ?? "")}, add it or remove the track");
        }

        return this with { Fields = ordered };
    }

    private static void CheckReadable(string file, ArrayGroup group, IReadOnlyList<string> wanted, (string Name, ArrayEntry Array)[] candidates)
    {
        ArrayEntry? unreadable = group.Arrays.Where(pair => !pair.Value.Header.IsNumeric && (candidates.Length == 0 || wanted.Any(name => ArrayGroups.IsOf(name, pair.Key)))).Select(pair => pair.Value).FirstOrDefault();
        if (unreadable is not null)
        {
            string what = unreadable.Header.Description.Contains('O', StringComparison.Ordinal) ? "Python objects, which only Python can read" : $"elements of type {DataRows.Quoted(unreadable.Header.Description)}";
            throw unreadable.Wrong($"found {what}, expected real numbers or whole numbers, write it with dtype float64");
        }

        if (candidates.Length == 0)
        {
            throw new DataException(file, null, null, "found no array of numbers with at least one index, expected tracks, check how the file was written");
        }

        if (candidates.FirstOrDefault(pair => pair.Array.Header.Shape.Length > 3).Array is { } deep)
        {
            throw deep.Wrong($"found an array of shape {deep.Header.Axes}, expected [frames], [frames, d] or [tracks, frames, d], write it in one of these");
        }
    }

    private static bool IsOfTracks(string file, (string Name, ArrayEntry Array)[] candidates, (string Name, ArrayEntry Array)[] asked, IReadOnlyList<string> wanted)
    {
        if ((asked.Length > 0 ? asked : candidates).Any(pair => pair.Array.Header.Shape.Length == 3))
        {
            return true;
        }

        (string Name, ArrayEntry Array)[] tables = [.. (asked.Length > 0 ? asked : candidates).Where(pair => pair.Array.Header.Shape.Length == 2)];
        bool byName = asked.Length > 1 && tables.Length == asked.Length && Array.TrueForAll(tables, pair => wanted.Contains(pair.Name) && pair.Array.Header.Shape.SequenceEqual(tables[0].Array.Header.Shape));
        if (!byName && asked.Length == 0)
        {
            CheckClear(file, candidates, tables);
        }

        return byName;
    }

    private static void CheckClear(string file, (string Name, ArrayEntry Array)[] candidates, (string Name, ArrayEntry Array)[] tables)
    {
        string all = string.Join(", ", candidates.Take(8).Select(pair => $"{pair.Name} {pair.Array.Header.Axes}")) + (candidates.Length > 8 ? ", …" : "");
        if (candidates.Select(pair => pair.Array.Header.Shape[0]).Distinct().Count() > 1)
        {
            throw new DataException(file, null, null, $"found arrays of different lengths ({all}), expected one length, name the positions with --columns");
        }

        if (tables.Length > 1)
        {
            throw new DataException(file, null, null, $"found arrays {all}, which may be columns [tracks, frames] or tracks [frames, d], expected one meaning, name the columns with --columns, or put each track into a folder of the archive");
        }
    }

    private static IEnumerable<ArrayField> FieldsOf(string name, ArrayEntry array, bool hasTracks, long tracks, long frames, IReadOnlyList<string>? given)
    {
        long[] shape = array.Header.Shape;
        ArraySpread? spread = array.Header.Kind == NpyKind.Unreadable ? null : (hasTracks, shape.Length) switch
        {
            (false, 1 or 2) when shape[0] == frames => ArraySpread.Row,
            (true, 1) when shape[0] == tracks && (tracks != frames || !array.Header.IsNumeric || ColumnNames.Track([name]) == 0) => ArraySpread.Track,
            (true, 1) when shape[0] == frames => ArraySpread.Frame,
            (true, 2 or 3) when shape[0] == tracks && shape[1] == frames => ArraySpread.Row,
            _ => null,
        };
        bool isTable = shape.Length == (hasTracks ? 3 : 2);
        int width = spread is not null && isTable ? Columns(array, shape[^1]) : 1;
        return spread is null ? [] : Enumerable.Range(0, width).Select(i => new ArrayField(NameOf(name, i, width, isTable, given), array, i, spread.Value) { Width = width, Member = name });
    }

    private static int Columns(ArrayEntry array, long width) => width <= MostColumns ? (int)width
        : throw array.Wrong($"found {width} columns, expected at most {MostColumns}, check the order of the indices: the last is that of the columns");

    private static string NameOf(string name, int column, int width, bool isTable, IReadOnlyList<string>? given)
    {
        string index = column.ToString(CultureInfo.InvariantCulture);
        bool isNumbered = given?.Any(other => other.Length > 1 && ArrayGroups.IsOf(other, "x")) == true;
        bool isNameless = name.Length == 0 || ArrayGroups.IsOf(name, "arr_");
        return given?.Count == width && !isNumbered && (isTable || isNameless) ? given[column]
            : !isTable && name.Length > 0 ? name
            : isNameless || isNumbered ? "x" + index
            : name + index;
    }
}
