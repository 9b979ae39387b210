using System.Numerics;

namespace Downhill.Compute.Execution.Tasks;

/// <summary>For each part-row the value of its owner, from the whole table of owners.</summary>
internal sealed unsafe class GatherTask<T>(int relation, Table owners, Operand y) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = owners.Start(frame), to = y.In(frame);
        int rows = frame.Rows, length = y.Steps * y.Elements;
        for (int row = 0; row < rows; row++)
        {
            int owner = frame.Relations[relation].Owners[frame.FirstRow + Math.Min(row, frame.Valid - 1)];
            T* source = from + ((nint)(owner / rows) * owners.Width * rows) + (owner % rows);
            for (int i = 0; i < length; i++)
            {
                to[((nint)i * rows) + row] = source[(nint)i * rows];
            }
        }
    }
}

/// <summary>For each owner the sum over its part-rows in their order, from the whole table of parts.</summary>
internal sealed unsafe class ScatterTask<T>(int relation, Table parts, Operand y) : TileTask<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal override void Run(Frame<T> frame)
    {
        T* from = parts.Start(frame), to = y.In(frame);
        int rows = frame.Rows, length = y.Steps * y.Elements;
        new Span<T>(to, length * rows).Clear();
        for (int row = 0; row < rows; row++)
        {
            foreach (int part in frame.Relations[relation].PartsOf(frame.FirstRow + Math.Min(row, frame.Valid - 1)))
            {
                T* source = from + ((nint)(part / rows) * parts.Width * rows) + (part % rows);
                for (int i = 0; i < length; i++)
                {
                    to[((nint)i * rows) + row] += source[(nint)i * rows];
                }
            }
        }
    }
}

/// <summary>A whole table that a task looks into.</summary>
/// <param name="Operand">The numbers of a row that are looked at.</param>
/// <param name="Width">How many numbers a row has in memory; more than are looked at, when those are a part of a value.</param>
/// <param name="IsOwn">Whether it is the table that the tile belongs to, of which the slot points at the tile.</param>
internal readonly record struct Table(Operand Operand, int Width, bool IsOwn)
{
    internal unsafe T* Start<T>(Frame<T> frame)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Operand.In(frame) - (IsOwn ? (nint)frame.FirstRow * Width : 0);
}

/// <summary>Which owner each part-row has, both ways round: the owners' parts in compressed rows, each in ascending order.</summary>
internal sealed class Relation
{
    private int[] _owners = [], _starts = [], _next = [], _parts = [];
    private int _ownerCount;

    /// <summary>The owner of each part-row.</summary>
    internal ReadOnlySpan<int> Owners => _owners.AsSpan(0, Count);

    /// <summary>How many part-rows.</summary>
    internal int Count { get; private set; }

    internal bool IsSet { get; private set; }

    internal ReadOnlySpan<int> PartsOf(int owner) => owner < _ownerCount ? _parts.AsSpan(_starts[owner].._starts[owner + 1]) : [];

    // Arrays are kept while they are large enough, so that the steady state allocates nothing.
    internal void Set(ReadOnlySpan<int> owners, string name)
    {
        (Count, _ownerCount, IsSet) = (owners.Length, Require(owners, name), true);
        Reserve(ref _owners, Count);
        Reserve(ref _parts, Count);
        Reserve(ref _starts, _ownerCount + 1);
        Reserve(ref _next, _ownerCount);
        owners.CopyTo(_owners);
        Array.Clear(_starts, 0, _ownerCount + 1);
        foreach (int owner in owners)
        {
            _starts[owner + 1]++;
        }

        for (int i = 0; i < _ownerCount; i++)
        {
            _next[i] = _starts[i];
            _starts[i + 1] += _starts[i];
        }

        for (int part = 0; part < Count; part++)
        {
            _parts[_next[owners[part]]++] = part;
        }
    }

    /// <summary>The number of owners that are pointed to, the highest and one; no owner is negative.</summary>
    internal static int Require(ReadOnlySpan<int> owners, string name)
    {
        int count = 0;
        foreach (int owner in owners)
        {
            count = owner < 0 ? throw new ArgumentException($"{name} holds {owner}; an owner is a row, counted from 0.") : Math.Max(count, owner + 1);
        }

        return count;
    }

    /// <summary>The number of owners that are pointed to is at most the number there are.</summary>
    internal bool Fits(int owners) => _ownerCount <= owners;

    private static void Reserve(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            array = new int[length];
        }
    }
}
