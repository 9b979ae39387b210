using System.IO.Compression;

namespace Downhill.Data;

/// <summary>The content of a gzip file, with an error where the file was cut short.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes the end of a file for the end of its content, wherever it comes. So a member of our own is put
/// behind the file's: only if everything before it was whole is it found, unpacked, at the very end.
/// </remarks>
internal sealed class CompleteGzipStream(Stream file) : ForwardStream
{
    private static readonly byte[] Seal = "7f3e:Downhill:5a"u8.ToArray();

    private readonly GZipStream content = new(new Sealed(file), CompressionMode.Decompress);
    private readonly byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool ended;

    public override int Read(Span<byte> destination)
    {
        // The last bytes are held back, because they may be the seal.
        while (!ended && end - start <= Seal.Length)
        {
            Fill();
        }

        int ready = Math.Min(destination.Length, ended ? end - start : end - start - Seal.Length);
        buffer.AsSpan(start, ready).CopyTo(destination);
        start += ready;
        return ready;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        int read = content.Read(buffer, end, buffer.Length - end);
        end += read;
        if (read > 0)
        {
            return;
        }

        if (!buffer.AsSpan(0, end).SequenceEqual(Seal))
        {
            throw new InvalidDataException("The gzip archive is cut short, or followed by something else.");
        }

        (ended, end) = (true, 0);
    }

    /// <summary>A file, and behind it one gzip member that holds the seal.</summary>
    private sealed class Sealed(Stream file) : ForwardStream
    {
        private readonly MemoryStream member = new(Member());
        private bool behind;

        public override int Read(Span<byte> buffer)
        {
            int read = behind ? 0 : file.Read(buffer);
            behind |= read == 0;
            return behind ? member.Read(buffer) : read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
                member.Dispose();
            }

            base.Dispose(disposing);
        }

        private static byte[] Member()
        {
            using MemoryStream bytes = new();
            using (GZipStream gzip = new(bytes, CompressionLevel.NoCompression))
            {
                gzip.Write(Seal);
            }

            return bytes.ToArray();
        }
    }
}
