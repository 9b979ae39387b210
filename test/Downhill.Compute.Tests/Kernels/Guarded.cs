using System.Numerics;
using System.Runtime.InteropServices;

namespace Downhill.Compute.Tests.Kernels;

/// <summary>Numbers between two zones that a kernel must not touch; they begin at a cache line, or so many numbers after one.</summary>
internal sealed unsafe class Guarded<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Zone = 64;
    private const int Mark = 12_345;
    private readonly T* memory;
    private readonly int length;
    private readonly int before;

    public Guarded(int length, int offset = 0)
    {
        this.length = length;
        before = Zone + offset;
        memory = (T*)NativeMemory.AlignedAlloc((nuint)((before + length + Zone) * sizeof(T)), 64);
        new Span<T>(memory, before + length + Zone).Fill(T.CreateTruncating(Mark));
    }

    public T* Start => memory + before;

    public Span<T> Values => new(Start, length);

    public double this[int i] => double.CreateTruncating(Start[i]);

    /// <summary>Multiples of 2⁻¹⁰ in [−1, 1): exact in float and double.</summary>
    public static Guarded<T> Random(int length, int seed, int offset = 0)
    {
        Guarded<T> buffer = new(length, offset);
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
        Assert.Equal(-1, new Span<T>(memory, before).IndexOfAnyExcept(mark));
        Assert.Equal(-1, new Span<T>(Start + length, Zone).IndexOfAnyExcept(mark));
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
