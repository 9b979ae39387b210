using System.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>From a graph to a plan: lowering, checkpoints, stages, what is stored, tasks, memory.</summary>
internal sealed class Planner<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Lowering _lowering = new();
    private readonly List<SlotPlan> _slots = [];
    private readonly Value[] _outputs;
    private readonly Graph _graph;
    private readonly Scheduler<T> _scheduler;

    internal Planner(Node[] outputs, Machine<T> machine, Machine<T> scalar)
    {
        _graph = Graph.Of(outputs);
        _outputs = [.. outputs.Select(_lowering.Lower)];
        _scheduler = new Scheduler<T>(machine, scalar, _slots, [.. _graph.Indices.Values]);
    }

    internal Plan<T> Make()
    {
        Checkpointing.Run(_lowering, _outputs);
        Staging.Run(_lowering.Top);
        Joining.Run(_lowering.Top, _outputs);
        Marking.Run(_lowering.Top, _outputs);
        AssignTopSlots();

        List<Stage<T>> stages = [];
        int arena = 0, last = _lowering.Top.Values.Where(v => v.IsNeeded).Max(v => v.Stage);
        for (int stage = 0; stage <= last; stage++)
        {
            stages.Add(MakeStage(stage, ref arena));
        }

        return new Plan<T>(
            [.. stages],
            [.. _slots],
            [.. _lowering.Top.Values.Where(v => v.Detail is Detail.Named && v.IsNeeded).Select(v => (((Detail.Named)v.Detail!).Name, v.Shape, v.Slot))],
            [.. _graph.Indices.Values.Select((index, number) => (index, number))],
            [.. _graph.Tables],
            [.. _lowering.Top.Values.Where(v => v.Detail is Detail.Listed && v.IsNeeded).Select(v => (Copy((Detail.Listed)v.Detail!), v.Slot))],
            [.. _outputs.Select(Scheduler<T>.Place)],
            [.. _outputs.Select(output => output.Shape)],
            _scheduler.TileRows,
            arena,
            _scheduler.ScratchLength);
    }

    // The caller may write other numbers into his array, and a plan outlives the call.
    private static double[] Copy(Detail.Listed constant) => [.. constant.Values];

    private Stage<T> MakeStage(int stage, ref int arena)
    {
        TileTask<T>[] shared = _scheduler.Tasks([.. _lowering.Top.Values.Where(v => v.IsNeeded && v.Stage == stage && v.Shape.IsShared && v.Op != Op.Scan && !Staging.EndsPhase(v))]);
        List<TablePhase<T>> tables = [];

        // A sum over rows belongs to the stage before the one that it is ready in.
        foreach (IGrouping<Rows?, Value> table in _lowering.Top.Values.Where(v => v.IsNeeded && Staging.ComputedIn(v) == stage).GroupBy(Staging.RowsOf).Where(t => t.Key is not null))
        {
            Value[] mine = [.. table];
            TileTask<T>[] tasks = _scheduler.Tasks(mine);
            arena = Math.Max(arena, Arena.Allocate(_lowering.Top, tasks, _slots, [], _scheduler.TileRows));
            tables.Add(new TablePhase<T>(table.Key!, tasks, [.. mine.Where(Staging.EndsPhase).Select(_scheduler.SinkOf).Distinct()]));
        }

        return new Stage<T>(shared, [.. tables]);
    }

    private void AssignTopSlots()
    {
        HashSet<Value> wholeTable = [.. _outputs.Select(Marking.Base)];
        foreach (Value value in _lowering.Top.Values.Where(v => v.IsNeeded))
        {
            foreach (Value input in Staging.ReadsOf(value).Select(Marking.Base))
            {
                if (Staging.ComputedIn(value) != input.Stage || value.Op is Op.Gather or Op.Scatter)
                {
                    wholeTable.Add(input);
                }
            }
        }

        foreach (Value value in _lowering.Top.Values.Where(v => v.IsNeeded && (v.IsStored || v.IsBound) && !v.IsView && v.Op != Op.Scan && v.AddsTo is null))
        {
            SlotKind kind = value.Shape.IsShared ? SlotKind.Shared
                : value.IsBound || wholeTable.Contains(value) ? SlotKind.Table
                : SlotKind.Local;
            value.Slot = _scheduler.NewSlot(kind, value.Shape);
        }
    }
}
