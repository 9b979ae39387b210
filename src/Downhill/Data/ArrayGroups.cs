using System.Text.RegularExpressions;

namespace Downhill.Data;

/// <summary>Arrays that belong together: those of one track, or all of a file.</summary>
/// <param name="Track">The track, or null where the arrays themselves say which rows are of which track.</param>
/// <param name="Arrays">The arrays by their names within the group.</param>
internal sealed record ArrayGroup(string? Track, IReadOnlyDictionary<string, ArrayEntry> Arrays);

/// <summary>Which arrays of an archive belong together, by the rules that <see cref="TrackReader"/> states.</summary>
internal static partial class ArrayGroups
{
    /// <summary>The groups in the order of the file, at least one, and where the names of tracks come from.</summary>
    internal static (ArrayGroup[] Groups, string Origin) Of(ArrayEntry[] arrays, IReadOnlyList<string> wanted)
    {
        if (Array.Exists(arrays, array => array.Name.Contains('/', StringComparison.Ordinal)))
        {
            return (Folders(arrays), "the folders of the archive");
        }

        if (wanted.FirstOrDefault(name => !Array.Exists(arrays, array => IsOf(name, array.Name))) is { } missing && Prefixes(arrays, missing) is { Length: > 0 } prefixes)
        {
            return (prefixes, "the names of the arrays");
        }

        return IsTrackEach(arrays, wanted)
            ? ([.. arrays.Where(IsData).Select(array => new ArrayGroup(array.Name, Named(("", array))))], "the names of the arrays")
            : ([new ArrayGroup(null, Named([.. arrays.Select(array => (array.Name, array))]))], "the first index");
    }

    /// <summary>Whether a column asked for is an array, or one of its columns.</summary>
    internal static bool IsOf(string column, string array) =>
        column.StartsWith(array, StringComparison.Ordinal) && array.Length > 0 && column.AsSpan(array.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Whether an array could hold positions: numbers, and more than one number.</summary>
    internal static bool IsData(ArrayEntry array) => array.Header.IsNumeric && array.Header.Shape.Length > 0;

    private static ArrayGroup[] Folders(ArrayEntry[] arrays) => Grouped(
        arrays.Where(array => array.Name.Contains('/', StringComparison.Ordinal)), array => array.Name.LastIndexOf('/'));

    // The column that is asked for decides where a prefix ends: a_b_x has the prefix a_b for x, and a for b_x.
    private static ArrayGroup[] Prefixes(ArrayEntry[] arrays, string column)
    {
        string[] ends = [.. arrays.Select(array => array.Name).Where(name => name.IndexOfAny(['_', '.']) > 0)
            .SelectMany(name => Enumerable.Range(1, name.Length - 1).Where(at => name[at] is '_' or '.' && IsOf(column, name[(at + 1)..])).Select(at => name[..(at + 1)])).Distinct()];
        return Grouped(
            arrays.Where(array => Array.Exists(ends, end => array.Name.StartsWith(end, StringComparison.Ordinal))),
            array => ends.Where(end => array.Name.StartsWith(end, StringComparison.Ordinal)).Max(end => end.Length) - 1);
    }

    private static ArrayGroup[] Grouped(IEnumerable<ArrayEntry> arrays, Func<ArrayEntry, int> separator) =>
    [
        .. arrays.Where(array => separator(array) > 0).GroupBy(array => array.Name[..separator(array)])
            .Where(group => group.Any(IsData))
            .Select(group => new ArrayGroup(group.Key, Named([.. group.Select(array => (array.Name[(separator(array) + 1)..], array))]))),
    ];

    private static bool IsTrackEach(ArrayEntry[] arrays, IReadOnlyList<string> wanted)
    {
        ArrayEntry[] data = [.. arrays.Where(IsData)];
        bool alike = data.Length > 1 && Array.TrueForAll(data, array => array.Header.Shape.Length == 2 && array.Header.Shape[1] == data[0].Header.Shape[1]);
        return alike && !wanted.Any(name => Array.Exists(data, array => IsOf(name, array.Name)))
            && (data.Select(array => Digits().Replace(array.Name, "")).Distinct(StringComparer.Ordinal).Count() == 1
                || data.Select(array => array.Header.Shape[0]).Distinct().Count() > 1);
    }

    private static Dictionary<string, ArrayEntry> Named(params (string Name, ArrayEntry Array)[] arrays) => arrays.ToDictionary(pair => pair.Name, pair => pair.Array, StringComparer.Ordinal);

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
