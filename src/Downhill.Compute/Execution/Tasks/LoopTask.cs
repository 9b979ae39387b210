using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>A loop: all its steps on this tile.</summary>
internal sealed unsafe class LoopTask<T> : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal required int Steps { get; init; }

    internal required bool Backwards { get; init; }

    /// <summary>First value, place and next value of each carry.</summary>
    internal required (Operand Initial, Operand Carry, Operand Next)[] Carries { get; init; }

    /// <summary>Slots that point at one step of a stack: (the slot, the stack).</summary>
    internal required (int Slot, Operand Stack)[] Slices { get; init; }

    /// <summary>Values that are copied after each step, because they live elsewhere: into a stack, or aside until the carries are overwritten.</summary>
    internal required (Operand From, Operand To)[] Copies { get; init; }

    /// <summary>Where the last carries go.</summary>
    internal required (Operand Carry, Operand Final)[] Finals { get; init; }

    internal required TileTask<T>[] Body { get; init; }

    /// <summary>How much of the arena the body needs, and the slots of its own values there.</summary>
    internal required int ArenaLength { get; init; }

    internal required int[] LocalSlots { get; init; }

    internal override void Run(Frame<T> frame)
    {
        foreach ((Operand initial, Operand carry, _) in Carries)
        {
            Copy(initial, carry, frame);
        }

        for (int i = 0; i < Steps; i++)
        {
            RunStep(Backwards ? Steps - 1 - i : i, frame);
        }

        foreach ((Operand carry, Operand final) in Finals)
        {
            Copy(carry, final, frame);
        }
    }

    private void RunStep(int t, Frame<T> frame)
    {
        foreach ((int slot, Operand stack) in Slices)
        {
            frame.Slots[slot] = stack.In(frame) + (t * stack.StepStride(frame.Rows));
        }

        foreach (TileTask<T> task in Body)
        {
            task.Run(frame);
        }

        foreach ((Operand from, Operand to) in Copies)
        {
            Copy(from, to, frame);
        }

        foreach ((_, Operand carry, Operand next) in Carries)
        {
            Copy(next, carry, frame);
        }
    }

    private static void Copy(Operand from, Operand to, Frame<T> frame)
    {
        nint numbers = (nint)to.Steps * to.Elements * (to.IsShared ? 1 : frame.Rows);
        new Span<T>(from.In(frame), (int)numbers).CopyTo(new Span<T>(to.In(frame), (int)numbers));
    }
}
