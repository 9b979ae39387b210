using System.Numerics;
using System.Runtime.CompilerServices;

namespace Downhill.Compute.Execution;

/// <summary>Runs a plan: tiles of rows over threads, sums over rows in a fixed order.</summary>
/// <remarks>
/// Accumulator s adds up the tiles s, s + 8, …, in order, and the accumulators are added in order: the same bits on any number of threads.
/// </remarks>
internal sealed unsafe class CompiledComputation<T> : Computation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // From here on it pays to wake the team for adding up the accumulators; in numbers.
    private const int LargeSinks = 1 << 15;

    private readonly Plan<T> _plan;
    private readonly Machine<T> _machine;
    private readonly Team _team;
    private readonly Buffers<T> _buffers;
    private readonly GivenInputs<T> _given;
    private readonly Frame<T>[] _frames;
    private readonly T[][] _results;
    private readonly int[] _lengths;
    private readonly bool[] _isRead;
    private readonly int[] _tables;
    private readonly Action<int> _work, _finish;
    private TablePhase<T>? _phase;
    private int _tiles;
    private bool _hasRun;
    private int _next;

    internal CompiledComputation(Plan<T> plan, Machine<T> machine, int threads)
    {
        _plan = plan;
        _machine = machine;
        _team = Team.Of(threads);
        _buffers = new Buffers<T>(plan, machine);
        _given = new GivenInputs<T>(plan);
        _results = [.. plan.Outputs.Select(_ => Array.Empty<T>())];
        _lengths = new int[plan.Outputs.Length];
        _isRead = new bool[plan.Outputs.Length];
        _frames = [.. Enumerable.Range(0, threads).Select(_ => NewFrame())];
        _tables = [.. Enumerable.Range(0, plan.Slots.Length).Where(slot => plan.Slots[slot].Kind == SlotKind.Table)];
        _work = Work;
        _finish = member => _buffers.Finish(_phase!, _tiles, member, threads);
    }

    internal int TileRows => _plan.TileRows;

    /// <summary>The names of the inputs.</summary>
    internal IReadOnlyCollection<string> Inputs => _given.Names;

    /// <summary>The rows of the first output.</summary>
    internal int OutputRows => _given.CountOf(_plan.OutputShapes[0].Rows!);

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

    public override bool Reads(string input) => _given.Names.Contains(input);

    public override void Set(string name, ReadOnlySpan<T> values)
    {
        int slot = _given.SlotOf(name);
        Shape shape = _plan.Slots[slot].Shape;
        RequireLength(name, shape, values.Length);
        if (shape.IsShared)
        {
            values.CopyTo(_buffers[slot].Span);
        }
        else
        {
            SetCount(shape.Rows!, values.Length / shape.Length);
            Tiling.Load(_machine, values, _buffers[slot].Pointer, shape.Length, TileRows);
        }

        _given.Note(slot, values.Length / shape.Length);
    }

    public override void Set(RowIndex index, ReadOnlySpan<int> owners)
    {
        ArgumentNullException.ThrowIfNull(index);
        _given.RelationOf(index).Set(owners, index.Name);
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
        _given.Require();
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
            _lengths[output] = Require.ArrayLength(shape.Rows is { } rows ? _given.CountOf(rows) : 1, shape.Length);
        }
    }

    /// <summary>The table of an output, and its first number there among those of a row.</summary>
    internal (int Slot, int Offset) PlaceOf(int output) => (_plan.Outputs[output].Slot, _plan.Outputs[output].Offset);

    /// <summary>A tile of a table as it stands, [number][row].</summary>
    internal T* TileAt(int slot, int tile) => _buffers[slot].Pointer + ((nint)tile * TileRows * _plan.Slots[slot].Shape.Length);

    private Frame<T> NewFrame()
    {
        AlignedBuffer<T> arena = new(_plan.ArenaLength + _plan.ScratchLength);
        Frame<T> frame = new(_plan.Slots.Length, TileRows, arena) { Scratch = arena.Pointer + _plan.ArenaLength, Relations = _given.Relations };
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
        if (_given.Changes(rows, count))
        {
            // Noted once there is room: rows that were refused must not be taken for known the next time.
            _buffers.Reserve(rows, count);
            _given.Note(rows, count);
        }
    }

    private void RunTiles(TablePhase<T> phase)
    {
        _phase = phase;
        _tiles = _buffers.Tiles(_given.CountOf(phase.Rows));
        _next = 0;
        if (_tiles <= 1)
        {
            Work(0);
        }
        else
        {
            _team.Run(_work);
        }

        if (_buffers.Numbers(phase.Sinks) < LargeSinks)
        {
            _buffers.Finish(phase, _tiles, 0, 1);
        }
        else
        {
            _team.Run(_finish);
        }
    }

    private void Work(int member)
    {
        Frame<T> frame = _frames[member];
        int accumulators = Buffers<T>.Used(_tiles), rows = _given.CountOf(_phase!.Rows);
        for (int s = Interlocked.Increment(ref _next) - 1; s < accumulators; s = Interlocked.Increment(ref _next) - 1)
        {
            _buffers.Clear(frame, _phase, s);
            for (int tile = s; tile < _tiles; tile += Buffers<T>.Accumulators)
            {
                RunTile(frame, _phase, tile, rows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTile(Frame<T> frame, TablePhase<T> phase, int tile, int rows)
    {
        frame.FirstRow = tile * TileRows;
        frame.Valid = Math.Min(TileRows, rows - frame.FirstRow);
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
