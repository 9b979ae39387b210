using System.Globalization;

namespace Downhill.Data;

/// <summary>The length and check sum of a file as it was read, to notice when it is another file later.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 digits.</param>
public sealed record DataFingerprint(long Bytes, string Sha256)
{
    /// <summary>The fingerprint of a file; cost: it is read once.</summary>
    /// <exception cref="DataException">It is missing, a directory, or not readable.</exception>
    public static DataFingerprint Of(string file)
    {
        using FingerprintStream whole = new(DataFile.OpenRaw(file));
        return whole.OfWhole(file);
    }

    /// <summary>For example <c>sha256:ba78…15ad, 3 bytes</c>, with all digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"sha256:{Sha256}, {Bytes} bytes");
}
