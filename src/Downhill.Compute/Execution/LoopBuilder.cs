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
    private readonly List<(Operand Carry, Operand Stack)> _checkpoints = [];
    private readonly List<Value> _writes = [];
    private readonly List<(Value Next, Value Aside)> _asides = [];

    internal LoopTask<T> Make()
    {
        BindCarries();
        BindSlices();
        Value[] parts = [.. _loop.Parts.Where(part => part.IsNeeded)];
        foreach (Value part in parts.Where(part => Kind(part) == PartKind.Stack))
        {
            if (_loop.Checkpoints.Contains(part))
            {
                _checkpoints.Add((Scheduler<T>.Place(part.Of!), Scheduler<T>.Place(part)));
                _writes.Add(part);
            }
            else
            {
                Stack(part);
            }
        }

        foreach (Value part in parts.Where(part => Staging.EndsPhase(part) && Staging.EndsPhase(part.Of!)))
        {
            foreach (int slot in Targets(part))
            {
                scheduler.Redirect(part.Of!, slot);
            }
        }

        foreach (Value value in _loop.Values.Where(v => v is { IsNeeded: true, IsStored: true, IsBound: false, IsView: false, Slot: < 0 } && v.Op != Op.Scan))
        {
            value.Slot = scheduler.NewSlot(SlotKind.Local, value.Shape);
        }

        TileTask<T>[] replays = scheduler.Tasks([.. _loop.Replays.Where(v => v.IsNeeded)]);
        TileTask<T>[] tasks = scheduler.Tasks([.. _loop.Values.Where(v => v.IsNeeded)]);
        foreach (Value part in parts)
        {
            Collect(part);
        }

        return Task([.. replays.Cast<LoopTask<T>>()], Scheduler<T>.WithRowSums([.. tasks, .. _sums]));
    }

    private LoopTask<T> Task(LoopTask<T>[] replays, TileTask<T>[] body)
    {
        Value[] always = [.. _loop.Carries, .. _loop.Next, .. _asides.Select(pair => pair.Aside), .. _copies.Select(copy => copy.From), .. _loop.Segments];
        int length = Arena.Allocate(_loop, [.. replays, .. body], slots, always, scheduler.TileRows);
        int k = _loop.Carries.Length;
        return new LoopTask<T>
        {
            Steps = _loop.Body.Steps,
            Backwards = _loop.Body.Backwards,
            Segment = _loop.Body.Segment,
            Carries = [.. Enumerable.Range(0, k).Select(i => (Scheduler<T>.Place(scan.Inputs[i]), Scheduler<T>.Place(_loop.Carries[i]), Scheduler<T>.Place(AfterStep(_loop.Next[i]))))],
            Slices = [.. _slices],
            Copies = [
                .. _copies.Select(copy => (Scheduler<T>.Place(copy.From), copy.To)),
                .. _asides.Select(pair => (Scheduler<T>.Place(pair.Next), Scheduler<T>.Place(pair.Aside)))],
            Checkpoints = [.. _checkpoints],
            Finals = [.. _finals],
            Replays = replays,
            Body = body,
            ArenaLength = length,
            LocalSlots = [.. _loop.Values.Where(v => v.Slot >= 0 && slots[v.Slot].Kind == SlotKind.Local).Select(v => v.Slot).Distinct()],
            Reads = [.. scan.Inputs.Take(k), .. UsedStacks(), .. replays.Concat(body).SelectMany(task => task.Reads), .. always],
            Writes = [.. _writes],
        };
    }

    private static PartKind Kind(Value part) => ((Detail.Result)part.Detail!).Kind;

    private IEnumerable<Value> UsedStacks() =>
        _loop.StepInputs.Select((input, m) => (input, stack: StackOf(m))).Where(pair => pair.input.IsNeeded).Select(pair => pair.stack);

    private void BindCarries()
    {
        foreach (Value carry in _loop.Carries)
        {
            carry.Slot = scheduler.NewSlot(SlotKind.Local, carry.Shape);
        }

        // A next value that is another carry as it was before the step (momentum's previous point) is put aside, for that carry may be overwritten first.
        foreach (Value next in _loop.Next.Where((next, k) => Marking.Base(next) != _loop.Carries[k] && _loop.Carries.Contains(Marking.Base(next))).Distinct())
        {
            Value aside = new(-1, Op.Input, next.Shape, null, [], _loop) { IsBound = true, Slot = scheduler.NewSlot(SlotKind.Local, next.Shape) };
            _loop.Values.Add(aside);
            _asides.Add((next, aside));
        }
    }

    private Value AfterStep(Value next) => _asides.Find(pair => pair.Next == next).Aside ?? next;

    private Value StackOf(int m) => _loop.Windows.GetValueOrDefault(_loop.StepInputs[m]) ?? scan.Inputs[_loop.Carries.Length + m];

    private void BindSlices()
    {
        foreach (Value window in _loop.Segments)
        {
            _loop.Values.Add(window);
            window.Slot = scheduler.NewSlot(SlotKind.Local, window.Shape);
        }

        for (int m = 0; m < _loop.StepInputs.Length; m++)
        {
            if (_loop.StepInputs[m].IsNeeded)
            {
                _loop.StepInputs[m].Slot = Slice(Scheduler<T>.Place(StackOf(m)), _loop.StepInputs[m].Shape);
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
            case PartKind.Total or PartKind.StepTotal when !Staging.EndsPhase(part.Of!):
                _sums.AddRange(Targets(part).Select(slot => scheduler.Sink(part.Of!, Scheduler<T>.Target(slot, part.Of!.Shape), isLargest: false)));
                break;
        }
    }

    /// <summary>The slots that a step's sum over rows is added to.</summary>
    private int[] Targets(Value part)
    {
        int[] sinks = [.. scheduler.SinksOf(part)];
        return Kind(part) == PartKind.Total ? sinks : [.. sinks.Select(sink => Slice(Scheduler<T>.Target(sink, part.Shape), part.Shape with { Steps = 1 }))];
    }
}
