using System.Numerics;
using Downhill.Compute.Execution.Tasks;

namespace Downhill.Compute.Execution;

/// <summary>Makes the task of a loop: places for carries and slices, the body's tasks, and what is kept.</summary>
internal sealed class LoopBuilder<T>(Scheduler<T> scheduler, List<SlotPlan> slots, Value scan)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LoopScope _loop = scan.Loop!;
    private readonly List<(int Slot, Operand Stack)> _slices = [];
    private readonly List<(Value From, Operand To)> _copies = [];
    private readonly List<TileTask<T>> _sums = [];
    private readonly List<(Operand Carry, Operand Final)> _finals = [];
    private readonly List<Value> _writes = [];

    internal LoopTask<T> Make()
    {
        BindCarries();
        BindSlices();
        Value[] parts = [.. _loop.Parts.Where(part => part.IsNeeded)];
        foreach (Value part in parts.Where(part => Kind(part) == PartKind.Stack))
        {
            Stack(part);
        }

        foreach (Value value in _loop.Values.Where(v => v is { IsNeeded: true, IsStored: true, IsBound: false, IsView: false, Slot: < 0 } && v.Op != Op.Scan))
        {
            value.Slot = scheduler.NewSlot(SlotKind.Local, value.Shape);
        }

        TileTask<T>[] tasks = scheduler.Tasks([.. _loop.Values.Where(v => v.IsNeeded)]);
        foreach (Value part in parts)
        {
            Collect(part);
        }

        return Task([.. tasks, .. _sums]);
    }

    private LoopTask<T> Task(TileTask<T>[] body)
    {
        Value[] always = [.. _loop.Carries, .. _loop.Next, .. _copies.Select(copy => copy.From)];
        int length = Arena.Allocate(_loop, body, slots, always, scheduler.TileRows);
        int k = _loop.Carries.Length;
        return new LoopTask<T>
        {
            Steps = _loop.Body.Steps,
            Backwards = _loop.Body.Backwards,
            Carries = [.. Enumerable.Range(0, k).Select(i => (Scheduler<T>.Place(scan.Inputs[i]), Scheduler<T>.Place(_loop.Carries[i]), Scheduler<T>.Place(_loop.Next[i])))],
            Slices = [.. _slices],
            Copies = [.. _copies.Select(copy => (Scheduler<T>.Place(copy.From), copy.To))],
            Finals = [.. _finals],
            Body = body,
            ArenaLength = length,
            LocalSlots = [.. _loop.Values.Where(v => v.Slot >= 0 && slots[v.Slot].Kind == SlotKind.Local).Select(v => v.Slot).Distinct()],
            Reads = [.. scan.Inputs.Take(k), .. UsedStacks(), .. body.SelectMany(task => task.Reads), .. always],
            Writes = [.. _writes],
        };
    }

    private static PartKind Kind(Value part) => ((Detail.Result)part.Detail!).Kind;

    private IEnumerable<Value> UsedStacks() =>
        _loop.StepInputs.Select((input, m) => (input, stack: scan.Inputs[_loop.Carries.Length + m])).Where(pair => pair.input.IsNeeded).Select(pair => pair.stack);

    private void BindCarries()
    {
        foreach (Value carry in _loop.Carries)
        {
            carry.Slot = scheduler.NewSlot(SlotKind.Local, carry.Shape);
        }
    }

    private void BindSlices()
    {
        for (int m = 0; m < _loop.StepInputs.Length; m++)
        {
            if (_loop.StepInputs[m].IsNeeded)
            {
                _loop.StepInputs[m].Slot = Slice(Scheduler<T>.Place(scan.Inputs[_loop.Carries.Length + m]), _loop.StepInputs[m].Shape);
            }
        }
    }

    private int Slice(Operand stack, Shape shape)
    {
        int slot = scheduler.NewSlot(SlotKind.Step, shape);
        _slices.Add((slot, stack));
        return slot;
    }

    /// <summary>A value that the body computes is computed in its place in the stack; another is copied there.</summary>
    private void Stack(Value part)
    {
        Value value = part.Of!;
        int slot = Slice(Scheduler<T>.Place(part), value.Shape);
        _writes.Add(part);
        if (value is { IsBound: false, IsView: false, Slot: < 0 } && value.Scope == _loop && value.Op != Op.Part)
        {
            value.Slot = slot;
        }
        else
        {
            _copies.Add((value, new Operand(slot, 0, value.Shape.IsShared, 1, value.Shape.Elements)));
        }
    }

    private void Collect(Value part)
    {
        switch (Kind(part))
        {
            case PartKind.Final:
                _finals.Add((Scheduler<T>.Place(_loop.Carries[Array.IndexOf(_loop.Carries, part.Of!)]), Scheduler<T>.Place(part)));
                _writes.Add(part);
                break;
            case PartKind.Total:
                _sums.Add(scheduler.Sink(part.Of!, Scheduler<T>.Target(scheduler.SinkOf(part), part.Shape), isLargest: false));
                break;
            case PartKind.StepTotal:
                Shape one = part.Shape with { Steps = 1 };
                int slot = Slice(Scheduler<T>.Target(scheduler.SinkOf(part), part.Shape), one);
                _sums.Add(scheduler.Sink(part.Of!, Scheduler<T>.Target(slot, one), isLargest: false));
                break;
        }
    }
}
