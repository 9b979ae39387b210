using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Downhill.Data;

/// <summary>The tensors of a file, and what is written beside them.</summary>
public sealed record TensorSet
{
    /// <summary>The tensors by name.</summary>
    public required IReadOnlyDictionary<string, StoredTensor> Tensors { get; init; }

    /// <summary>Free text by key, without the check sum.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Whether the file carried a check sum, which then was right; a file of other makers has none.</summary>
    public required bool IsSealed { get; init; }
}

/// <summary>Files of tensors in the safetensors format: 8 bytes of length, a JSON header, the numbers.</summary>
/// <remarks>
/// <para>Source: github.com/huggingface/safetensors, "Format".</para>
/// <para>
/// Differs from the source: only F32, F64 and I64, no empty tensors, at most 200,000 tensors of at most 8 dimensions. The metadata
/// carry <c>sha256</c>, over the whole file with these 64 digits as zeros, so that any altered byte is found; other readers pass over it.
/// </para>
/// </remarks>
public static class SafeTensors
{
    internal const string MetadataKey = "__metadata__";
    internal const string SealKey = "sha256";
    internal const int SealLength = 64;

    /// <summary>Saves tensors; the same tensors and metadata give the same bytes.</summary>
    /// <param name="path">Where to; an existing file is replaced in one step.</param>
    /// <param name="tensors">Tensors with distinct names, in any order.</param>
    /// <param name="metadata">Free text by key, except <c>sha256</c>; null: none.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or the metadata hold <c>sha256</c>.</exception>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    public static void Write(string path, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        DurableFile.Write(path, Encode(tensors, metadata));

    /// <summary>The bytes that <see cref="Write"/> saves.</summary>
    /// <param name="tensors">Tensors with distinct names, in any order.</param>
    /// <param name="metadata">Free text by key, except <c>sha256</c>; null: none.</param>
    /// <returns>A whole file, sorted by name, without a time stamp.</returns>
    /// <exception cref="ArgumentException">Two tensors have the same name, or the metadata hold <c>sha256</c>.</exception>
    public static byte[] Encode(IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        StoredTensor[] sorted = [.. tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name)
            {
                throw new ArgumentException($"Two tensors are called {sorted[i].Name}.", nameof(tensors));
            }
        }

        byte[] header = Header(sorted, metadata ?? new Dictionary<string, string>());
        byte[] file = new byte[checked(sizeof(long) + header.Length + sorted.Sum(tensor => tensor.Bytes.Length))];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, sizeof(long));
        int end = sizeof(long) + header.Length;
        foreach (StoredTensor tensor in sorted)
        {
            tensor.Bytes.CopyTo(file.AsSpan(end));
            end += tensor.Bytes.Length;
        }

        WriteSeal(file, header.Length);
        return file;
    }

    /// <summary>Reads a file of tensors.</summary>
    /// <param name="path">A safetensors file of at most 2 GB.</param>
    /// <returns>Its tensors and metadata.</returns>
    /// <exception cref="DataException">The file cannot be read, breaks a rule of the format, or was altered.</exception>
    public static TensorSet Read(string path) => Decode(DataFile.ReadAll(path, Array.MaxLength), path);

    /// <summary>Reads the bytes of a file of tensors.</summary>
    /// <param name="file">A whole file; the tensors keep a view of it.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <returns>Its tensors and metadata.</returns>
    /// <exception cref="DataException">The bytes break a rule of the format, or were altered.</exception>
    public static TensorSet Decode(byte[] file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new SafeTensorsReader(path, file).Read();
    }

    /// <summary>The check sum of a file whose 64 digits begin at <paramref name="place"/>, as if they were zeros.</summary>
    internal static string SealOf(ReadOnlySpan<byte> file, int place)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(file[..place]);
        hash.AppendData(Encoding.ASCII.GetBytes(new string('0', SealLength)));
        hash.AppendData(file[(place + SealLength)..]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Header(StoredTensor[] sorted, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.ContainsKey(SealKey))
        {
            throw new ArgumentException($"The metadata must not hold {SealKey}: it is the check sum.", nameof(metadata));
        }

        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            long begin = 0;
            foreach (StoredTensor tensor in sorted)
            {
                WriteEntry(json, tensor, begin);
                begin += tensor.Bytes.Length;
            }

            json.WriteEndObject();
        }

        // The numbers begin at a multiple of eight, as other readers like it.
        while (bytes.WrittenCount % sizeof(double) != 0)
        {
            bytes.Write(" "u8);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(MetadataKey);
        json.WriteString(SealKey, new string('0', SealLength));
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, StoredTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (int extent in tensor.Shape)
        {
            json.WriteNumberValue(extent);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The check sum is the first value of the header, so its place is known: behind {"__metadata__":{"sha256":"
    private static void WriteSeal(byte[] file, int header)
    {
        int place = sizeof(long) + file.AsSpan(sizeof(long), header).IndexOf("\"sha256\":\""u8) + "\"sha256\":\"".Length;
        Encoding.ASCII.GetBytes(SealOf(file, place)).CopyTo(file, place);
    }
}
