using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Downhill.Data;

/// <summary>Writes arrays of NumPy into one <c>.npz</c>, stored, without a time stamp: same arrays, same bytes.</summary>
/// <remarks>Source: the NPY format, version 1.0, numpy.lib.format. Numbers are written as float64, whole numbers as int64, marks as bool.</remarks>
internal static class ArrayWriter
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes an archive.</summary>
    /// <param name="file">Where to; an existing file is replaced.</param>
    /// <param name="arrays">Name, shape and elements, the last index fastest: doubles, ints or booleans.</param>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    internal static void Write(string file, params (string Name, int[] Shape, Array Elements)[] arrays) => DurableFile.Write(file, stream =>
    {
        using MemoryStream whole = new();
        using (ZipArchive archive = new(whole, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, int[] shape, Array elements) in arrays)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = NoTime;
                using Stream content = entry.Open();
                content.Write(Head(shape, elements));
                content.Write(Bytes(elements));
            }
        }

        whole.Position = 0;
        whole.CopyTo(stream);
    });

    private static byte[] Head(int[] shape, Array elements)
    {
        string type = elements switch
        {
            double[] => "<f8",
            int[] => "<i8",
            bool[] => "|b1",
            _ => throw new ArgumentException($"{elements.GetType()} is not written, expected doubles, ints or booleans.", nameof(elements)),
        };
        string axes = string.Join(", ", shape.Select(axis => axis.ToString(CultureInfo.InvariantCulture)));
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({axes}{(shape.Length == 1 ? "," : "")}), }}";

        // Elements begin at a multiple of 64 bytes; the head ends in a line feed.
        string padded = text.PadRight(text.Length + 63 - ((10 + text.Length) % 64)) + "\n";
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)padded.Length));
        return [.. NpyHeader.Magic, 1, 0, .. length, .. Encoding.ASCII.GetBytes(padded)];
    }

    private static byte[] Bytes(Array elements)
    {
        if (elements is bool[] marks)
        {
            return [.. marks.Select(mark => mark ? (byte)1 : (byte)0)];
        }

        byte[] bytes = new byte[checked(8 * elements.Length)];
        for (int i = 0; i < elements.Length; i++)
        {
            long bits = elements is double[] numbers ? BitConverter.DoubleToInt64Bits(numbers[i]) : ((int[])elements)[i];
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), bits);
        }

        return bytes;
    }
}
