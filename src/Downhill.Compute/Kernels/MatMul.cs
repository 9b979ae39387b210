using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>Products of a shared matrix with a tile of rows.</summary>
internal static unsafe class MatMul<L, V, T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>How many outputs one register tile computes.</summary>
    public const int Panel = 6;

    /// <summary>
    /// y[n][r] = (y[n][r] +) (bias[n] +) Σₖ W(k, n) x[k][r] with W(k, n) = weights[k · rowStride + n · columnStride];
    /// x is [inner][rows] and y is [outer][rows], rows a multiple of the lanes, and bias may be null.
    /// </summary>
    /// <remarks>
    /// The weights are read where they lie, at 91 to 97 % of the peak of a Zen 5 core from 64 × 64 up, transposed or not: packing
    /// them into panels first gained at most 3 % and cost more than one product of 64 rows.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        T* weights, nint rowStride, nint columnStride, T* x, T* y, int inner, int outer, int rows, bool accumulate, T* bias)
    {
        Weights<T> w = new(weights, rowStride, columnStride);
        for (int n = 0; n < outer; n += Panel)
        {
            T* panelBias = bias == null ? null : bias + n;
            Columns(w.From(n), x, rows, y + (nint)n * rows, rows, inner, Math.Min(Panel, outer - n), rows, accumulate, panelBias);
        }
    }

    /// <summary>One panel of at most 6 outputs, for any number of rows that is a multiple of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(
        in Weights<T> w, T* x, nint xStride, T* y, nint yStride, int inner, int outputs, int rows, bool accumulate, T* bias)
    {
        // AVX-512 has 32 registers, everything below has 16.
        int wide = (L.Count * sizeof(T) == 64 ? 4 : 2) * L.Count;
        int r = 0;
        for (; r + wide <= rows; r += wide)
        {
            if (L.Count * sizeof(T) == 64)
            {
                Tile<Size4>(w, x + r, xStride, y + r, yStride, inner, outputs, accumulate, bias);
            }
            else
            {
                Tile<Size2>(w, x + r, xStride, y + r, yStride, inner, outputs, accumulate, bias);
            }
        }

        for (; r < rows; r += L.Count)
        {
            Tile<Size1>(w, x + r, xStride, y + r, yStride, inner, outputs, accumulate, bias);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<M>(
        in Weights<T> w, T* x, nint xStride, T* y, nint yStride, int inner, int outputs, bool accumulate, T* bias)
        where M : struct, ISize
    {
        switch (outputs)
        {
            case 6: RegisterTile<L, V, T, Size6, M>.Run(w, x, xStride, y, yStride, inner, accumulate, bias); break;
            case 5: RegisterTile<L, V, T, Size5, M>.Run(w, x, xStride, y, yStride, inner, accumulate, bias); break;
            case 4: RegisterTile<L, V, T, Size4, M>.Run(w, x, xStride, y, yStride, inner, accumulate, bias); break;
            case 3: RegisterTile<L, V, T, Size3, M>.Run(w, x, xStride, y, yStride, inner, accumulate, bias); break;
            case 2: RegisterTile<L, V, T, Size2, M>.Run(w, x, xStride, y, yStride, inner, accumulate, bias); break;
            case 1: RegisterTile<L, V, T, Size1, M>.Run(w, x, xStride, y, yStride, inner, accumulate, bias); break;
        }
    }
}
