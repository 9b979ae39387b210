using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Downhill.Tests.Data;

/// <summary>Writes NumPy arrays byte by byte, as the format's description says, whole or damaged.</summary>
public static class Npy
{
    /// <summary>An array of doubles, lowest byte first, the last index fastest.</summary>
    public static byte[] Of(double[] numbers, params int[] shape) => Raw("<f8", false, shape, numbers.SelectMany(BitConverter.GetBytes).ToArray());

    /// <summary>Any head and any bytes.</summary>
    public static byte[] Raw(string type, bool fortran, int[] shape, byte[] elements, int version = 1)
    {
        string axes = string.Concat(shape.Select(axis => axis.ToString(CultureInfo.InvariantCulture) + ", ")).TrimEnd(' ');
        return Headed($"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({(shape.Length > 1 ? axes.TrimEnd(',') : axes)}), }}", elements, version);
    }

    /// <summary>Any text as the head.</summary>
    public static byte[] Headed(string head, byte[] elements, int version = 1)
    {
        int width = version == 1 ? 2 : 4;
        string padded = head.PadRight((64 - ((8 + width + head.Length + 1) % 64)) + head.Length) + "\n";
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. BitConverter.GetBytes(padded.Length)[..width], .. Encoding.UTF8.GetBytes(padded), .. elements];
    }

    /// <summary>An archive of arrays.</summary>
    public static byte[] Archive(CompressionLevel level, params (string Name, byte[] Bytes)[] arrays)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] array) in arrays)
            {
                using Stream entry = zip.CreateEntry(name + ".npy", level).Open();
                entry.Write(array);
            }
        }

        return bytes.ToArray();
    }
}
