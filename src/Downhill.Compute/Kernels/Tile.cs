using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>Tiles [w][R], feature by feature, from and to the rows [rows][w] of the user.</summary>
internal static unsafe class Tile<L, V, T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>tile[c][r] = source[min(r, rows − 1)][c]: beyond the last row it is repeated, so that nothing there divides by zero.</summary>
    public static void Load(T* source, T* tile, int w, int rows, int R)
    {
        Transpose(source, w, tile, R, rows, w);
        for (int c = 0; c < w && rows < R; c++)
        {
            T* row = tile + (nint)c * R;
            new Span<T>(row + rows, R - rows).Fill(row[rows - 1]);
        }
    }

    /// <summary>destination[r][c] = tile[c][r] for the first rows.</summary>
    public static void Store(T* tile, T* destination, int w, int rows, int R) => Transpose(tile, R, destination, w, w, rows);

    /// <summary>destination[j][i] = source[i][j] for i &lt; height and j &lt; width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(T* source, nint sourceStride, T* destination, nint destinationStride, int height, int width)
    {
        int wholeHeight = height - height % L.Count;
        int wholeWidth = width - width % L.Count;
        for (int i = 0; i < wholeHeight; i += L.Count)
        {
            for (int j = 0; j < wholeWidth; j += L.Count)
            {
                L.Transpose(source + i * sourceStride + j, sourceStride, destination + j * destinationStride + i, destinationStride);
            }
        }

        TransposeOneByOne(source, sourceStride, destination, destinationStride, (0, wholeHeight), (wholeWidth, width));
        TransposeOneByOne(source, sourceStride, destination, destinationStride, (wholeHeight, height), (0, width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeOneByOne(
        T* source, nint sourceStride, T* destination, nint destinationStride, (int From, int To) rows, (int From, int To) columns)
    {
        for (int i = rows.From; i < rows.To; i++)
        {
            for (int j = columns.From; j < columns.To; j++)
            {
                destination[j * destinationStride + i] = source[i * sourceStride + j];
            }
        }
    }
}
