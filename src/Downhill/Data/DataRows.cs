using System.Text.RegularExpressions;

namespace Downhill.Data;

/// <summary>The rows of a file, one at a time, with the place of every field for messages.</summary>
internal abstract partial class DataRows(string file) : IDisposable
{
    /// <summary>The file, as the user named it.</summary>
    internal string File { get; } = file;

    /// <summary>The name of each column, without the spaces around it; a column without a name is "".</summary>
    internal abstract string[] Header { get; }

    /// <summary>The line of the current row, from 1, or 0 where there are no lines.</summary>
    internal abstract long Line { get; }

    /// <summary>Whether a frame of which every number is NaN stands for the end of its track.</summary>
    internal abstract bool IsPadded { get; }

    /// <summary>Size and SHA-256 of the file; to be asked for behind the last row.</summary>
    internal abstract DataFingerprint Fingerprint();

    /// <summary>Goes to the next row that is not blank.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="DataException">The row is malformed, has not as many fields as the header, or the file is damaged here.</exception>
    internal abstract bool Read();

    /// <summary>A field as it is written, without quotes and without the spaces around it; valid until the next row.</summary>
    internal abstract ReadOnlySpan<byte> Text(int field);

    /// <summary>Whether a field is written as a number, finite or not.</summary>
    internal abstract bool IsNumber(int field);

    /// <summary>Whether a field is written as a number that is none.</summary>
    internal abstract bool IsNaN(int field);

    /// <summary>A field as a number.</summary>
    /// <exception cref="DataException">It is not a number, or not a finite one.</exception>
    internal abstract double Number(int field);

    /// <summary>The fields that a name stands for: one column, or all columns of an array.</summary>
    /// <exception cref="DataException">There is none; the message names the nearest.</exception>
    internal abstract int[] Fields(string name);

    /// <summary>A complaint about a field of the current row.</summary>
    internal abstract DataException Wrong(int field, string what);

    /// <summary>A complaint about a row that was met before, by its <see cref="Line"/>, or about the names of the columns for line 1.</summary>
    internal abstract DataException WrongAt(long line, string what);

    /// <summary>A complaint about the file as far as it was read.</summary>
    internal abstract DataException WrongAtEnd(string what);

    /// <summary>Where a field comes from, in words: its name, or what else in the file.</summary>
    internal abstract string OriginOf(int field);

    public abstract void Dispose();

    /// <summary>The field with this name.</summary>
    /// <exception cref="DataException">There is none; the message names the nearest.</exception>
    internal int Field(string name)
    {
        int field = Array.IndexOf(Header, name);
        return field >= 0 && name.Length > 0 ? field
            : throw WrongAt(1, $"found no column {Quoted(name)}, expected one of {string.Join(", ", Header)}{(NearestName.Among(name, Header.Where(column => column.Length > 0)) is { } near ? $", did you mean {Quoted(near)}?" : "")}");
    }

    /// <summary>A file opened by what it holds: arrays of NumPy, or else rows of text.</summary>
    /// <param name="file">The file, as the user named it.</param>
    /// <param name="wanted">The columns that will be asked for, in order: arrays without names of their own take these.</param>
    /// <param name="roles">Columns that will be asked for as something else than a number of the state.</param>
    /// <exception cref="DataException">The file cannot be read, or what it holds has no columns.</exception>
    internal static DataRows Open(string file, IReadOnlyList<string> wanted, params string?[] roles) =>
        ArrayFile.IsOne(file) ? new ArrayRows(file, wanted, [.. roles.OfType<string>()]) : new CsvRows(file);

    /// <summary>A name for a message: in quotes, and cut where it is long.</summary>
    internal static string Quoted(string text) => $"'{(text.Length <= 40 ? text : text[..40] + "…")}'";

    /// <summary>A number with a comma where its decimal point belongs.</summary>
    [GeneratedRegex(@"^[+-]?\d+,\d+(e[+-]?\d+)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    protected static partial Regex DecimalComma();
}
