using System.Numerics;
using Downhill.Compute.Execution.Tasks;

namespace Downhill.Compute.Execution;

/// <summary>From values in order to tasks in order: elementwise values wait for one another and become fused kernels.</summary>
internal sealed class Scheduler<T>(Machine<T> machine, Machine<T> scalar, List<SlotPlan> slots, RowIndex[] relations)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<Value, int> _sinks = [];
    private readonly Dictionary<Value, List<int>> _outerSinks = [];

    /// <summary>Rows per tile: four of the widest vectors, on every machine, so that sums are added in the same order.</summary>
    internal int TileRows { get; } = typeof(T) == typeof(float) ? 64 : 32;

    /// <summary>Room that the largest task needs.</summary>
    internal int ScratchLength { get; private set; }

    internal int NewSlot(SlotKind kind, Shape shape, int result = -1, bool isLargest = false)
    {
        slots.Add(new SlotPlan(kind, shape) { Result = result, IsLargest = isLargest });
        return slots.Count - 1;
    }

    /// <summary>Where a stored value is.</summary>
    internal static Operand Place(Value value)
    {
        int offset = 0;
        Value home = value;
        while (home.IsView)
        {
            offset += home.ViewOffset;
            home = home.Inputs[0];
        }

        return home.Slot >= 0
            ? new Operand(home.Slot, offset, value.Shape.IsShared, value.Shape.Steps, value.Shape.Elements)
            : throw new InvalidOperationException($"{value} has no place.");
    }

    /// <summary>The slot in which a sum over rows is added up.</summary>
    internal int SinkOf(Value value)
    {
        value = Joining.Place(value);
        if (!_sinks.TryGetValue(value, out int slot))
        {
            _sinks[value] = slot = NewSlot(SlotKind.Sink, value.Shape, value.Slot, value.Op == Op.LargestRow);
        }

        return slot;
    }

    /// <summary>Makes a total of an inner loop add to a total of the outer one.</summary>
    internal void Redirect(Value innerTotal, int slot)
    {
        if (!_outerSinks.TryGetValue(innerTotal, out List<int>? slots))
        {
            _outerSinks[innerTotal] = slots = [];
        }

        slots.Add(slot);
    }

    /// <summary>The slots that a total of a loop is added to: its own, or those of the totals of the loop around it.</summary>
    internal IReadOnlyList<int> SinksOf(Value total) => _outerSinks.TryGetValue(total, out List<int>? slots) ? slots : [SinkOf(total)];

    /// <summary>The tasks that compute the given values of one scope.</summary>
    internal TileTask<T>[] Tasks(Value[] values)
    {
        List<TileTask<T>> tasks = [];
        Value[] own = [.. values.Where(v => !v.IsBound && !v.IsView)];
        Fusion<T> fusion = new(machine, tasks, own.Where(v => v.IsElementwise && v.IsStored && !v.IsJoint));
        foreach (Value value in own)
        {
            if (value.IsElementwise)
            {
                fusion.Add(value);
            }
            else if (Task(value) is { } task)
            {
                fusion.FlushFor(task.Reads);
                tasks.Add(task);
            }
        }

        fusion.FlushAll();
        return WithRowSums(tasks);
    }

    /// <summary>The tasks, with the sums over rows that an outer product of the same numbers can make on its way left to it.</summary>
    internal static TileTask<T>[] WithRowSums(IEnumerable<TileTask<T>> tasks)
    {
        OuterTask<T>[] outers = [.. tasks.OfType<OuterTask<T>>()];
        return [.. tasks.Where(task => task is not SumRowsTask<T> sum || !Array.Exists(outers, outer => outer.TakesOver(sum)))];
    }

    private TileTask<T>? Task(Value value) => value.Op switch
    {
        Op.Broadcast => value.IsStored ? Rearrange(value, (from, s, i, j) => Spot(from, s, i, j)) : null,
        Op.Transpose => value.IsStored ? Rearrange(value, (from, s, i, j) => Spot(from, s, j, i)) : null,
        Op.Slice => Rearrange(value, (from, s, i, j) => Spot(from, s, i + Window(value).Row, j + Window(value).Column)),
        Op.Pad => Rearrange(value, (from, s, i, j) => SpotInside(from, s, i - Window(value).Row, j - Window(value).Column)),
        Op.Sum or Op.SumSteps => Fold(value, isLargest: false),
        Op.Largest => Fold(value, isLargest: true),
        Op.SumRows => Sink(value.Inputs[0], Target(SinkOf(value), value.Shape), isLargest: false),
        Op.LargestRow => Sink(value.Inputs[0], Target(SinkOf(value), value.Shape), isLargest: true),
        Op.MatMul => value.IsStored ? MatMul(value) : null,
        Op.Solve or Op.Cholesky or Op.MatrixExponential => Matrix(value),
        Op.Gather => new GatherTask<T>(Relation(value), Table(value), Place(value)) { Reads = value.Inputs, Writes = [value] },
        Op.Scatter => new ScatterTask<T>(Relation(value), Table(value), Place(value)) { Reads = value.Inputs, Writes = [value] },
        Op.Noise => new NoiseTask<T>(machine, ((Detail.Stream)value.Detail!).Number, Place(value.Inputs[0]), Place(value)) { Reads = value.Inputs, Writes = [value] },
        Op.Scan => new LoopBuilder<T>(this, slots, value).Make(),
        Op.Part => null,
        _ => throw new InvalidOperationException($"{value} has no task."),
    };

    /// <summary>Adds a value's rows to a sum; from its factors, where it has some.</summary>
    internal TileTask<T> Sink(Value summand, Operand target, bool isLargest)
    {
        if (!isLargest && summand.Factors is ({ } a, { } b))
        {
            int height = a.Shape.Height, m = a.Shape.Width, n = b.Shape.Width;
            ScratchLength = Math.Max(ScratchLength, machine.OuterScratch(TileRows));
            return new OuterTask<T>(machine, Place(a), Place(b), target, (height, m, n)) { Reads = [a, b], Writes = [] };
        }

        return new SumRowsTask<T>(machine, Place(summand), target, isLargest) { Reads = [summand], Writes = [] };
    }

    internal static Operand Target(int slot, Shape shape) => new(slot, 0, IsShared: true, shape.Steps, shape.Elements);

    private static Detail.Window Window(Value value) => (Detail.Window)value.Detail!;

    private static int Spot(Shape from, int step, int i, int j) =>
        ((((from.Steps == 1 ? 0 : step) * from.Height) + (from.Height == 1 ? 0 : i)) * from.Width) + (from.Width == 1 ? 0 : j);

    private static int SpotInside(Shape from, int step, int i, int j) =>
        i >= 0 && i < from.Height && j >= 0 && j < from.Width ? Spot(from, step, i, j) : -1;

    private static RearrangeTask<T> Rearrange(Value value, Func<Shape, int, int, int, int> spot)
    {
        Shape to = value.Shape;
        int[] sources = [.. Enumerable.Range(0, to.Length).Select(at => spot(value.Inputs[0].Shape, at / to.Elements, at % to.Elements / to.Width, at % to.Width))];
        return new RearrangeTask<T>(Place(value.Inputs[0]), Place(value), sources) { Reads = value.Inputs, Writes = [value] };
    }

    private FoldTask<T> Fold(Value value, bool isLargest)
    {
        Shape from = value.Inputs[0].Shape;
        int[] targets = [.. Enumerable.Range(0, from.Length).Select(at => Spot(value.Shape, at / from.Elements, at % from.Elements / from.Width, at % from.Width))];
        return new FoldTask<T>(For(value), Place(value.Inputs[0]), Place(value), targets, isLargest) { Reads = value.Inputs, Writes = [value] };
    }

    private TileTask<T> MatMul(Value value)
    {
        Value a = value.Inputs[0], b = value.Inputs[1];
        if (Marking.IsWeights(value, b))
        {
            (Value weights, bool isTransposed) = Marking.Weights(b);
            return new MatMulTask<T>(machine, Place(a), Place(weights), isTransposed, Place(value), a.Shape.Height, a.Shape.Width, b.Shape.Width) { Reads = [a, weights], Writes = [value] };
        }

        return new MatMulRowsTask<T>(For(value), Place(a), Place(b), Place(value), (a.Shape.Height, a.Shape.Width, b.Shape.Width)) { Reads = [a, b], Writes = [value] };
    }

    private MatrixTask<T> Matrix(Value value)
    {
        int n = value.Inputs[0].Shape.Width, columns = value.Shape.Width;
        ScratchLength = Math.Max(ScratchLength, MatrixTask<T>.Scratch(n, columns));
        return new MatrixTask<T>(value.Op, Place(value.Inputs[0]), Place(value.Inputs[^1]), Place(value), n, columns) { Reads = value.Inputs, Writes = [value] };
    }

    private Machine<T> For(Value value) => value.Shape.IsShared ? scalar : machine;

    private static Table Table(Value value) =>
        new(Place(value.Inputs[0]), Marking.Base(value.Inputs[0]).Shape.Length, value.Inputs[0].Shape.Rows == value.Shape.Rows);

    private int Relation(Value value) => Array.IndexOf(relations, ((Detail.Along)value.Detail!).Index);
}
