using System.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>What a task sees: the table of pointers of its thread, and which rows it is about.</summary>
internal sealed unsafe class Frame<T>(int slots, int rows, AlignedBuffer<T> arena)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly nint[] _slots = GC.AllocateArray<nint>(Math.Max(slots, 1), pinned: true);

    /// <summary>The pointers.</summary>
    internal T** Slots => (T**)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _slots[0]);

    /// <summary>Rows per tile.</summary>
    internal int Rows { get; } = rows;

    /// <summary>The first row of the tile in its table.</summary>
    internal int FirstRow { get; set; }

    /// <summary>How many rows of the tile are real; those beyond repeat the last one.</summary>
    internal int Valid { get; set; }

    /// <summary>Keeps the memory behind local slots alive.</summary>
    internal AlignedBuffer<T> Arena { get; } = arena;

    /// <summary>Room for kernels.</summary>
    internal T* Scratch { get; set; }

    internal Rng Rng { get; set; }

    internal Tasks.Relation[] Relations { get; set; } = [];
}

/// <summary>Where a task finds a value: the pointer in a slot, and the number of a feature behind it.</summary>
internal readonly record struct Operand(int Slot, int Offset, bool IsShared, int Steps, int Elements)
{
    internal unsafe T* In<T>(Frame<T> frame)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        frame.Slots[Slot] + ((nint)Offset * (IsShared ? 1 : frame.Rows));

    /// <summary>How far a step is from the next; 0 for a value that is the same at every step.</summary>
    internal nint StepStride(int rows) => Steps == 1 ? 0 : (nint)Elements * (IsShared ? 1 : rows);
}

/// <summary>One thing that is done to a tile.</summary>
internal abstract class TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The stored values that it reads, for the lifetime of their memory.</summary>
    internal required Value[] Reads { get; init; }

    /// <summary>The stored values that it writes.</summary>
    internal required Value[] Writes { get; init; }

    internal abstract void Run(Frame<T> frame);
}
