using System.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>How the memory behind a slot is found.</summary>
internal enum SlotKind
{
    /// <summary>One buffer for all; shared values.</summary>
    Shared,

    /// <summary>A buffer for the whole table, tile after tile.</summary>
    Table,

    /// <summary>A place in the arena of the thread.</summary>
    Local,

    /// <summary>A sum over rows in the making: one buffer per accumulator.</summary>
    Sink,

    /// <summary>A step of a stack, or of a sum per step; a loop sets it.</summary>
    Step,
}

/// <summary>A slot: its kind, the numbers it holds (per row, unless shared), the table, and the place in the arena.</summary>
internal sealed class SlotPlan(SlotKind kind, Shape shape)
{
    internal SlotKind Kind { get; } = kind;

    internal Shape Shape { get; } = shape;

    internal int Offset { get; set; }

    /// <summary>For a sink: the slot of the finished sum, and whether it is the largest instead of the sum.</summary>
    internal int Result { get; init; } = -1;

    internal bool IsLargest { get; init; }
}

/// <summary>The tasks of one table in one stage, and the sums that they add to.</summary>
internal sealed record TablePhase<T>(Rows Rows, TileTask<T>[] Tasks, int[] Sinks)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>One stage: what all rows share first, then tile by tile, then the sums over tiles.</summary>
internal sealed record Stage<T>(TileTask<T>[] Shared, TablePhase<T>[] Tables)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>How a graph is computed. Immutable; many programs may run it.</summary>
internal sealed record Plan<T>(
    Stage<T>[] Stages,
    SlotPlan[] Slots,
    (string Name, Shape Shape, int Slot)[] Inputs,
    (RowIndex Index, int Number)[] Relations,
    Rows[] Tables,
    (double[] Values, int Slot)[] Constants,
    Operand[] Outputs,
    Shape[] OutputShapes,
    int TileRows,
    int ArenaLength,
    int ScratchLength)
    where T : unmanaged, IFloatingPointIeee754<T>;
