using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>For each part-row the value of its owner, from the whole table of owners.</summary>
internal sealed unsafe class GatherTask<T>(int relation, Operand owners, Operand y) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = frame.Slots[owners.Slot], to = y.In(frame);
        int rows = frame.Rows, length = y.Steps * y.Elements;
        for (int row = 0; row < rows; row++)
        {
            int owner = frame.Relations[relation].Owners[frame.FirstRow + Math.Min(row, frame.Valid - 1)];
            T* source = from + ((nint)(owner / rows) * length * rows) + (owner % rows);
            for (int i = 0; i < length; i++)
            {
                to[((nint)i * rows) + row] = source[(nint)i * rows];
            }
        }
    }
}

/// <summary>For each owner the sum over its part-rows in their order, from the whole table of parts.</summary>
internal sealed unsafe class ScatterTask<T>(int relation, Operand parts, Operand y) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = frame.Slots[parts.Slot], to = y.In(frame);
        int rows = frame.Rows, length = y.Steps * y.Elements;
        new Span<T>(to, length * rows).Clear();
        for (int row = 0; row < rows; row++)
        {
            foreach (int part in frame.Relations[relation].PartsOf(frame.FirstRow + Math.Min(row, frame.Valid - 1)))
            {
                T* source = from + ((nint)(part / rows) * length * rows) + (part % rows);
                for (int i = 0; i < length; i++)
                {
                    to[((nint)i * rows) + row] += source[(nint)i * rows];
                }
            }
        }
    }
}

/// <summary>Which owner each part-row has, both ways round: the owners' parts in compressed rows, each in ascending order.</summary>
internal sealed class Relation
{
    private int[] _starts = [];
    private int[] _parts = [];

    /// <summary>The owner of each part-row.</summary>
    internal int[] Owners { get; private set; } = [];

    internal bool IsSet { get; private set; }

    internal ReadOnlySpan<int> PartsOf(int owner) => owner + 1 < _starts.Length ? _parts.AsSpan(_starts[owner].._starts[owner + 1]) : [];

    internal void Set(ReadOnlySpan<int> owners, string name)
    {
        Owners = owners.ToArray();
        int count = 0;
        foreach (int owner in Owners)
        {
            count = owner < 0 ? throw new ArgumentException($"{name} holds {owner}; an owner is a row, counted from 0.") : Math.Max(count, owner + 1);
        }

        _starts = new int[count + 1];
        _parts = new int[Owners.Length];
        foreach (int owner in Owners)
        {
            _starts[owner + 1]++;
        }

        for (int i = 0; i < count; i++)
        {
            _starts[i + 1] += _starts[i];
        }

        int[] next = [.. _starts];
        for (int part = 0; part < Owners.Length; part++)
        {
            _parts[next[Owners[part]]++] = part;
        }

        IsSet = true;
    }

    /// <summary>The number of owners that are pointed to is at most the number there are.</summary>
    internal bool Fits(int owners) => _starts.Length - 1 <= owners;
}
