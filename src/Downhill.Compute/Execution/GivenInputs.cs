using System.Numerics;
using Downhill.Compute.Execution.Tasks;

namespace Downhill.Compute.Execution;

/// <summary>What a computation was given: for how many rows each input was set, and the relations between tables.</summary>
internal sealed class GivenInputs<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A slot that is set for no number of rows yet.
    private const int NotYet = -1;

    private readonly Plan<T> _plan;
    private readonly int[] _setFor;
    private readonly Dictionary<string, int> _slots;
    private readonly Dictionary<Rows, int> _counts = [];

    internal GivenInputs(Plan<T> plan)
    {
        _plan = plan;
        _setFor = new int[plan.Slots.Length];
        Array.Fill(_setFor, NotYet);
        _slots = plan.Inputs.ToDictionary(input => input.Name, input => input.Slot);
        Relations = [.. plan.Relations.Select(_ => new Relation())];
    }

    internal IReadOnlyCollection<string> Names => _slots.Keys;

    internal Relation[] Relations { get; }

    internal int SlotOf(string name) => _slots.TryGetValue(name, out int slot) ? slot : throw Computation<T>.NoSuchInput(name, _slots.Keys);

    internal Relation RelationOf(RowIndex index)
    {
        foreach ((RowIndex known, int number) in _plan.Relations)
        {
            if (known == index)
            {
                return Relations[number];
            }
        }

        throw Computation<T>.NoSuchInput(index.Name, _plan.Relations.Select(relation => relation.Index.Name));
    }

    internal void Note(int slot, int rows) => _setFor[slot] = rows;

    /// <summary>Whether that is another number of rows than before; inputs that were set for another one must be set again before the next run.</summary>
    internal bool Changes(Rows rows, int count) => !_counts.TryGetValue(rows, out int before) || before != count;

    internal void Note(Rows rows, int count) => _counts[rows] = count;

    internal int CountOf(Rows rows) => _counts.TryGetValue(rows, out int count) ? count : throw Computation<T>.NoRows(rows);

    /// <summary>Refuses a run for which something is missing or does not fit.</summary>
    internal void Require()
    {
        foreach ((string name, Shape shape, int slot) in _plan.Inputs)
        {
            if (_setFor[slot] == NotYet)
            {
                throw Computation<T>.NotSet(name);
            }

            if (shape.Rows is { } rows && _setFor[slot] != _counts[rows])
            {
                throw Computation<T>.DifferentRows(rows, CountsOf(rows));
            }
        }

        foreach ((RowIndex index, int number) in _plan.Relations)
        {
            Require(index, Relations[number]);
        }
    }

    private void Require(RowIndex index, Relation relation)
    {
        if (!relation.IsSet)
        {
            throw Computation<T>.NotSet(index);
        }

        if (relation.Count != _counts[index.Part])
        {
            throw Computation<T>.DifferentRows(index.Part, CountsOf(index.Part));
        }

        int owners = CountOf(index.Owner);
        Computation<T>.RequireOwners(index, relation.Fits(owners), owners);
    }

    private IEnumerable<(string Name, int Count)> CountsOf(Rows rows) =>
        _plan.Inputs.Where(input => input.Shape.Rows == rows && _setFor[input.Slot] != NotYet).Select(input => (input.Name, _setFor[input.Slot]))
            .Concat(_plan.Relations.Where(relation => relation.Index.Part == rows && Relations[relation.Number].IsSet).Select(relation => (relation.Index.Name, Relations[relation.Number].Count)))
            .Append(("now", _counts[rows]));
}
