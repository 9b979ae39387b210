using System.Runtime.InteropServices;

namespace Downhill.Data;

/// <summary>Rows of numbers, each of one track, in the order of the file, within a limit of memory.</summary>
/// <remarks>
/// The rows lie in blocks of native memory: a block is given back the moment it has been copied into the arrays of its tracks,
/// so that reading never holds the numbers twice, which a garbage collector would not promise.
/// When the limit is reached, every second block is let go, and of what follows only every second block is kept (then every
/// fourth, and so on): long unbroken stretches of rows survive, because steps can be learned from nothing else.
/// </remarks>
internal sealed unsafe class RowStore : IDisposable
{
    private const int BlocksInLimit = 64;

    private readonly int width;
    private readonly int rowsPerBlock;
    private readonly List<nint> blocks = [];
    private long rows;
    private long stride = 1;

    /// <summary>An empty store.</summary>
    /// <param name="width">How many numbers a row has, at least 1.</param>
    /// <param name="limit">Bytes of memory to stay within.</param>
    internal RowStore(int width, long limit)
    {
        this.width = width;
        rowsPerBlock = (int)Math.Clamp(limit / BlocksInLimit / RowBytes, 2, 1 << 20);
    }

    /// <summary>How many rows were added, kept or not.</summary>
    internal long Rows => rows;

    /// <summary>One row in how many is kept: a power of two.</summary>
    internal long Stride => stride;

    /// <summary>The length of the unbroken stretches that are kept where not every row is.</summary>
    internal int RowsPerBlock => rowsPerBlock;

    private int RowBytes => width * sizeof(double) + sizeof(int);

    /// <summary>Adds a row of a track.</summary>
    internal void Add(int track, ReadOnlySpan<double> row)
    {
        long block = rows / rowsPerBlock;
        int index = (int)(rows % rowsPerBlock);
        rows++;
        if (block % stride != 0)
        {
            return;
        }

        if (index == 0 && !MakeRoom(block))
        {
            return;
        }

        nint memory = blocks[^1];
        row.CopyTo(Numbers(memory).Slice(index * width, width));
        Tracks(memory)[index] = track;
    }

    /// <summary>How many kept rows each track has, shape [tracks].</summary>
    internal int[] Counts(int tracks)
    {
        int[] counts = new int[tracks];
        for (int block = 0; block < blocks.Count; block++)
        {
            foreach (int track in Tracks(blocks[block])[..RowsIn(block)])
            {
                counts[track]++;
            }
        }

        return counts;
    }

    /// <summary>Hands every kept row, in the order of the file, to <paramref name="take"/>, and its memory back; the store is empty afterwards.</summary>
    internal void Drain(Action<int, ReadOnlySpan<double>> take)
    {
        for (int block = 0; block < blocks.Count; block++)
        {
            Span<double> numbers = Numbers(blocks[block]);
            Span<int> tracks = Tracks(blocks[block]);
            for (int row = 0; row < RowsIn(block); row++)
            {
                take(tracks[row], numbers.Slice(row * width, width));
            }

            Free(block);
        }
    }

    public void Dispose()
    {
        for (int block = 0; block < blocks.Count; block++)
        {
            Free(block);
        }
    }

    private bool MakeRoom(long block)
    {
        while (blocks.Count >= BlocksInLimit)
        {
            stride *= 2;
            for (int i = 1; i < blocks.Count; i += 2)
            {
                Free(i);
            }

            blocks.RemoveAll(memory => memory == 0);
        }

        bool keep = block % stride == 0;
        if (keep)
        {
            blocks.Add((nint)NativeMemory.Alloc((nuint)rowsPerBlock, (nuint)RowBytes));
        }

        return keep;
    }

    private int RowsIn(int block) => (int)Math.Min(rowsPerBlock, rows - block * stride * rowsPerBlock);

    private Span<double> Numbers(nint memory) => new((void*)memory, rowsPerBlock * width);

    private Span<int> Tracks(nint memory) => new((byte*)memory + (long)rowsPerBlock * width * sizeof(double), rowsPerBlock);

    private void Free(int block)
    {
        NativeMemory.Free((void*)blocks[block]);
        blocks[block] = 0;
    }
}
