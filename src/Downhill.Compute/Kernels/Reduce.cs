using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Compute.Kernels;

/// <summary>Sums over the rows of a tile, in an order that depends on the lanes alone.</summary>
internal static unsafe class Reduce<L, V, T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged, INumber<T>
{
    /// <summary>sums[c] += Σᵣ x[c][r] for c &lt; w; rows is a multiple of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* x, T* sums, int w, int rows)
    {
        // One vector of partial sums per feature; as many features as lanes make a square, whose transpose is summed once more.
        T* partial = stackalloc T[2 * L.Count * L.Count];
        T* transposed = partial + L.Count * L.Count;
        for (int c = 0; c < w; c += L.Count)
        {
            int features = Math.Min(L.Count, w - c);
            for (int i = 0; i < features; i++)
            {
                L.Store(Sum(x + (nint)(c + i) * rows, rows), partial + i * L.Count);
            }

            L.Transpose(partial, L.Count, transposed, L.Count);
            L.Store(Sum(transposed, L.Count * L.Count), partial);
            for (int i = 0; i < features; i++)
            {
                sums[c + i] += partial[i];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum(T* source, int count)
    {
        V sum = L.Load(source);
        for (int i = L.Count; i < count; i += L.Count)
        {
            sum = L.Add(sum, L.Load(source + i));
        }

        return sum;
    }
}
