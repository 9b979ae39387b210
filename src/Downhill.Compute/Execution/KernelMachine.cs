using System.Numerics;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Execution;

/// <summary>The kernels for lanes L of vectors V.</summary>
internal sealed unsafe class Machine<L, V, T> : Machine<T>
    where L : struct, ILanes<V, T>
    where V : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly LaneWidth Width = Enum.GetValues<LaneWidth>().First(width => Lanes.TypeArguments(width, typeof(T))[0] == typeof(L));

    internal override int Count => L.Count;

    internal override void MatMul(T* weights, nint rowStride, nint columnStride, T* x, T* y, int inner, int outer, int rows) =>
        Kernels.MatMul<L, V, T>.Run(weights, rowStride, columnStride, x, y, inner, outer, rows, accumulate: false, bias: null);

    internal override void MatMulRows(T* a, T* b, T* y, int p, int q, int r, int rows) =>
        RowMatrices<L, V, T>.Multiply(a, b, y, p, q, r, rows);

    internal override void Outer(T* a, T* b, T* c, T* sums, int m, int n, int rows, T* scratch) =>
        Kernels.Outer<L, V, T>.Accumulate(a, b, c, sums, m, n, rows, scratch);

    internal override int OuterScratch(int rows) => Kernels.Outer<L, V, T>.Scratch(rows);

    internal override void Gram(T* a, T* b, T* c, int features, int rows, bool accumulate) =>
        Kernels.MatMul<L, V, T>.Run(a, rows, 1, b, c, features, rows, rows, accumulate, bias: null);

    internal override void AddProduct(T* x, T* y, T* z, nint length)
    {
        for (nint i = 0; i < length; i += L.Count)
        {
            L.Store(L.FusedMultiplyAdd(L.Load(x + i), L.Load(y + i), L.Load(z + i)), z + i);
        }
    }

    internal override void SumRows(T* x, T* sum, int features, int rows) => Reduce<L, V, T>.Rows(x, sum, features, rows);

    internal override void LargestRow(T* x, T* largest, int features, int rows)
    {
        for (int i = 0; i < features; i++)
        {
            for (int row = 0; row < rows; row++)
            {
                largest[i] = T.Max(largest[i], x[((nint)i * rows) + row]);
            }
        }
    }

    internal override void Add(T* x, T* y, nint length)
    {
        for (nint i = 0; i < length; i += L.Count)
        {
            L.Store(L.Add(L.Load(y + i), L.Load(x + i)), y + i);
        }
    }

    internal override void Maximum(T* x, T* y, nint length)
    {
        for (nint i = 0; i < length; i += L.Count)
        {
            // Max takes the second number where either is NaN: without the selection a NaN in y would be forgotten.
            V before = L.Load(y + i);
            L.Store(L.Select(L.Equal(before, before), L.Max(before, L.Load(x + i)), before), y + i);
        }
    }

    internal override void Load(T* source, T* tile, int length, int rows, int tileRows) => Tile<L, V, T>.Load(source, tile, length, rows, tileRows);

    internal override void Store(T* tile, T* destination, int length, int rows, int tileRows) => Tile<L, V, T>.Store(tile, destination, length, rows, tileRows);

    internal override void Normal(Rng rng, int stream, long firstRow, long step, T* y, int features, int rows) =>
        Noise.Fill(Law.Normal, Width, y, features, rows, rng.Fork(stream), (uint)firstRow, (ulong)step);

    internal override nint Compile(FusedCode code) => Emitter.Compile<L, V, T>(code);
}
