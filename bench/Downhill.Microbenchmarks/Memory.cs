using System.Runtime.InteropServices;
using Downhill.Compute;
using Downhill.Compute.Execution;
using Downhill.Compute.Kernels;

namespace Downhill.Microbenchmarks;

/// <summary>What the kernels run on: the widest lanes of this machine, and numbers from a cache line on.</summary>
internal static unsafe class Memory
{
    /// <summary>Rows of a tile of floats.</summary>
    internal const int Rows = 64;

    internal static Machine<float> Machine { get; } = Machine<float>.Of(Lanes.Widest);

    internal static float* Zero(int count)
    {
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
        new Span<float>(memory, count).Clear();
        return memory;
    }

    /// <summary>Standard normal numbers.</summary>
    internal static float* Normal(int count, double scale = 1)
    {
        float* memory = Zero(count);
        Rng rng = new(1);
        for (int i = 0; i < count; i++)
        {
            memory[i] = (float)(scale * rng.Normal(i));
        }

        return memory;
    }

    internal static void Free(params nint[] memory)
    {
        foreach (nint pointer in memory)
        {
            NativeMemory.AlignedFree((void*)pointer);
        }
    }
}
