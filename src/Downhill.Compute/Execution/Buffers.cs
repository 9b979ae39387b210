using System.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>The memory of a computation that outlives a tile: shared values, tables, and the accumulators of sums over rows.</summary>
internal sealed unsafe class Buffers<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many accumulators a sum has: enough for the threads of one machine, and their number never depends on them.</summary>
    internal const int Accumulators = 8;

    private const int Block = 16;

    private readonly Plan<T> _plan;
    private readonly Machine<T> _machine;
    private readonly AlignedBuffer<T>[] _buffers;

    internal Buffers(Plan<T> plan, Machine<T> machine)
    {
        (_plan, _machine) = (plan, machine);
        _buffers = [.. plan.Slots.Select(slot => new AlignedBuffer<T>(FirstLength(slot)))];
        foreach ((double[] values, int slot) in plan.Constants)
        {
            for (int i = 0; i < values.Length; i++)
            {
                _buffers[slot].Span[i] = T.CreateChecked(values[i]);
            }
        }
    }

    internal AlignedBuffer<T> this[int slot] => _buffers[slot];

    internal int Tiles(int rows) => (int)(((long)rows + _plan.TileRows - 1) / _plan.TileRows);

    /// <summary>How many accumulators so many tiles fill; without any tile a sum is still zero.</summary>
    internal static int Used(int tiles) => Math.Clamp(tiles, 1, Accumulators);

    /// <summary>Makes room for so many rows in every table of theirs; throws where an array cannot hold them. Buffers only grow, and keep what they hold: a smaller batch in between costs nothing.</summary>
    internal void Reserve(Rows rows, int count)
    {
        for (int slot = 0; slot < _plan.Slots.Length; slot++)
        {
            if (_plan.Slots[slot].Kind == SlotKind.Table && _plan.Slots[slot].Shape.Rows == rows)
            {
                Lengthen(slot, Require.ArrayLength((long)Tiles(count) * _plan.TileRows, _plan.Slots[slot].Shape.Length));
            }
        }
    }

    private void Lengthen(int slot, int length)
    {
        if (_buffers[slot].Length < length)
        {
            AlignedBuffer<T> longer = new(length);
            _buffers[slot].Span.CopyTo(longer.Span);
            _buffers[slot] = longer;
        }
    }

    /// <summary>How many numbers the accumulators of these sums hold together.</summary>
    internal int Numbers(int[] sinks)
    {
        int numbers = 0;
        foreach (int sink in sinks)
        {
            numbers += _buffers[sink].Length;
        }

        return numbers;
    }

    /// <summary>Points the sinks of a thread to accumulator s, and empties it; the thread that adds to it has it in its cache then.</summary>
    internal void Clear(Frame<T> frame, TablePhase<T> phase, int s)
    {
        foreach (int sink in phase.Sinks)
        {
            int length = Padded(_plan.Slots[sink].Shape.Length);
            frame.Slots[sink] = _buffers[sink].Pointer + ((nint)s * length);
            new Span<T>(frame.Slots[sink], length).Fill(_plan.Slots[sink].IsLargest ? T.NegativeInfinity : T.Zero);
        }
    }

    /// <summary>One of so many parts of every sum: the accumulators that so many tiles filled are added in order, whoever does it.</summary>
    internal void Finish(TablePhase<T> phase, int tiles, int part, int parts)
    {
        foreach (int sink in phase.Sinks)
        {
            int blocks = Padded(_plan.Slots[sink].Shape.Length) / Block;
            Finish(sink, Used(tiles), blocks * part / parts * Block, blocks * (part + 1) / parts * Block);
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

    private static int FirstLength(SlotPlan slot) => slot.Kind switch
    {
        SlotKind.Shared => Padded(slot.Shape.Length),
        SlotKind.Sink => Accumulators * Padded(slot.Shape.Length),
        _ => 0,
    };

    // Whole cache lines, with room for a vector that is read across the end.
    private static int Padded(int length) => (length + 31) / 16 * 16;
}
