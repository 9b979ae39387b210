using System.Buffers.Binary;
using System.IO.Compression;

namespace Downhill.Report;

/// <summary>A picture file of at most 256 colours, after the PNG specification (W3C, third edition).</summary>
internal static class Png
{
    private const byte Up = 2;

    /// <summary>Colour 0 of the palette is transparent.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows, from the top.</param>
    /// <param name="pixels">Palette indices, shape [height × width].</param>
    /// <param name="palette">At most 256 colours.</param>
    internal static byte[] Encode(int width, int height, byte[] pixels, Colour[] palette)
    {
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR"u8, Header(width, height));
        Chunk(file, "PLTE"u8, [.. palette.SelectMany(colour => new[] { colour.Red, colour.Green, colour.Blue })]);
        Chunk(file, "tRNS"u8, [0]);
        Chunk(file, "IDAT"u8, Compressed(width, height, pixels));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    internal static string DataUri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    /// <summary>The remainder that guards a chunk: polynomial 0xEDB88320, start and end complemented.</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    // 8 bits a pixel, colour type 3 (palette), deflate, adaptive filters, not interlaced.
    private static byte[] Header(int width, int height)
    {
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        return header;
    }

    // Each row is written as its difference from the row above: smooth fields become mostly zeros.
    private static byte[] Compressed(int width, int height, byte[] pixels)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] row = new byte[width + 1];
            row[0] = Up;
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    row[x + 1] = (byte)(pixels[(y * width) + x] - (y == 0 ? 0 : pixels[((y - 1) * width) + x]));
                }

                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }
}
