using System.Text;
using System.Text.Json;
using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>The bytes of a JSON file, and where in it something is wrong.</summary>
internal sealed class JsonPlace(string file)
{
    private const int Most = 1 << 30;

    /// <summary>The content, unpacked.</summary>
    internal byte[] Bytes { get; } = ReadAll(file);

    /// <summary>A complaint about the file as a whole.</summary>
    internal DataException Wrong(string what) => new(file, null, null, what);

    /// <summary>A complaint about what stands at a byte.</summary>
    internal DataException Wrong(long at, string what)
    {
        ReadOnlySpan<byte> before = Bytes.AsSpan(0, (int)Math.Min(at, Bytes.Length));
        int start = before.LastIndexOf((byte)'\n') + 1;
        return new(file, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1, what);
    }

    /// <summary>A complaint that what stands there is no JSON.</summary>
    internal DataException Malformed(JsonException exception)
    {
        int line = (int)(exception.LineNumber ?? 0), start = 0;
        for (int i = 0; i < line; i++)
        {
            start += Bytes.AsSpan(start).IndexOf((byte)'\n') + 1;
        }

        long at = start + (exception.BytePositionInLine ?? 0);
        string found = at < Bytes.Length ? $"found '{(char)Bytes[at]}'" : "the file ends";
        return Wrong(at, $"{found} where it is no JSON, expected a decision process as one JSON object, correct the file");
    }

    private static byte[] ReadAll(string file)
    {
        (Stream content, _) = DataFile.Open(file);
        using (content)
        {
            try
            {
                using MemoryStream all = new();
                content.CopyTo(all);
                ReadOnlySpan<byte> bytes = all.GetBuffer().AsSpan(0, (int)all.Length);
                bytes = bytes.StartsWith("\ufeff"u8) ? bytes[3..] : bytes;
                return bytes.Length <= Most ? bytes.ToArray() : throw new DataException(file, null, null, $"found {bytes.Length} bytes, expected at most {Most}, write it as arrays (.npz)");
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                throw DataFile.Unreadable(file, exception);
            }
        }
    }
}
