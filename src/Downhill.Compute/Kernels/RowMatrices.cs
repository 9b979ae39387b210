namespace Downhill.Compute.Kernels;

/// <summary>Products of the small matrices that each row has of its own, rows side by side in vectors.</summary>
internal static unsafe class RowMatrices<L, V, T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>y = a b for matrices [p, q] and [q, r] of each row, laid out [p · q][rows].</summary>
    internal static void Multiply(T* a, T* b, T* y, int p, int q, int r, int rows)
    {
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < r; j++)
            {
                for (int row = 0; row < rows; row += L.Count)
                {
                    V sum = L.Constant(0);
                    for (int k = 0; k < q; k++)
                    {
                        sum = L.FusedMultiplyAdd(L.Load(a + ((nint)((i * q) + k) * rows) + row), L.Load(b + ((nint)((k * r) + j) * rows) + row), sum);
                    }

                    L.Store(sum, y + ((nint)((i * r) + j) * rows) + row);
                }
            }
        }
    }
}
