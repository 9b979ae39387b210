using System.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>Between the caller's rows [row][number] and tiles [tile][number][row].</summary>
internal static unsafe class Tiling
{
    /// <summary>Rows into tiles; the last tile is filled up with its last row, so that nothing in it is undefined.</summary>
    internal static void Load<T>(Machine<T> machine, ReadOnlySpan<T> rows, T* tiles, int length, int tileRows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = rows.Length / length;
        fixed (T* from = rows)
        {
            for (int row = 0; row < count; row += tileRows)
            {
                machine.Load(from + ((nint)row * length), tiles + ((nint)row * length), length, Math.Min(tileRows, count - row), tileRows);
            }
        }
    }

    /// <summary>Numbers offset … offset + length − 1 of the tiles' <paramref name="width"/> numbers per row, into rows.</summary>
    internal static void Store<T>(Machine<T> machine, T* tiles, int width, int offset, Span<T> rows, int length, int tileRows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = rows.Length / length;
        fixed (T* to = rows)
        {
            for (int row = 0; row < count; row += tileRows)
            {
                machine.Store(tiles + ((nint)row * width) + ((nint)offset * tileRows), to + ((nint)row * length), length, Math.Min(tileRows, count - row), tileRows);
            }
        }
    }
}
