using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>The gradient of a shared matrix from one tile of rows.</summary>
internal static unsafe class Outer<L, V, T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged, INumber<T>
{
    // As many columns as one register tile takes in a row.
    private static int Panel => 4 * L.Count;

    /// <summary>How many numbers of scratch <see cref="Accumulate"/> needs.</summary>
    public static int Scratch(int rows) => Panel * rows + MatMul<L, V, T>.Panel * Panel;

    /// <summary>
    /// C[i, j] += Σᵣ a[i][r] b[j][r], and sums[j] += Σᵣ b[j][r] unless sums is null; C is [m, n] row by row, a [m][rows] and b [n][rows],
    /// rows a multiple of the lanes.
    /// </summary>
    public static void Accumulate(T* a, T* b, T* c, T* sums, int m, int n, int rows, T* scratch)
    {
        if (n < L.Count && n < m)
        {
            Columns(b, a, c, null, 1, n, n, m, rows, scratch);
            if (sums != null)
            {
                Reduce<L, V, T>.Rows(b, sums, n, rows);
            }
        }
        else
        {
            Columns(a, b, c, sums, n, 1, m, n, rows, scratch);
        }
    }

    // C[i · rowStride + j · columnStride], by panels of columns: the panel's b is transposed, and then the sum over the rows is
    // a product with a in the place of the weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns(T* a, T* b, T* c, T* sums, nint rowStride, nint columnStride, int m, int n, int rows, T* scratch)
    {
        for (int j = 0; j < n; j += Panel)
        {
            int width = Math.Min(Panel, n - j);
            int whole = columnStride == 1 ? width - width % L.Count : 0;
            Tile<L, V, T>.Transpose(b + (nint)j * rows, rows, scratch, Panel, width, rows);
            if (sums != null)
            {
                Sum(scratch, sums + j, width, rows);
            }

            for (int i = 0; i < m; i += MatMul<L, V, T>.Panel)
            {
                int height = Math.Min(MatMul<L, V, T>.Panel, m - i);
                Weights<T> weights = new(a + (nint)i * rows, 1, rows);
                T* block = c + i * rowStride + j * columnStride;
                MatMul<L, V, T>.Columns(weights, scratch, Panel, block, rowStride, rows, height, whole, true, null);
                if (whole < width)
                {
                    Scatter(weights, scratch, block, rowStride, columnStride, (whole, width), height, rows);
                }
            }
        }
    }

    // Rows that lie side by side are added vector by vector, without the sums across a vector that feature-major rows need.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(T* transposed, T* sums, int width, int rows)
    {
        T* partial = stackalloc T[L.Count];
        for (int j = 0; j < width; j += L.Count)
        {
            // Two sums, so that an addition need not wait for the one before it.
            V even = L.Constant(0), odd = rows % 2 == 1 ? L.Load(transposed + (rows - 1) * Panel + j) : L.Constant(0);
            for (int r = 0; r + 1 < rows; r += 2)
            {
                even = L.Add(even, L.Load(transposed + r * Panel + j));
                odd = L.Add(odd, L.Load(transposed + (r + 1) * Panel + j));
            }

            L.Store(L.Add(even, odd), partial);
            for (int i = 0; i < Math.Min(L.Count, width - j); i++)
            {
                sums[j + i] += partial[i];
            }
        }
    }

    // Columns that do not fill a vector of C: computed beside it and added one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(
        in Weights<T> weights, T* scratch, T* c, nint rowStride, nint columnStride, (int From, int To) columns, int height, int rows)
    {
        T* beside = scratch + Panel * rows;
        int width = columns.To - columns.From;
        int padded = (width + L.Count - 1) / L.Count * L.Count;
        MatMul<L, V, T>.Columns(weights, scratch + columns.From, Panel, beside, Panel, rows, height, padded, false, null);
        c += columns.From * columnStride;
        for (int i = 0; i < height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                c[i * rowStride + j * columnStride] += beside[i * Panel + j];
            }
        }
    }
}
