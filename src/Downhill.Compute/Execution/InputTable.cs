using System.Numerics;
using Downhill.Compute.Execution.Tasks;

namespace Downhill.Compute.Execution;

/// <summary>The named inputs of a graph, their values, and how many rows each table has.</summary>
internal sealed class InputTable<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Graph _graph;
    private readonly Dictionary<string, T[]> _values = [];
    private readonly Dictionary<string, int[]> _owners = [];
    private readonly Dictionary<Rows, int> _counts = [];

    internal InputTable(Node[] outputs) => _graph = Graph.Of(outputs);

    internal bool Has(string name) => _graph.Inputs.ContainsKey(name);

    internal void Set(string name, ReadOnlySpan<T> values)
    {
        Shape shape = _graph.Inputs.TryGetValue(name, out Shape found) ? found : throw Computation<T>.NoSuchInput(name, _graph.Inputs.Keys);
        Computation<T>.RequireLength(name, shape, values.Length);
        _values[name] = values.ToArray();
        if (shape.Rows is { } rows)
        {
            _counts.Remove(rows);
        }
    }

    internal void Set(RowIndex index, ReadOnlySpan<int> owners)
    {
        _ = _graph.Indices.ContainsValue(index) ? 0 : throw Computation<T>.NoSuchInput(index.Name, _graph.Indices.Keys);
        Relation.Require(owners, index.Name);
        _owners[index.Name] = owners.ToArray();
        _counts.Remove(index.Part);
    }

    internal void SetRows(Rows rows, int count)
    {
        Computation<T>.RequireTable(rows, count, _graph.Tables);
        _counts[rows] = count;
    }

    /// <summary>Everything is set, for numbers of rows that go together.</summary>
    internal void Require()
    {
        foreach (string name in _graph.Inputs.Keys)
        {
            Get(name);
        }

        foreach (Rows rows in _graph.Tables)
        {
            Count(rows);
        }

        foreach (RowIndex index in _graph.Indices.Values)
        {
            Owners(index);
        }
    }

    internal T[] Get(string name) => _values.TryGetValue(name, out T[]? values) ? values : throw Computation<T>.NotSet(name);

    internal int[] Owners(RowIndex index)
    {
        int[] owners = Given(index);
        int count = Count(index.Owner);
        Computation<T>.RequireOwners(index, Array.TrueForAll(owners, owner => owner < count), count);
        return owners;
    }

    /// <summary>How many rows the table has: as many as its inputs, or as its parts' owners.</summary>
    internal int Count(Rows rows)
    {
        (string Name, int Count)[] counts = [
            .. _graph.Inputs.Where(input => input.Value.Rows == rows).Select(input => (input.Key, Get(input.Key).Length / input.Value.Length)),
            .. _graph.Indices.Values.Where(index => index.Part == rows).Select(index => (index.Name, Given(index).Length)),
            .. _counts.TryGetValue(rows, out int given) ? [("SetRows", given)] : Array.Empty<(string, int)>()];
        return counts.Length == 0 ? throw Computation<T>.NoRows(rows)
            : Array.TrueForAll(counts, count => count.Count == counts[0].Count) ? counts[0].Count
            : throw Computation<T>.DifferentRows(rows, counts);
    }

    private int[] Given(RowIndex index) => _owners.TryGetValue(index.Name, out int[]? owners) ? owners : throw Computation<T>.NotSet(index);
}
