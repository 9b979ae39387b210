using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Downhill.Data;

/// <summary>Writes CSV files, gzipped where the name ends in <c>.gz</c>, so that a reader finds the whole file or none.</summary>
/// <remarks>Numbers are written with the fewest digits that read back to the same bits; lines end in a line feed.</remarks>
public static class TableWriter
{
    // Semicolon, tab and bar too, because a reader may look for its separator among them.
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t|\"\r\n");

    /// <summary>Writes a table.</summary>
    /// <param name="file">Where to; an existing file is replaced.</param>
    /// <param name="table">What.</param>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    public static void Write(string file, Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        WriteLines(file, writer =>
        {
            writer.WriteLine(string.Join(',', table.Columns.Select(column => Escaped(column.Name))));
            for (int row = 0; row < table.Rows; row++)
            {
                for (int column = 0; column < table.Columns.Count; column++)
                {
                    writer.Write(column == 0 ? "" : ",");
                    WriteField(writer, table.Columns[column], row);
                }

                writer.WriteLine();
            }
        });
    }

    /// <summary>Writes tracks with the columns <c>track,t,&lt;columns&gt;</c>, t in seconds.</summary>
    /// <param name="file">Where to; an existing file is replaced.</param>
    /// <param name="tracks">Tracks with the same columns, at least one.</param>
    /// <exception cref="ArgumentException">There is no track, or the columns of two tracks differ.</exception>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    public static void Write(string file, IReadOnlyList<Trajectory> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        if (tracks.Count == 0 || tracks.Any(track => !track.Columns.SequenceEqual(tracks[0].Columns)))
        {
            throw new ArgumentException("There must be at least one track, and all must have the same columns.", nameof(tracks));
        }

        WriteLines(file, writer =>
        {
            writer.WriteLine(string.Join(',', ["track", "t", .. tracks[0].Columns.Select(Escaped)]));
            foreach (Trajectory track in tracks)
            {
                WriteTrack(writer, track);
            }
        });
    }

    private static void WriteTrack(StreamWriter writer, Trajectory track)
    {
        string name = Escaped(track.Name);
        for (int frame = 0; frame < track.Frames; frame++)
        {
            writer.Write(name);
            writer.Write(',');
            WriteNumber(writer, track.Times[frame]);
            foreach (double value in track.State(frame))
            {
                writer.Write(',');
                WriteNumber(writer, value);
            }

            writer.WriteLine();
        }
    }

    private static void WriteLines(string file, Action<StreamWriter> write) => DurableFile.Write(file, stream =>
    {
        using Stream? gzip = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
        using StreamWriter writer = new(gzip ?? stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    });

    private static void WriteField(StreamWriter writer, Column column, int row)
    {
        if (column is NumberColumn numbers)
        {
            WriteNumber(writer, numbers.Values[row]);
        }
        else
        {
            writer.Write(Escaped(((TextColumn)column).Values[row]));
        }
    }

    private static void WriteNumber(StreamWriter writer, double value)
    {
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out int length, "R", CultureInfo.InvariantCulture);
        writer.Write(digits[..length]);
    }

    private static string Escaped(string text) =>
        text.AsSpan().ContainsAny(Special) || text != text.Trim() ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
