namespace Downhill.Data;

/// <summary>Which character separates the columns of a text file: the one of comma, semicolon, tab and bar that its first line that is not blank has most of.</summary>
/// <remarks>Rows are not looked at: where numbers have decimal commas, they hold more commas than semicolons.</remarks>
internal sealed class SeparatorChoice : ForwardStream
{
    private const int LongestLook = 1 << 16;

    private readonly Stream file;
    private readonly byte[] looked = new byte[LongestLook];
    private readonly int length;
    private int given;

    /// <summary>Looks at the beginning of a stream; what was looked at can be read from this one again.</summary>
    internal SeparatorChoice(Stream file)
    {
        this.file = file;
        int read;
        do
        {
            read = file.Read(looked, length, looked.Length - length);
            length += read;
        }
        while (read > 0 && length < looked.Length && !FirstLine(looked.AsSpan(0, length), out _));

        FirstLine(looked.AsSpan(0, length), out ReadOnlySpan<byte> line);
        Separator = line.StartsWith("sep="u8) ? null : Of(line);
    }

    /// <summary>The separator, or null where the file says its own in a first line <c>sep=…</c>.</summary>
    internal char? Separator { get; }

    public override int Read(Span<byte> buffer)
    {
        if (given == length)
        {
            return file.Read(buffer);
        }

        int read = Math.Min(buffer.Length, length - given);
        looked.AsSpan(given, read).CopyTo(buffer);
        given += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool FirstLine(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = text.TrimStart("\ufeff"u8).TrimStart(" \t\r\n"u8);
        int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        line = end < 0 ? rest : rest[..end];
        return end >= 0;
    }

    private static char Of(ReadOnlySpan<byte> line)
    {
        int[] counts = new int[4];
        bool quoted = false;
        foreach (byte character in line)
        {
            quoted ^= character == '"';
            int which = quoted ? -1 : ",;\t|"u8.IndexOf(character);
            if (which >= 0)
            {
                counts[which]++;
            }
        }

        return ",;\t|"[Array.IndexOf(counts, counts.Max())];
    }
}
