using System.Security.Cryptography;

namespace Downhill.Data;

/// <summary>A file read from front to back, whose SHA-256 is taken on the way.</summary>
internal sealed class FingerprintStream(Stream file) : ForwardStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long bytes;

    public override int Read(Span<byte> buffer)
    {
        int read = file.Read(buffer);
        hash.AppendData(buffer[..read]);
        bytes += read;
        return read;
    }

    /// <summary>The fingerprint of the whole file; what is left of it is read for that.</summary>
    /// <param name="name">The file, as the user named it.</param>
    /// <exception cref="DataException">It cannot be read to its end.</exception>
    internal DataFingerprint OfWhole(string name)
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (Read(buffer) > 0)
            {
            }
        }
        catch (IOException exception)
        {
            throw DataFile.Unreadable(name, exception);
        }

        return new(bytes, Convert.ToHexStringLower(hash.GetCurrentHash()));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
