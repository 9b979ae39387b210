using System.Numerics;
using System.Runtime.InteropServices;

namespace Downhill.Compute.Tests.Kernels;

/// <summary>Aligned numbers between two zones that a kernel must not touch.</summary>
internal sealed unsafe class Guarded<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Zone = 64;
    private const int Mark = 12_345;
    private readonly T* memory;
    private readonly int length;

    public Guarded(int length)
    {
        this.length = length;
        memory = (T*)NativeMemory.AlignedAlloc((nuint)((length + 2 * Zone) * sizeof(T)), 64);
        new Span<T>(memory, length + 2 * Zone).Fill(T.CreateTruncating(Mark));
    }

    public T* Start => memory + Zone;

    public Span<T> Values => new(Start, length);

    public double this[int i] => double.CreateTruncating(Start[i]);

    /// <summary>Multiples of 2⁻¹⁰ in [−1, 1): exact in float and double.</summary>
    public static Guarded<T> Random(int length, int seed)
    {
        Guarded<T> buffer = new(length);
        Random random = new(seed);
        foreach (ref T value in buffer.Values)
        {
            value = T.CreateTruncating(random.Next(-1024, 1024) / 1024.0);
        }

        return buffer;
    }

    public void AssertZonesAreUntouched()
    {
        T mark = T.CreateTruncating(Mark);
        Assert.Equal(-1, new Span<T>(memory, Zone).IndexOfAnyExcept(mark));
        Assert.Equal(-1, new Span<T>(Start + length, Zone).IndexOfAnyExcept(mark));
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
