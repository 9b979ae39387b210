using System.Numerics;
using System.Runtime.CompilerServices;
using Downhill.Compute.Execution.Tasks;

namespace Downhill.Compute.Execution;

/// <summary>Runs a plan: tiles of rows over threads, sums over rows in a fixed order.</summary>
/// <remarks>
/// Accumulator s adds up the tiles s, s + 8, …, in order, and the accumulators are added in order: the same bits on any number of threads.
/// </remarks>
internal sealed unsafe class CompiledComputation<T> : Computation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Accumulators = 8;

    // From here on it pays to wake the team for adding up the accumulators; in numbers.
    private const int LargeSinks = 1 << 15;
    private const int Block = 16;

    // A slot that is set for no number of rows yet.
    private const int NotYet = -1;

    private readonly Plan<T> _plan;
    private readonly Machine<T> _machine;
    private readonly Team _team;
    private readonly Frame<T>[] _frames;
    private readonly AlignedBuffer<T>[] _buffers;
    private readonly int[] _setFor;
    private readonly Relation[] _relations;
    private readonly Dictionary<string, int> _inputs;
    private readonly Dictionary<Rows, int> _counts = [];
    private readonly T[][] _results;
    private readonly int[] _lengths;
    private readonly bool[] _isRead;
    private readonly int[] _tables;
    private readonly Action<int> _work, _finish;
    private TablePhase<T>? _phase;
    private bool _hasRun;
    private int _next;

    internal CompiledComputation(Plan<T> plan, Machine<T> machine, int threads)
    {
        _plan = plan;
        _machine = machine;
        _team = Team.Of(threads);
        _buffers = [.. plan.Slots.Select(slot => new AlignedBuffer<T>(slot.Kind is SlotKind.Shared ? Padded(slot.Shape.Length) : slot.Kind is SlotKind.Sink ? Accumulators * Padded(slot.Shape.Length) : 0))];
        _setFor = new int[plan.Slots.Length];
        Array.Fill(_setFor, NotYet);
        _relations = [.. plan.Relations.Select(_ => new Relation())];
        _inputs = plan.Inputs.ToDictionary(input => input.Name, input => input.Slot);
        _results = [.. plan.Outputs.Select(_ => Array.Empty<T>())];
        _lengths = new int[plan.Outputs.Length];
        _isRead = new bool[plan.Outputs.Length];
        _frames = [.. Enumerable.Range(0, threads).Select(_ => NewFrame())];
        _tables = [.. Enumerable.Range(0, plan.Slots.Length).Where(slot => plan.Slots[slot].Kind == SlotKind.Table)];
        _work = Work;
        _finish = member => FinishPart(member, threads);
        foreach ((double[] values, int slot) in plan.Constants)
        {
            for (int i = 0; i < values.Length; i++)
            {
                _buffers[slot].Span[i] = T.CreateChecked(values[i]);
            }
        }
    }

    internal int TileRows => _plan.TileRows;

    /// <summary>The names of the inputs.</summary>
    internal IReadOnlyCollection<string> Inputs => _inputs.Keys;

    /// <summary>The rows of the first output.</summary>
    internal int OutputRows => CountOf(_plan.OutputShapes[0].Rows!);

    public override ReadOnlySpan<T> this[int output]
    {
        get
        {
            RequireOutput(output, _results.Length, _hasRun);
            if (!_isRead[output])
            {
                ReadOutput(output);
                _isRead[output] = true;
            }

            return _results[output].AsSpan(0, _lengths[output]);
        }
    }

    public override void Set(string name, ReadOnlySpan<T> values)
    {
        if (!_inputs.TryGetValue(name, out int slot))
        {
            throw NoSuchInput(name, _inputs.Keys);
        }

        Shape shape = _plan.Slots[slot].Shape;
        RequireLength(name, shape, values.Length);
        _setFor[slot] = values.Length / shape.Length;
        if (shape.IsShared)
        {
            values.CopyTo(_buffers[slot].Span);
        }
        else
        {
            SetCount(shape.Rows!, _setFor[slot]);
            Tiling.Load(_machine, values, _buffers[slot].Pointer, shape.Length, TileRows);
        }
    }

    public override void Set(RowIndex index, ReadOnlySpan<int> owners)
    {
        ArgumentNullException.ThrowIfNull(index);
        RelationOf(index).Set(owners, index.Name);
        SetCount(index.Part, owners.Length);
    }

    public override void SetRows(Rows rows, int count)
    {
        RequireTable(rows, count, _plan.Tables);
        SetCount(rows, count);
    }

    public override void Seed(Rng rng)
    {
        foreach (Frame<T> frame in _frames)
        {
            frame.Rng = rng;
        }
    }

    public override void Run()
    {
        RequireInputs();
        Array.Clear(_isRead);
        _hasRun = true;
        foreach (Stage<T> stage in _plan.Stages)
        {
            foreach (TileTask<T> task in stage.Shared)
            {
                task.Run(_frames[0]);
            }

            foreach (TablePhase<T> phase in stage.Tables)
            {
                RunTiles(phase);
            }
        }

        for (int output = 0; output < _lengths.Length; output++)
        {
            Shape shape = _plan.OutputShapes[output];
            _lengths[output] = (shape.Rows is { } rows ? CountOf(rows) : 1) * shape.Length;
        }
    }

    /// <summary>The table of an output, and its first number there among those of a row.</summary>
    internal (int Slot, int Offset) PlaceOf(int output) => (_plan.Outputs[output].Slot, _plan.Outputs[output].Offset);

    /// <summary>A tile of a table as it stands, [number][row].</summary>
    internal T* TileAt(int slot, int tile) => _buffers[slot].Pointer + ((nint)tile * TileRows * _plan.Slots[slot].Shape.Length);

    // Whole cache lines, with room for a vector that is read across the end.
    private static int Padded(int length) => (length + 31) / 16 * 16;

    private Relation RelationOf(RowIndex index)
    {
        foreach ((RowIndex known, int number) in _plan.Relations)
        {
            if (known == index)
            {
                return _relations[number];
            }
        }

        throw NoSuchInput(index.Name, _plan.Relations.Select(relation => relation.Index.Name));
    }

    private Frame<T> NewFrame()
    {
        AlignedBuffer<T> arena = new(_plan.ArenaLength + _plan.ScratchLength);
        Frame<T> frame = new(_plan.Slots.Length, TileRows, arena) { Scratch = arena.Pointer + _plan.ArenaLength, Relations = _relations };
        for (int slot = 0; slot < _plan.Slots.Length; slot++)
        {
            frame.Slots[slot] = _plan.Slots[slot].Kind switch
            {
                SlotKind.Local => arena.Pointer + _plan.Slots[slot].Offset,
                SlotKind.Shared => _buffers[slot].Pointer,
                _ => null,
            };
        }

        return frame;
    }

    private void SetCount(Rows rows, int count)
    {
        if (_counts.TryGetValue(rows, out int before) && before == count)
        {
            return;
        }

        // Inputs that were set for another number of rows must be set again before the next run. Buffers only grow, and keep what they
        // hold: a smaller batch in between costs nothing.
        _counts[rows] = count;
        for (int slot = 0; slot < _plan.Slots.Length; slot++)
        {
            if (_plan.Slots[slot].Kind == SlotKind.Table && _plan.Slots[slot].Shape.Rows == rows)
            {
                Reserve(slot, count);
            }
        }
    }

    private void Reserve(int slot, int count)
    {
        int length = Tiles(count) * TileRows * _plan.Slots[slot].Shape.Length;
        if (_buffers[slot].Length < length)
        {
            AlignedBuffer<T> longer = new(length);
            _buffers[slot].Span.CopyTo(longer.Span);
            _buffers[slot] = longer;
        }
    }

    private int Tiles(int count) => (count + TileRows - 1) / TileRows;

    private void RequireInputs()
    {
        foreach ((string name, Shape shape, int slot) in _plan.Inputs)
        {
            if (_setFor[slot] == NotYet)
            {
                throw NotSet(name);
            }

            if (shape.Rows is { } rows && _setFor[slot] != _counts[rows])
            {
                throw DifferentRows(rows, CountsOf(rows));
            }
        }

        foreach ((RowIndex index, int number) in _plan.Relations)
        {
            RequireRelation(index, _relations[number]);
        }
    }

    private void RequireRelation(RowIndex index, Relation relation)
    {
        if (!relation.IsSet)
        {
            throw NotSet(index);
        }

        if (relation.Count != _counts[index.Part])
        {
            throw DifferentRows(index.Part, CountsOf(index.Part));
        }

        int owners = CountOf(index.Owner);
        RequireOwners(index, relation.Fits(owners), owners);
    }

    private IEnumerable<(string Name, int Count)> CountsOf(Rows rows) =>
        _plan.Inputs.Where(input => input.Shape.Rows == rows && _setFor[input.Slot] != NotYet).Select(input => (input.Name, _setFor[input.Slot]))
            .Concat(_plan.Relations.Where(relation => relation.Index.Part == rows && _relations[relation.Number].IsSet).Select(relation => (relation.Index.Name, _relations[relation.Number].Count)))
            .Append(("now", _counts[rows]));

    private int CountOf(Rows rows) => _counts.TryGetValue(rows, out int count) ? count : throw NoRows(rows);

    private void RunTiles(TablePhase<T> phase)
    {
        int tiles = Tiles(CountOf(phase.Rows));
        _phase = phase;
        _next = 0;
        if (tiles <= 1)
        {
            Work(0);
        }
        else
        {
            _team.Run(_work);
        }

        if (Numbers(phase.Sinks) < LargeSinks)
        {
            FinishPart(0, 1);
        }
        else
        {
            _team.Run(_finish);
        }
    }

    private void Work(int member)
    {
        Frame<T> frame = _frames[member];
        int tiles = Tiles(_counts[_phase!.Rows]), accumulators = Used(tiles);
        for (int s = Interlocked.Increment(ref _next) - 1; s < accumulators; s = Interlocked.Increment(ref _next) - 1)
        {
            Clear(frame, _phase, s);
            for (int tile = s; tile < tiles; tile += Accumulators)
            {
                RunTile(frame, _phase, tile);
            }
        }
    }

    // Without any tile a sum is still zero.
    private static int Used(int tiles) => Math.Clamp(tiles, 1, Accumulators);

    private int Numbers(int[] sinks)
    {
        int numbers = 0;
        foreach (int sink in sinks)
        {
            numbers += _buffers[sink].Length;
        }

        return numbers;
    }

    /// <summary>Points the sinks of a thread to accumulator s, and empties it; the thread that adds to it has it in its cache then.</summary>
    private void Clear(Frame<T> frame, TablePhase<T> phase, int s)
    {
        foreach (int sink in phase.Sinks)
        {
            int length = Padded(_plan.Slots[sink].Shape.Length);
            frame.Slots[sink] = _buffers[sink].Pointer + ((nint)s * length);
            new Span<T>(frame.Slots[sink], length).Fill(_plan.Slots[sink].IsLargest ? T.NegativeInfinity : T.Zero);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTile(Frame<T> frame, TablePhase<T> phase, int tile)
    {
        frame.FirstRow = tile * TileRows;
        frame.Valid = Math.Min(TileRows, _counts[phase.Rows] - frame.FirstRow);
        foreach (int slot in _tables)
        {
            // What a gather looks into belongs to another table, and is read from its beginning.
            Shape shape = _plan.Slots[slot].Shape;
            frame.Slots[slot] = _buffers[slot].Pointer + (shape.Rows == phase.Rows ? (nint)frame.FirstRow * shape.Length : 0);
        }

        foreach (TileTask<T> task in phase.Tasks)
        {
            task.Run(frame);
        }
    }

    /// <summary>One of so many parts of every sum: the accumulators are added in order, whoever does it.</summary>
    private void FinishPart(int part, int parts)
    {
        int accumulators = Used(Tiles(_counts[_phase!.Rows]));
        foreach (int sink in _phase.Sinks)
        {
            int blocks = Padded(_plan.Slots[sink].Shape.Length) / Block;
            Finish(sink, accumulators, blocks * part / parts * Block, blocks * (part + 1) / parts * Block);
        }
    }

    private void Finish(int sink, int accumulators, int from, int to)
    {
        int length = Padded(_plan.Slots[sink].Shape.Length);
        T* first = _buffers[sink].Pointer + from;
        for (int s = 1; s < accumulators; s++)
        {
            if (_plan.Slots[sink].IsLargest)
            {
                _machine.Maximum(first + ((nint)s * length), first, to - from);
            }
            else
            {
                _machine.Add(first + ((nint)s * length), first, to - from);
            }
        }

        new Span<T>(first, to - from).CopyTo(_buffers[_plan.Slots[sink].Result].Span[from..]);
    }

    private void ReadOutput(int output)
    {
        Shape shape = _plan.OutputShapes[output];
        Operand operand = _plan.Outputs[output];
        if (_results[output].Length < _lengths[output])
        {
            _results[output] = new T[_lengths[output]];
        }

        Span<T> result = _results[output].AsSpan(0, _lengths[output]);
        AlignedBuffer<T> buffer = _buffers[operand.Slot];
        if (shape.IsShared)
        {
            buffer.Span.Slice(operand.Offset, shape.Length).CopyTo(result);
        }
        else
        {
            Tiling.Store(_machine, buffer.Pointer, _plan.Slots[operand.Slot].Shape.Length, operand.Offset, result, shape.Length, TileRows);
        }
    }
}
