using System.Numerics;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Execution;

/// <summary>The kernels for one kind of lanes, behind one virtual call each. Values are laid out [feature][row].</summary>
internal abstract unsafe class Machine<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers per vector.</summary>
    internal abstract int Count { get; }

    internal static Machine<T> Of(LaneWidth width) =>
        (Machine<T>)Activator.CreateInstance(typeof(Machine<,,>).MakeGenericType(Lanes.TypeArguments(width, typeof(T))), nonPublic: true)!;

    /// <summary>y[n][r] = Σₖ W(k, n) x[k][r] with W(k, n) = weights[k · rowStride + n · columnStride].</summary>
    internal abstract void MatMul(T* weights, nint rowStride, nint columnStride, T* x, T* y, int inner, int outer, int rows);

    /// <summary>y = a b for matrices [p, q] and [q, r] of each row.</summary>
    internal abstract void MatMulRows(T* a, T* b, T* y, int p, int q, int r, int rows);

    /// <summary>c[i][j] += Σᵣ a[i][r] b[j][r].</summary>
    internal abstract void Outer(T* a, T* b, T* c, T* sums, int m, int n, int rows, T* scratch);

    /// <summary>How many numbers of scratch <see cref="Outer"/> needs.</summary>
    internal abstract int OuterScratch(int rows);

    /// <summary>c[i][j] = (c[i][j] +) Σₖ a[k][i] b[k][j] over <paramref name="features"/> k, for i and j &lt; <paramref name="rows"/>.</summary>
    internal abstract void Gram(T* a, T* b, T* c, int features, int rows, bool accumulate);

    /// <summary>z += x y over <paramref name="length"/> numbers, a multiple of <see cref="Count"/>.</summary>
    internal abstract void AddProduct(T* x, T* y, T* z, nint length);

    /// <summary>sum[i] += Σᵣ x[i][r], in a fixed order.</summary>
    internal abstract void SumRows(T* x, T* sum, int features, int rows);

    /// <summary>largest[i] = max(largest[i], maxᵣ x[i][r]).</summary>
    internal abstract void LargestRow(T* x, T* largest, int features, int rows);

    /// <summary>y += x over <paramref name="length"/> numbers, a multiple of <see cref="Count"/>.</summary>
    internal abstract void Add(T* x, T* y, nint length);

    /// <summary>y = max(x, y), NaN where either is NaN, over <paramref name="length"/> numbers, a multiple of <see cref="Count"/>.</summary>
    internal abstract void Maximum(T* x, T* y, nint length);

    /// <summary>Rows [rows][length] into a tile [length][tileRows]; the last row is repeated to fill it.</summary>
    internal abstract void Load(T* source, T* tile, int length, int rows, int tileRows);

    /// <summary>The first rows of a tile [length][tileRows] into rows [rows][length].</summary>
    internal abstract void Store(T* tile, T* destination, int length, int rows, int tileRows);

    /// <summary>Standard normal numbers for the rows from <paramref name="firstRow"/>.</summary>
    internal abstract void Normal(Rng rng, int stream, long firstRow, long step, T* y, int features, int rows);

    /// <summary>The address of a fused group's kernel: (operands, features, rows).</summary>
    internal abstract nint Compile(FusedCode code);
}
