namespace Downhill.Data;

/// <summary>What is packed in an archive, with an error where its length or its check sum is not the one that was written.</summary>
/// <remarks>Source of the check sum: ISO 3309, CRC-32 with the polynomial 0xEDB88320 in reversed order.</remarks>
internal sealed class CheckedStream(Stream content, long length, uint checkSum) : ForwardStream
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Row)];

    private long left = length;
    private uint sum = ~0u;

    public override int Read(Span<byte> buffer)
    {
        // Never more than was promised: the check must come with the last byte, not behind it.
        Span<byte> wanted = buffer[..(int)Math.Min(buffer.Length, left)];
        int read = wanted.IsEmpty ? 0 : content.Read(wanted);
        foreach (byte value in wanted[..read])
        {
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        left -= read;
        bool isShort = read == 0 && !wanted.IsEmpty, isWrong = left == 0 && ~sum != checkSum;
        return isShort || isWrong ? throw new InvalidDataException("The entry is cut short or altered.") : read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    private static uint Row(int value)
    {
        uint row = (uint)value;
        for (int bit = 0; bit < 8; bit++)
        {
            row = (row & 1) == 0 ? row >> 1 : (row >> 1) ^ 0xEDB88320;
        }

        return row;
    }
}
