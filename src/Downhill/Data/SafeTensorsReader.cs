using System.Buffers.Binary;
using System.Text.Json;

namespace Downhill.Data;

/// <summary>Reads one safetensors file and believes none of it before it is checked.</summary>
internal sealed class SafeTensorsReader(string path, byte[] file)
{
    private const long LongestHeader = 100_000_000;
    private const int MostTensors = 200_000;
    private const int MostDimensions = 8;

    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private int sealPlace = -1;

    internal TensorSet Read()
    {
        int data = sizeof(long) + HeaderLength();
        try
        {
            ReadHeader(file.AsSpan(sizeof(long), data - sizeof(long)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new DataException(path, null, null, "found a header that is not the JSON of the format, expected tensors with dtype, shape and data_offsets, restore the file", exception);
        }

        CheckLayout(file.Length - data);
        bool isSealed = CheckSeal();
        return new()
        {
            Tensors = entries.ToDictionary(pair => pair.Key, pair => Tensor(pair.Key, pair.Value, data), StringComparer.Ordinal),
            Metadata = metadata,
            IsSealed = isSealed,
        };
    }

    private StoredTensor Tensor(string name, Entry entry, int data) =>
        new(name, entry.Type, entry.Shape, file.AsMemory(data + (int)entry.Begin, (int)(entry.End - entry.Begin)));

    private int HeaderLength()
    {
        if (file.Length < sizeof(long) + 2)
        {
            throw Broken($"a file of {file.Length} bytes", "a header");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length is < 2 or > LongestHeader || length > file.Length - sizeof(long))
        {
            throw Broken($"a header of {length} bytes", $"2 to {Math.Min(LongestHeader, file.Length - sizeof(long))}");
        }

        return file[sizeof(long)] == '{' ? (int)length : throw Broken("a header that does not start with {", "one that does");
    }

    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        Utf8JsonReader json = new(header, new JsonReaderOptions { MaxDepth = 4 });
        json.Read();
        while (NextKey(ref json) is { } name)
        {
            if (name == SafeTensors.MetadataKey)
            {
                ReadMetadata(ref json);
            }
            else if (name.Length == 0 || entries.Count == MostTensors || !entries.TryAdd(name, ReadEntry(ref json, name)))
            {
                throw Broken($"a tensor without a name, a second tensor {CsvRows.Quoted(name)}, or more than {MostTensors} tensors", "distinct names");
            }
        }

        // Anything but white space behind the object is an error of the JSON reader.
        json.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        if (metadata.Count > 0 || sealPlace >= 0)
        {
            throw Broken("metadata a second time", "them once");
        }

        Expect(ref json, JsonTokenType.StartObject);
        while (NextKey(ref json) is { } key)
        {
            Expect(ref json, JsonTokenType.String);
            string value = json.GetString()!;
            bool first = key == SafeTensors.SealKey && value.Length == SafeTensors.SealLength ? TakeSeal(json.TokenStartIndex) : metadata.TryAdd(key, value);
            if (!first)
            {
                throw Broken($"metadata {CsvRows.Quoted(key)} a second time", "each key once");
            }
        }
    }

    private bool TakeSeal(long tokenStart)
    {
        bool first = sealPlace < 0;
        sealPlace = sizeof(long) + (int)tokenStart + 1;
        return first;
    }

    private Entry ReadEntry(ref Utf8JsonReader json, string name)
    {
        StoredType? type = null;
        long[]? shape = null, offsets = null;
        Expect(ref json, JsonTokenType.StartObject);
        while (NextKey(ref json) is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    type = ReadType(ref json, name);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref json, name, MostDimensions);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref json, name, 2);
                    break;
                default:
                    throw Broken($"the key {CsvRows.Quoted(key)} in tensor {CsvRows.Quoted(name)}", "dtype, shape and data_offsets once each");
            }
        }

        return type is null || shape is null || offsets is not { Length: 2 }
            ? throw Broken($"tensor {CsvRows.Quoted(name)} without dtype, shape or two data_offsets", "all three")
            : Checked(name, type.Value, shape, offsets[0], offsets[1]);
    }

    private Entry Checked(string name, StoredType type, long[] shape, long begin, long end)
    {
        // A tensor larger than the file is refused before its size can overflow.
        long size = StoredTensor.SizeOf(type);
        foreach (long extent in shape)
        {
            size = extent > 0 && size <= file.Length / extent ? size * extent : throw Broken($"an extent of {extent} in tensor {CsvRows.Quoted(name)}", "one above zero that fits the file");
        }

        return begin <= end && end - begin == size
            ? new(type, Array.ConvertAll(shape, extent => (int)extent), begin, end)
            : throw Broken($"data_offsets {begin} to {end} of tensor {CsvRows.Quoted(name)}", $"{size} bytes, as its shape says");
    }

    private StoredType ReadType(ref Utf8JsonReader json, string name)
    {
        Expect(ref json, JsonTokenType.String);
        return json.GetString() switch
        {
            "F32" => StoredType.F32,
            "F64" => StoredType.F64,
            "I64" => StoredType.I64,
            { } other => throw Broken($"dtype {CsvRows.Quoted(other)} of tensor {CsvRows.Quoted(name)}", "F32, F64 or I64"),
            null => throw new JsonException(),
        };
    }

    private long[] ReadNumbers(ref Utf8JsonReader json, string name, int most)
    {
        List<long> numbers = [];
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            if (numbers.Count == most || !json.TryGetInt64(out long number) || number < 0)
            {
                throw Broken($"shape or data_offsets of tensor {CsvRows.Quoted(name)} that are too long, negative or not whole", $"at most {most} whole numbers from 0");
            }

            numbers.Add(number);
        }

        return json.TokenType == JsonTokenType.EndArray ? [.. numbers] : throw new JsonException();
    }

    private void CheckLayout(long length)
    {
        long end = 0;
        foreach ((string name, Entry entry) in entries.OrderBy(pair => pair.Value.Begin))
        {
            if (entry.Begin != end)
            {
                throw Broken($"tensor {CsvRows.Quoted(name)} from byte {entry.Begin}", $"it from byte {end}, where the one before ends, without overlap or hole");
            }

            end = entry.End;
        }

        if (end != length)
        {
            throw Broken($"{length} bytes of numbers", $"{end}, as the header says");
        }
    }

    private bool CheckSeal()
    {
        if (sealPlace < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> written = file.AsSpan(sealPlace, SafeTensors.SealLength);
        return written.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(SafeTensors.SealOf(file, sealPlace)))
            ? true
            : throw Broken("a file that does not match its check sum", "the bytes that were saved");
    }

    private static string? NextKey(ref Utf8JsonReader json)
    {
        if (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            return json.GetString();
        }

        return json.TokenType == JsonTokenType.EndObject ? null : throw new JsonException();
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw new JsonException();
        }
    }

    private DataException Broken(string found, string expected) =>
        new(path, null, null, $"found {found}, expected {expected}, restore the file from a copy or an earlier checkpoint");

    private sealed record Entry(StoredType Type, int[] Shape, long Begin, long End);
}
