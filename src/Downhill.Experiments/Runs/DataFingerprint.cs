using System.Security.Cryptography;
using Downhill.Data;

namespace Downhill.Experiments.Runs;

/// <summary>The length and check sum of a file that a run reads, to notice when it is another file later.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 digits.</param>
public sealed record DataFingerprint(long Bytes, string Sha256)
{
    /// <summary>The fingerprint of a file; cost: it is read once.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static DataFingerprint Of(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
            byte[] hash = SHA256.HashData(stream);
            return new(stream.Position, Convert.ToHexStringLower(hash));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(file, null, null, $"the file could not be read ({exception.Message}), check the path, the disk and the permissions", exception);
        }
    }

    /// <summary>Refuses a file that is not the one this was taken of.</summary>
    /// <exception cref="DataException">It is another, or cannot be read.</exception>
    internal void Require(string file)
    {
        DataFingerprint now = Of(file);
        if (now != this)
        {
            throw new DataException(file, null, null, $"found {now.Bytes} bytes (SHA-256 {now.Sha256[..12]}…) where the run began with {Bytes} ({Sha256[..12]}…), expected the same file, restore it or learn again into another directory");
        }
    }
}
