using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Downhill.Data;

/// <summary>The elements of an array, in the order of its last index, a group of so many at a time.</summary>
internal sealed class NpyElements : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly Stream content;
    private readonly ArrayEntry array;
    private readonly int groupBytes;
    private readonly byte[] group;
    private byte[] text = [];

    /// <summary>The elements of an array in groups of <paramref name="width"/>.</summary>
    /// <exception cref="DataException">The array is damaged.</exception>
    internal NpyElements(ArrayFile file, ArrayEntry array, int width)
    {
        this.array = array;
        groupBytes = checked(width * array.Header.Size);
        group = new byte[groupBytes];
        content = array.Header.IsFortran && array.Header.Shape.Length > 1
            ? new MemoryStream(Transposed(file, array))
            : new BufferedStream(file.Open(array), BufferSize);
    }

    /// <summary>The group that was read last, from 0; −1 before the first.</summary>
    internal long At { get; private set; } = -1;

    /// <summary>Goes forward to a group.</summary>
    /// <exception cref="DataException">The array is damaged.</exception>
    internal void Go(long to)
    {
        while (At < to)
        {
            ArrayFile.ReadExactly(content, group, array);
            At++;
        }
    }

    /// <summary>An element of the group as a number.</summary>
    internal double Number(int element)
    {
        ReadOnlySpan<byte> bytes = Ordered(element, stackalloc byte[8]);
        return (array.Header.Kind, array.Header.Size) switch
        {
            (NpyKind.Float, 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            (NpyKind.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            (NpyKind.Float, _) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            (NpyKind.Integer, _) => Integer(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
    }

    /// <summary>An element of the group as text: numbers as they are printed, letters without the padding behind them.</summary>
    internal ReadOnlySpan<byte> Text(int element)
    {
        ReadOnlySpan<byte> bytes = group.AsSpan(element * array.Header.Size, array.Header.Size);
        string words = array.Header.Kind switch
        {
            NpyKind.Bytes => Encoding.Latin1.GetString(bytes),
            NpyKind.Letters => (array.Header.IsBigEndian ? new UTF32Encoding(true, false) : Encoding.UTF32).GetString(bytes),
            NpyKind.Float => Number(element).ToString("R", CultureInfo.InvariantCulture),
            NpyKind.Integer => Integer(Ordered(element, stackalloc byte[8])).ToString(CultureInfo.InvariantCulture),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(Ordered(element, stackalloc byte[8])).ToString(CultureInfo.InvariantCulture),
        };
        text = Encoding.UTF8.GetBytes(words.TrimEnd('\0').Trim());
        return text;
    }

    public void Dispose() => content.Dispose();

    /// <summary>The bytes of an element, lowest first, zeros behind them.</summary>
    private Span<byte> Ordered(int element, Span<byte> bytes)
    {
        bytes.Clear();
        int size = array.Header.Size;
        group.AsSpan(element * size, size).CopyTo(bytes);
        if (array.Header.IsBigEndian)
        {
            bytes[..size].Reverse();
        }

        return bytes;
    }

    private long Integer(ReadOnlySpan<byte> bytes)
    {
        int unused = 64 - (8 * array.Header.Size);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes) << unused >> unused;
    }

    /// <summary>An array whose first index runs fastest, in the order of its last.</summary>
    private static byte[] Transposed(ArrayFile file, ArrayEntry array)
    {
        (long[] shape, int size) = (array.Header.Shape, array.Header.Size);
        byte[] from = file.ReadAll(array), to = new byte[from.Length];
        long[] index = new long[shape.Length];
        for (long element = 0; element < array.Header.Count; element++)
        {
            long source = 0;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                source = source * shape[axis] + index[axis];
            }

            from.AsSpan((int)(source * size), size).CopyTo(to.AsSpan((int)(element * size)));
            for (int axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return to;
    }
}
