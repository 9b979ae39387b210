using System.Numerics;
using Downhill.Compute.Execution.Tasks;

namespace Downhill.Compute.Execution;

/// <summary>Gives local values places in the arena; what is not alive at the same time may share one.</summary>
internal static class Arena
{
    /// <summary>Places the values that the tasks write, and returns how long the arena must be.</summary>
    /// <param name="scope">The scope whose values are placed.</param>
    /// <param name="tasks">The tasks in order.</param>
    /// <param name="slots">The slots; the offsets of local ones are set.</param>
    /// <param name="always">Values that live from the first task to the last.</param>
    /// <param name="rows">Rows per tile.</param>
    internal static int Allocate<T>(Scope scope, TileTask<T>[] tasks, List<SlotPlan> slots, IEnumerable<Value> always, int rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Dictionary<int, (int From, int To)> lives = [];
        foreach (Value value in always)
        {
            Extend(value, 0);
            Extend(value, tasks.Length);
        }

        for (int i = 0; i < tasks.Length; i++)
        {
            foreach (Value value in tasks[i].Writes.Concat(tasks[i].Reads))
            {
                Extend(value, i);
            }
        }

        ILookup<int, (int Slot, int To)> births = lives.ToLookup(life => life.Value.From, life => (life.Key, life.Value.To));
        Packing packing = new();
        List<(LoopTask<T> Loop, int Offset)> loops = [];
        for (int i = 0; i <= tasks.Length; i++)
        {
            foreach ((int slot, int to) in births[i].OrderBy(birth => birth.Slot))
            {
                slots[slot].Offset = packing.Place(i, to, Length(slots[slot].Shape, rows));
            }

            if (i < tasks.Length && tasks[i] is LoopTask<T> loop)
            {
                Shift(loop, packing.Place(i, i, loop.ArenaLength), slots);
            }
        }

        return packing.Length;

        void Extend(Value value, int at)
        {
            Value home = Marking.Base(value);
            int slot = home.Slot;
            if (home.Scope == scope && slot >= 0 && slots[slot].Kind == SlotKind.Local)
            {
                lives[slot] = lives.TryGetValue(slot, out (int From, int To) life) ? (Math.Min(life.From, at), Math.Max(life.To, at)) : (at, at);
            }
        }
    }

    private static int Length(Shape shape, int rows) =>
        // Whole cache lines, with room for a vector that is read across the end of a shared value.
        ((shape.Length * (shape.IsShared ? 1 : rows)) + 31) / 16 * 16;

    private static void Shift<T>(LoopTask<T> loop, int offset, List<SlotPlan> slots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int slot in loop.LocalSlots)
        {
            slots[slot].Offset += offset;
        }

        foreach (LoopTask<T> inner in loop.Replays.Concat(loop.Body.OfType<LoopTask<T>>()))
        {
            Shift(inner, offset, slots);
        }
    }

    /// <summary>First fit over time: a place is free when whoever had it has died.</summary>
    private sealed class Packing
    {
        // In the order of their places.
        private readonly List<(int Offset, int Length, int Dies)> _live = [];

        internal int Length { get; private set; }

        internal int Place(int born, int dies, int length)
        {
            _live.RemoveAll(block => block.Dies < born);
            int offset = 0, at = 0;
            while (at < _live.Count && _live[at].Offset - offset < length)
            {
                offset = Math.Max(offset, _live[at].Offset + _live[at].Length);
                at++;
            }

            _live.Insert(at, (offset, length, dies));
            Length = Math.Max(Length, offset + length);
            return offset;
        }
    }
}
