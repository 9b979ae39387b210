using System.IO.Compression;

namespace Downhill.Data;

/// <summary>The content of a gzip file, with an error where the file was cut short.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes the end of a file for the end of its content, wherever it comes. So a member of our own is put
/// behind the file's: only if everything before it was whole is it found, unpacked, at the very end. What a cut member would unpack
/// from the bytes of that seal is never handed out: from the end of the file on, everything is unpacked and judged first.
/// </remarks>
internal sealed class CompleteGzipStream : ForwardStream
{
    private static readonly byte[] Seal = "7f3e:Downhill:5a"u8.ToArray();

    private readonly Sealed file;
    private readonly GZipStream content;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool ended;

    /// <summary>The content of a gzip file, which is disposed with it.</summary>
    internal CompleteGzipStream(Stream file)
    {
        this.file = new Sealed(file);
        content = new GZipStream(this.file, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> destination)
    {
        while (!ended && start == end)
        {
            Fill();
        }

        int ready = Math.Min(destination.Length, end - start);
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
        (start, end) = (0, content.Read(buffer));
        if (!file.IsBehind && end > 0)
        {
            return;
        }

        // What the packed bytes of one read can still unpack to: some megabytes at most.
        using MemoryStream rest = new();
        rest.Write(buffer, 0, end);
        content.CopyTo(rest);
        (buffer, end, ended) = (rest.ToArray(), (int)rest.Length - Seal.Length, true);
        if (end < 0 || !buffer.AsSpan(end).SequenceEqual(Seal))
        {
            throw new InvalidDataException("The gzip archive is cut short, or followed by something else.");
        }
    }

    /// <summary>A file, and behind it one gzip member that holds the seal.</summary>
    private sealed class Sealed(Stream file) : ForwardStream
    {
        private readonly MemoryStream member = new(Member());

        /// <summary>Whether the file itself has been read to its end.</summary>
        internal bool IsBehind { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = IsBehind ? 0 : file.Read(buffer);
            IsBehind |= read == 0;
            return IsBehind ? member.Read(buffer) : read;
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
