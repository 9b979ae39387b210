using System.Globalization;
using System.Text;
using CsvHelper;

namespace Downhill.Data;

/// <summary>The rows of a CSV file, one at a time, with the place of every field for messages.</summary>
/// <remarks>The separator is found in the line of column names, among comma, semicolon, tab and bar. A line is a row: line breaks in quotes are refused, because one stray quote would swallow the file.</remarks>
internal sealed class CsvRows : DataRows
{
    private const int LongestLine = 1 << 20;

    private readonly FingerprintStream file;
    private readonly char? separator;
    private readonly CsvReader reader;
    private CsvMalformedRecord? malformed;
    private long line;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="DataException">The file cannot be read, or its header is not one of distinct names.</exception>
    internal CsvRows(string file)
        : base(file)
    {
        (Stream content, this.file) = DataFile.Open(file);
        SeparatorChoice look = Look(content);
        separator = look.Separator;
        reader = CsvReader.Create(look, Options(), false);
        try
        {
            Header = ReadHeader();
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    internal override string[] Header { get; }

    internal override long Line => line;

    internal override bool IsPadded => false;

    internal override DataFingerprint Fingerprint() => file.OfWhole(File);

    internal override bool Read()
    {
        do
        {
            if (!Advance())
            {
                return false;
            }
        }
        while (IsBlank());

        if (reader.FieldCount != Header.Length)
        {
            throw Ragged();
        }

        return true;
    }

    internal override ReadOnlySpan<byte> Text(int field) => reader.GetSpan(field).Trim(" \t"u8);

    internal override bool IsNumber(int field) => IsNumber(field, out _);

    internal override bool IsNaN(int field) => IsNumber(field, out double value) && double.IsNaN(value);

    internal override double Number(int field)
    {
        if (IsNumber(field, out double value) && double.IsFinite(value))
        {
            return value;
        }

        string expected = $"expected a finite number in column {Quoted(Header[field])}, {Advice(field)}";
        throw Wrong(field, Text(field).IsEmpty ? $"found an empty field, {expected}" : $"found {Shown(field)}, {expected}");
    }

    internal override int[] Fields(string name) => [Field(name)];

    internal override DataException Wrong(int field, string what) => new(File, Line, PlaceOf(field), what);

    internal override DataException WrongAt(long line, string what) => new(File, line, 1, what);

    internal override DataException WrongAtEnd(string what) => new(File, Line + 1, 1, what);

    internal override string OriginOf(int field) => Header[field];

    public override void Dispose() => reader.Dispose();

    /// <summary>A field for a message: in quotes, and cut where it is long.</summary>
    private string Shown(int field) => Quoted(Encoding.UTF8.GetString(Text(field)));

    private string Advice(int field) => DecimalComma().IsMatch(Encoding.UTF8.GetString(Text(field)))
        ? "write every decimal comma as a point"
        : "correct or remove the row";

    // Not the parser of CsvReader: it takes 1,5 for fifteen.
    private bool IsNumber(int field, out double value) => double.TryParse(Text(field), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private CsvReaderOptions Options() => new()
    {
        HasHeader = false,
        Separator = separator,
        TrackLineNumbers = true,
        AllowLineBreaksInQuotes = false,
        TrimWhitespace = true,
        MaxRecordSize = LongestLine,
        OnMalformedRecord = record => malformed ??= record,
    };

    private bool Advance()
    {
        try
        {
            if (!reader.Read())
            {
                return false;
            }
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(exception);
        }
        catch (CsvFormatException exception)
        {
            throw new DataException(File, Line + 1, 1, $"found a line of more than {LongestLine} bytes, expected rows of numbers separated by commas, check that this is a CSV file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFile.Unreadable(File, exception);
        }

        line = reader.LineNumber;
        return malformed is { } record ? throw Malformed(record) : true;
    }

    private string[] ReadHeader()
    {
        do
        {
            if (!Advance())
            {
                throw new DataException(File, 1, 1, "found an empty file, expected a line of column names and rows of numbers, check the path");
            }
        }
        while (IsBlank());

        string[] names = new string[reader.FieldCount];
        int numbers = 0;
        for (int field = 0; field < names.Length; field++)
        {
            names[field] = Name(field, names.AsSpan(0, field));
            numbers += IsNumber(field) ? 1 : 0;
        }

        return numbers < names.Length ? names : throw Wrong(0, $"found the number {Shown(0)}, expected a line of column names, put one on top of the file");
    }

    private string Name(int field, ReadOnlySpan<string> before)
    {
        string name = Encoding.UTF8.GetString(Text(field));
        if (name.Any(character => char.IsControl(character) || character == '\ufffd'))
        {
            throw Wrong(field, "found bytes that are not text, expected a line of column names, check that this is a CSV file (gzipped or not)");
        }

        // Spreadsheets and data frames write columns without a name; only one that could be asked for must be the only one.
        return name.Length > 0 && before.Contains(name)
            ? throw Wrong(field, $"found a second column {Quoted(name)}, expected distinct names, rename one of them")
            : name;
    }

    private bool IsBlank() => reader.FieldCount == 1 && Text(0).IsEmpty && !reader.RawRecord.Contains((byte)'"');

    private DataException Ragged()
    {
        int found = reader.FieldCount, expected = Header.Length;
        int column = found > expected ? PlaceOf(expected) : Encoding.UTF8.GetCharCount(reader.RawRecord) + 1;
        string advice = found > expected && separator == ',' ? "complete or remove the row, and write decimals with a point" : "complete or remove the row";
        return new(File, Line, column, $"found {found} field{(found == 1 ? "" : "s")}, expected {expected} as in the header, {advice}");
    }

    private SeparatorChoice Look(Stream content)
    {
        try
        {
            return new SeparatorChoice(content);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            content.Dispose();
            throw exception is InvalidDataException ? Damaged(exception) : DataFile.Unreadable(File, exception);
        }
    }

    private DataException Damaged(Exception exception) =>
        new(File, Line + 1, 1, "found a damaged gzip archive, expected one that unpacks to its end, copy or pack the file again", exception);

    private DataException Malformed(CsvMalformedRecord record)
    {
        string found = record.Reason switch
        {
            CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote => "a quote that is not closed on its line",
            CsvMalformedReason.TextAfterClosingQuote => "text after a closing quote",
            _ => "a quote inside a field",
        };
        int? column = record.LineNumber == Line ? (int)Math.Clamp(record.ByteOffset - reader.ByteOffset, 0, LongestLine) + 1 : null;
        return new(File, record.LineNumber, column, $"found {found}, expected quotes around a whole field, correct or remove the row");
    }

    private int PlaceOf(int field)
    {
        int place = 1;
        for (int i = 0; i < field; i++)
        {
            place += Encoding.UTF8.GetCharCount(reader.GetRawSpan(i)) + 1;
        }

        ReadOnlySpan<byte> raw = reader.GetRawSpan(field);
        return place + raw.Length - raw.TrimStart(" \t"u8).Length;
    }
}
