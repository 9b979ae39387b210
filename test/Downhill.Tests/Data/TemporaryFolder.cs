using System.IO.Compression;
using System.Text;

namespace Downhill.Tests.Data;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("downhill-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string text, string name = "a.csv") => Write(Encoding.UTF8.GetBytes(text), name);

    public string Write(byte[] bytes, string name = "a.csv")
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public static byte[] Gzipped(string text, CompressionLevel level = CompressionLevel.Fastest)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, level))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
