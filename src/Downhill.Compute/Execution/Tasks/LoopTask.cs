using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>A loop: all its steps on this tile.</summary>
internal sealed unsafe class LoopTask<T> : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal required int Steps { get; init; }

    internal required bool Backwards { get; init; }

    /// <summary>The steps from one checkpoint to the next.</summary>
    internal required int Segment { get; init; }

    /// <summary>First value, place and next value of each carry.</summary>
    internal required (Operand Initial, Operand Carry, Operand Next)[] Carries { get; init; }

    /// <summary>Slots that point at one step of a stack, or of the segment that it holds: (the slot, the stack).</summary>
    internal required (int Slot, Operand Stack)[] Slices { get; init; }

    /// <summary>Values that are copied after each step, because they live elsewhere: into a stack, or aside until the carries are overwritten.</summary>
    internal required (Operand From, Operand To)[] Copies { get; init; }

    /// <summary>Carries that are kept at the beginning of every segment: (the carry, the stack).</summary>
    internal required (Operand Carry, Operand Stack)[] Checkpoints { get; init; }

    /// <summary>Where the last carries go.</summary>
    internal required (Operand Carry, Operand Final)[] Finals { get; init; }

    /// <summary>The loops of which this one runs every segment again before it comes to it, from their checkpoints.</summary>
    internal required LoopTask<T>[] Replays { get; init; }

    internal required TileTask<T>[] Body { get; init; }

    /// <summary>How much of the arena the body needs, and the slots of its own values there.</summary>
    internal required int ArenaLength { get; init; }

    internal required int[] LocalSlots { get; init; }

    internal override void Run(Frame<T> frame)
    {
        foreach ((Operand initial, Operand carry, _) in Carries)
        {
            Copy(initial.In(frame), carry, frame);
        }

        for (int i = 0; i < Steps; i++)
        {
            RunStep(Backwards ? Steps - 1 - i : i, frame);
        }

        foreach ((Operand carry, Operand final) in Finals)
        {
            Copy(carry.In(frame), final, frame);
        }
    }

    /// <summary>One segment alone; the first values are stacks of checkpoints then.</summary>
    private void RunSegment(int segment, Frame<T> frame)
    {
        foreach ((Operand checkpoints, Operand carry, _) in Carries)
        {
            Copy(checkpoints.In(frame) + (segment * checkpoints.StepStride(frame.Rows)), carry, frame);
        }

        int first = segment * Segment, count = Math.Min(Segment, Steps - first);
        for (int i = 0; i < count; i++)
        {
            RunStep(first + (Backwards ? count - 1 - i : i), frame);
        }
    }

    /// <summary>What is due at the first step of a segment, whichever way the steps run.</summary>
    private void Enter(int segment, Frame<T> frame)
    {
        foreach (LoopTask<T> replay in Replays)
        {
            replay.RunSegment(segment, frame);
        }

        foreach ((Operand carry, Operand stack) in Checkpoints)
        {
            nint numbers = (nint)stack.Elements * frame.Rows;
            new Span<T>(carry.In(frame), (int)numbers).CopyTo(new Span<T>(stack.In(frame) + (segment * numbers), (int)numbers));
        }
    }

    private bool IsFirstOfSegment(int t) => Backwards ? t == Steps - 1 || t % Segment == Segment - 1 : t % Segment == 0;

    private void RunStep(int t, Frame<T> frame)
    {
        if (Replays.Length + Checkpoints.Length > 0 && IsFirstOfSegment(t))
        {
            Enter(t / Segment, frame);
        }

        foreach ((int slot, Operand stack) in Slices)
        {
            frame.Slots[slot] = stack.In(frame) + (t % stack.Steps * stack.StepStride(frame.Rows));
        }

        foreach (TileTask<T> task in Body)
        {
            task.Run(frame);
        }

        foreach ((Operand from, Operand to) in Copies)
        {
            Copy(from.In(frame), to, frame);
        }

        foreach ((_, Operand carry, Operand next) in Carries)
        {
            Copy(next.In(frame), carry, frame);
        }
    }

    private static void Copy(T* from, Operand to, Frame<T> frame)
    {
        nint numbers = (nint)to.Steps * to.Elements * (to.IsShared ? 1 : frame.Rows);
        new Span<T>(from, (int)numbers).CopyTo(new Span<T>(to.In(frame), (int)numbers));
    }
}
