using System.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>The named inputs of a graph, their values, and how many rows each table has.</summary>
internal sealed class InputTable<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<string, Shape> _shapes;
    private readonly Dictionary<string, RowIndex> _indices;
    private readonly Dictionary<string, T[]> _values = [];
    private readonly Dictionary<string, int[]> _owners = [];

    internal InputTable(Node[] outputs)
    {
        Graph graph = Graph.Of(outputs);
        _shapes = graph.Inputs;
        _indices = graph.Indices;
    }

    internal void Set(string name, ReadOnlySpan<T> values)
    {
        Shape shape = _shapes.TryGetValue(name, out Shape found) ? found : throw Computation<T>.NoSuchInput(name, _shapes.Keys);
        Computation<T>.RequireLength(name, shape, values.Length);
        _values[name] = values.ToArray();
    }

    internal void Set(RowIndex index, ReadOnlySpan<int> owners)
    {
        _ = _indices.ContainsKey(index.Name) ? 0 : throw Computation<T>.NoSuchInput(index.Name, _indices.Keys);
        _owners[index.Name] = owners.ToArray();
    }

    internal T[] Get(string name) => _values.TryGetValue(name, out T[]? values) ? values : throw Computation<T>.NotSet(name);

    internal int[] Owners(RowIndex index) => _owners.TryGetValue(index.Name, out int[]? owners) ? owners : throw Computation<T>.NotSet(index.Name);

    /// <summary>How many rows the table has: as many as its inputs, or as its parts' owners.</summary>
    internal int Count(Rows rows)
    {
        int[] counts = [
            .. _shapes.Where(input => input.Value.Rows == rows).Select(input => Get(input.Key).Length / input.Value.Length),
            .. _indices.Values.Where(index => index.Part == rows).Select(index => Owners(index).Length)];
        return counts.Length == 0 ? throw Computation<T>.NotSet($"of any row of {rows.Name}")
            : Array.TrueForAll(counts, count => count == counts[0]) ? counts[0]
            : throw Computation<T>.DifferentRows(rows, counts);
    }
}
