using System.Globalization;
using System.Security.Cryptography;

namespace Downhill.Data;

/// <summary>A file read from front to back, whose SHA-256 is taken on the way.</summary>
internal sealed class FingerprintStream(Stream file) : ForwardStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long bytes;

    /// <summary>Size and SHA-256 of what was read, as <c>sha256:HEX, N bytes</c>; of the whole file once it was read to its end.</summary>
    internal string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"sha256:{Convert.ToHexStringLower(hash.GetCurrentHash())}, {bytes} bytes");

    public override int Read(Span<byte> buffer)
    {
        int read = file.Read(buffer);
        hash.AppendData(buffer[..read]);
        bytes += read;
        return read;
    }

    /// <summary>Reads what is left.</summary>
    internal void ReadToEnd()
    {
        byte[] buffer = new byte[1 << 16];
        while (Read(buffer) > 0)
        {
        }
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
