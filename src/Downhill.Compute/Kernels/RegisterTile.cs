using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>
/// The innermost loop of all products: up to 6 outputs by up to 4 vectors of rows, whose sums stay in registers.
/// </summary>
/// <remarks>
/// 24 sums, 4 vectors of x and one weight are 29 of the 32 registers of AVX-512; with 16 registers 2 vectors are used. A table, not
/// a loop: an array of sums would live in memory. Outputs beyond N and vectors beyond M cost nothing, their branches are folded.
/// </remarks>
internal static unsafe class RegisterTile<L, V, T, N, M>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
    where N : struct, ISize
    where M : struct, ISize
{
    /// <summary>y[n][r] = (y[n][r] +) (bias[n] +) Σₖ W(k, n) x[k][r] for n &lt; N and r &lt; M vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in Weights<T> weights, T* x, nint xStride, T* y, nint yStride, int inner, bool accumulate, T* bias)
    {
        T* w = weights.First;
        nint rowStride = weights.RowStride;
        nint next = weights.ColumnStride;
        nint afterNext = 2 * next;
        T* wLater = w + 3 * next;

        V zero = L.Constant(0);
        V c00 = zero, c01 = zero, c02 = zero, c03 = zero;
        V c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        V c20 = zero, c21 = zero, c22 = zero, c23 = zero;
        V c30 = zero, c31 = zero, c32 = zero, c33 = zero;
        V c40 = zero, c41 = zero, c42 = zero, c43 = zero;
        V c50 = zero, c51 = zero, c52 = zero, c53 = zero;
        if (accumulate)
        {
            if (N.Value > 0 && M.Value > 0) { c00 = L.Load(y + 0 * yStride + 0 * L.Count); }
            if (N.Value > 0 && M.Value > 1) { c01 = L.Load(y + 0 * yStride + 1 * L.Count); }
            if (N.Value > 0 && M.Value > 2) { c02 = L.Load(y + 0 * yStride + 2 * L.Count); }
            if (N.Value > 0 && M.Value > 3) { c03 = L.Load(y + 0 * yStride + 3 * L.Count); }
            if (N.Value > 1 && M.Value > 0) { c10 = L.Load(y + 1 * yStride + 0 * L.Count); }
            if (N.Value > 1 && M.Value > 1) { c11 = L.Load(y + 1 * yStride + 1 * L.Count); }
            if (N.Value > 1 && M.Value > 2) { c12 = L.Load(y + 1 * yStride + 2 * L.Count); }
            if (N.Value > 1 && M.Value > 3) { c13 = L.Load(y + 1 * yStride + 3 * L.Count); }
            if (N.Value > 2 && M.Value > 0) { c20 = L.Load(y + 2 * yStride + 0 * L.Count); }
            if (N.Value > 2 && M.Value > 1) { c21 = L.Load(y + 2 * yStride + 1 * L.Count); }
            if (N.Value > 2 && M.Value > 2) { c22 = L.Load(y + 2 * yStride + 2 * L.Count); }
            if (N.Value > 2 && M.Value > 3) { c23 = L.Load(y + 2 * yStride + 3 * L.Count); }
            if (N.Value > 3 && M.Value > 0) { c30 = L.Load(y + 3 * yStride + 0 * L.Count); }
            if (N.Value > 3 && M.Value > 1) { c31 = L.Load(y + 3 * yStride + 1 * L.Count); }
            if (N.Value > 3 && M.Value > 2) { c32 = L.Load(y + 3 * yStride + 2 * L.Count); }
            if (N.Value > 3 && M.Value > 3) { c33 = L.Load(y + 3 * yStride + 3 * L.Count); }
            if (N.Value > 4 && M.Value > 0) { c40 = L.Load(y + 4 * yStride + 0 * L.Count); }
            if (N.Value > 4 && M.Value > 1) { c41 = L.Load(y + 4 * yStride + 1 * L.Count); }
            if (N.Value > 4 && M.Value > 2) { c42 = L.Load(y + 4 * yStride + 2 * L.Count); }
            if (N.Value > 4 && M.Value > 3) { c43 = L.Load(y + 4 * yStride + 3 * L.Count); }
            if (N.Value > 5 && M.Value > 0) { c50 = L.Load(y + 5 * yStride + 0 * L.Count); }
            if (N.Value > 5 && M.Value > 1) { c51 = L.Load(y + 5 * yStride + 1 * L.Count); }
            if (N.Value > 5 && M.Value > 2) { c52 = L.Load(y + 5 * yStride + 2 * L.Count); }
            if (N.Value > 5 && M.Value > 3) { c53 = L.Load(y + 5 * yStride + 3 * L.Count); }
        }

        if (bias != null)
        {
            if (N.Value > 0) { V b = L.Broadcast(bias[0]); c00 = L.Add(c00, b); c01 = L.Add(c01, b); c02 = L.Add(c02, b); c03 = L.Add(c03, b); }
            if (N.Value > 1) { V b = L.Broadcast(bias[1]); c10 = L.Add(c10, b); c11 = L.Add(c11, b); c12 = L.Add(c12, b); c13 = L.Add(c13, b); }
            if (N.Value > 2) { V b = L.Broadcast(bias[2]); c20 = L.Add(c20, b); c21 = L.Add(c21, b); c22 = L.Add(c22, b); c23 = L.Add(c23, b); }
            if (N.Value > 3) { V b = L.Broadcast(bias[3]); c30 = L.Add(c30, b); c31 = L.Add(c31, b); c32 = L.Add(c32, b); c33 = L.Add(c33, b); }
            if (N.Value > 4) { V b = L.Broadcast(bias[4]); c40 = L.Add(c40, b); c41 = L.Add(c41, b); c42 = L.Add(c42, b); c43 = L.Add(c43, b); }
            if (N.Value > 5) { V b = L.Broadcast(bias[5]); c50 = L.Add(c50, b); c51 = L.Add(c51, b); c52 = L.Add(c52, b); c53 = L.Add(c53, b); }
        }

        V x0 = zero, x1 = zero, x2 = zero, x3 = zero;
        for (int k = 0; k < inner; k++)
        {
            x0 = L.Load(x);
            if (M.Value > 1) { x1 = L.Load(x + L.Count); }
            if (M.Value > 2) { x2 = L.Load(x + 2 * L.Count); }
            if (M.Value > 3) { x3 = L.Load(x + 3 * L.Count); }
            if (N.Value > 0)
            {
                V b = L.Broadcast(*w);
                c00 = L.FusedMultiplyAdd(b, x0, c00);
                if (M.Value > 1) { c01 = L.FusedMultiplyAdd(b, x1, c01); }
                if (M.Value > 2) { c02 = L.FusedMultiplyAdd(b, x2, c02); }
                if (M.Value > 3) { c03 = L.FusedMultiplyAdd(b, x3, c03); }
            }
            if (N.Value > 1)
            {
                V b = L.Broadcast(w[next]);
                c10 = L.FusedMultiplyAdd(b, x0, c10);
                if (M.Value > 1) { c11 = L.FusedMultiplyAdd(b, x1, c11); }
                if (M.Value > 2) { c12 = L.FusedMultiplyAdd(b, x2, c12); }
                if (M.Value > 3) { c13 = L.FusedMultiplyAdd(b, x3, c13); }
            }
            if (N.Value > 2)
            {
                V b = L.Broadcast(w[afterNext]);
                c20 = L.FusedMultiplyAdd(b, x0, c20);
                if (M.Value > 1) { c21 = L.FusedMultiplyAdd(b, x1, c21); }
                if (M.Value > 2) { c22 = L.FusedMultiplyAdd(b, x2, c22); }
                if (M.Value > 3) { c23 = L.FusedMultiplyAdd(b, x3, c23); }
            }
            if (N.Value > 3)
            {
                V b = L.Broadcast(*wLater);
                c30 = L.FusedMultiplyAdd(b, x0, c30);
                if (M.Value > 1) { c31 = L.FusedMultiplyAdd(b, x1, c31); }
                if (M.Value > 2) { c32 = L.FusedMultiplyAdd(b, x2, c32); }
                if (M.Value > 3) { c33 = L.FusedMultiplyAdd(b, x3, c33); }
            }
            if (N.Value > 4)
            {
                V b = L.Broadcast(wLater[next]);
                c40 = L.FusedMultiplyAdd(b, x0, c40);
                if (M.Value > 1) { c41 = L.FusedMultiplyAdd(b, x1, c41); }
                if (M.Value > 2) { c42 = L.FusedMultiplyAdd(b, x2, c42); }
                if (M.Value > 3) { c43 = L.FusedMultiplyAdd(b, x3, c43); }
            }
            if (N.Value > 5)
            {
                V b = L.Broadcast(wLater[afterNext]);
                c50 = L.FusedMultiplyAdd(b, x0, c50);
                if (M.Value > 1) { c51 = L.FusedMultiplyAdd(b, x1, c51); }
                if (M.Value > 2) { c52 = L.FusedMultiplyAdd(b, x2, c52); }
                if (M.Value > 3) { c53 = L.FusedMultiplyAdd(b, x3, c53); }
            }

            w += rowStride;
            wLater += rowStride;
            x += xStride;
        }

        if (N.Value > 0 && M.Value > 0) { L.Store(c00, y + 0 * yStride + 0 * L.Count); }
        if (N.Value > 0 && M.Value > 1) { L.Store(c01, y + 0 * yStride + 1 * L.Count); }
        if (N.Value > 0 && M.Value > 2) { L.Store(c02, y + 0 * yStride + 2 * L.Count); }
        if (N.Value > 0 && M.Value > 3) { L.Store(c03, y + 0 * yStride + 3 * L.Count); }
        if (N.Value > 1 && M.Value > 0) { L.Store(c10, y + 1 * yStride + 0 * L.Count); }
        if (N.Value > 1 && M.Value > 1) { L.Store(c11, y + 1 * yStride + 1 * L.Count); }
        if (N.Value > 1 && M.Value > 2) { L.Store(c12, y + 1 * yStride + 2 * L.Count); }
        if (N.Value > 1 && M.Value > 3) { L.Store(c13, y + 1 * yStride + 3 * L.Count); }
        if (N.Value > 2 && M.Value > 0) { L.Store(c20, y + 2 * yStride + 0 * L.Count); }
        if (N.Value > 2 && M.Value > 1) { L.Store(c21, y + 2 * yStride + 1 * L.Count); }
        if (N.Value > 2 && M.Value > 2) { L.Store(c22, y + 2 * yStride + 2 * L.Count); }
        if (N.Value > 2 && M.Value > 3) { L.Store(c23, y + 2 * yStride + 3 * L.Count); }
        if (N.Value > 3 && M.Value > 0) { L.Store(c30, y + 3 * yStride + 0 * L.Count); }
        if (N.Value > 3 && M.Value > 1) { L.Store(c31, y + 3 * yStride + 1 * L.Count); }
        if (N.Value > 3 && M.Value > 2) { L.Store(c32, y + 3 * yStride + 2 * L.Count); }
        if (N.Value > 3 && M.Value > 3) { L.Store(c33, y + 3 * yStride + 3 * L.Count); }
        if (N.Value > 4 && M.Value > 0) { L.Store(c40, y + 4 * yStride + 0 * L.Count); }
        if (N.Value > 4 && M.Value > 1) { L.Store(c41, y + 4 * yStride + 1 * L.Count); }
        if (N.Value > 4 && M.Value > 2) { L.Store(c42, y + 4 * yStride + 2 * L.Count); }
        if (N.Value > 4 && M.Value > 3) { L.Store(c43, y + 4 * yStride + 3 * L.Count); }
        if (N.Value > 5 && M.Value > 0) { L.Store(c50, y + 5 * yStride + 0 * L.Count); }
        if (N.Value > 5 && M.Value > 1) { L.Store(c51, y + 5 * yStride + 1 * L.Count); }
        if (N.Value > 5 && M.Value > 2) { L.Store(c52, y + 5 * yStride + 2 * L.Count); }
        if (N.Value > 5 && M.Value > 3) { L.Store(c53, y + 5 * yStride + 3 * L.Count); }
    }
}

/// <summary>W(k, n) = First[k · RowStride + n · ColumnStride]: a matrix or its transpose, without a copy.</summary>
internal readonly unsafe struct Weights<T>(T* first, nint rowStride, nint columnStride)
    where T : unmanaged
{
    /// <summary>W(0, 0).</summary>
    public readonly T* First = first;

    /// <summary>From W(k, n) to W(k + 1, n), in numbers.</summary>
    public readonly nint RowStride = rowStride;

    /// <summary>From W(k, n) to W(k, n + 1), in numbers.</summary>
    public readonly nint ColumnStride = columnStride;

    /// <summary>The columns from n on.</summary>
    public Weights<T> From(nint n) => new(First + n * ColumnStride, RowStride, ColumnStride);
}
