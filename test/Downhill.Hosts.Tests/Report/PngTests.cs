using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Downhill.Report;

namespace Downhill.Hosts.Tests.Report;

public sealed class PngTests
{
    private static readonly Colour[] Colours = [Palette.White, Palette.Blue, Palette.Vermilion, Palette.Teal];

    // The check value of this remainder, in every catalogue of them.
    [Fact]
    public void Crc_of_the_digits_is_the_published_one() => Assert.Equal(0xCBF43926u, Png.Crc("123456789"u8));

    [Fact]
    public void A_picture_decodes_to_its_pixels()
    {
        byte[] pixels = [0, 1, 2, 3, 3, 2, 1, 0, 1, 1, 2, 2];
        (int width, int height, byte[] decoded, byte[] palette) = Decode(Png.Encode(4, 3, pixels, Colours));
        Assert.Equal((4, 3), (width, height));
        Assert.Equal(pixels, decoded);
        Assert.Equal(Colours.SelectMany(c => new[] { c.Red, c.Green, c.Blue }), palette);
    }

    [Fact]
    public void Two_hundred_by_two_hundred_smooth_values_take_few_bytes()
    {
        byte[] pixels = [.. Enumerable.Range(0, 40_000).Select(i => (byte)(1 + (127 * (1 + Math.Sin(i % 200 / 40.0) * Math.Cos(i / 200 / 30.0)))))];
        byte[] png = Png.Encode(200, 200, pixels, [.. Enumerable.Range(0, 256).Select(k => ColourMap.Sequential.At(k / 255.0))]);
        Assert.InRange(png.Length, 1000, 16_000);
        Assert.Equal(pixels, Decode(png).Pixels);
    }

    [Fact]
    public void Missing_cells_of_a_heat_map_are_transparent_and_the_rest_is_not()
    {
        Grid grid = new(new[,] { { 1, double.NaN }, { double.PositiveInfinity, 2 } }, new(0, 1), new(0, 1));
        string svg = new Figure("") { Panels = [new Panel { Marks = [new Heatmap(grid) { Smooth = false }] }] }.ToSvg();
        string data = svg.Split("base64,")[1].Split('"')[0];
        (int width, int height, byte[] pixels, _) = Decode(Convert.FromBase64String(data));
        byte At(double x, double y) => pixels[((int)((1 - y) * height) * width) + (int)(x * width)];
        Assert.Equal((1, 0, 0, 255), (At(0.25, 0.25), At(0.25, 0.75), At(0.75, 0.25), At(0.75, 0.75)));
    }

    private static (int Width, int Height, byte[] Pixels, byte[] Palette) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Dictionary<string, byte[]> chunks = Chunks(png.AsSpan(8));
        Assert.Equal(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"], chunks.Keys);
        int width = BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"]), height = BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"].AsSpan(4));
        Assert.Equal([8, 3, 0, 0, 0], chunks["IHDR"][8..]);
        Assert.Equal([0], chunks["tRNS"]);
        return (width, height, Unfiltered(width, height, Inflated(chunks["IDAT"])), chunks["PLTE"]);
    }

    private static Dictionary<string, byte[]> Chunks(ReadOnlySpan<byte> rest)
    {
        Dictionary<string, byte[]> chunks = [];
        while (rest.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            Assert.Equal(BitByBit(rest[4..(8 + length)]), BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + length)..]));
            chunks.Add(Encoding.ASCII.GetString(rest[4..8]), rest[8..(8 + length)].ToArray());
            rest = rest[(12 + length)..];
        }

        return chunks;
    }

    // The remainder by long division from the highest bit, written another way than the encoder's.
    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        uint remainder = uint.MaxValue;
        foreach (byte b in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool one = ((remainder >> 31) ^ ((uint)b >> bit & 1)) != 0;
                remainder = (remainder << 1) ^ (one ? 0x04C11DB7 : 0u);
            }
        }

        uint reversed = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            reversed |= (remainder >> bit & 1) << (31 - bit);
        }

        return ~reversed;
    }

    private static byte[] Inflated(byte[] zlib)
    {
        Assert.Equal(0, ((zlib[0] << 8) + zlib[1]) % 31);
        using MemoryStream raw = new();
        using DeflateStream inflate = new(new MemoryStream(zlib, 2, zlib.Length - 6), CompressionMode.Decompress);
        inflate.CopyTo(raw);
        Assert.Equal(Adler(raw.ToArray()), BinaryPrimitives.ReadUInt32BigEndian(zlib.AsSpan(zlib.Length - 4)));
        return raw.ToArray();
    }

    private static uint Adler(byte[] bytes)
    {
        (uint a, uint b) = (1, 0);
        foreach (byte value in bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    private static byte[] Unfiltered(int width, int height, byte[] rows)
    {
        byte[] pixels = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            Assert.Equal(2, rows[y * (width + 1)]);
            for (int x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = (byte)(rows[(y * (width + 1)) + 1 + x] + (y == 0 ? 0 : pixels[((y - 1) * width) + x]));
            }
        }

        return pixels;
    }
}
