namespace Downhill.Compute.Execution;

/// <summary>Between the caller's rows [row][number] and tiles [tile][number][row].</summary>
internal static unsafe class Tiling
{
    /// <summary>Rows into tiles; the last tile is filled up with its last row, so that nothing in it is undefined.</summary>
    internal static void Load<T>(ReadOnlySpan<T> rows, T* tiles, int length, int tileRows)
        where T : unmanaged
    {
        int count = rows.Length / length;
        for (int row = 0; row < (count + tileRows - 1) / tileRows * tileRows; row++)
        {
            ReadOnlySpan<T> from = rows.Slice(Math.Min(row, count - 1) * length, length);
            T* to = tiles + ((nint)(row / tileRows) * tileRows * length) + (row % tileRows);
            for (int i = 0; i < length; i++)
            {
                to[(nint)i * tileRows] = from[i];
            }
        }
    }

    /// <summary>Numbers offset … offset + length − 1 of the tiles' <paramref name="width"/> numbers per row, into rows.</summary>
    internal static void Store<T>(T* tiles, int width, int offset, Span<T> rows, int length, int tileRows)
        where T : unmanaged
    {
        for (int row = 0; row < rows.Length / length; row++)
        {
            T* from = tiles + (((nint)(row / tileRows) * width) + offset) * tileRows + (row % tileRows);
            Span<T> to = rows.Slice(row * length, length);
            for (int i = 0; i < length; i++)
            {
                to[i] = from[(nint)i * tileRows];
            }
        }
    }
}
