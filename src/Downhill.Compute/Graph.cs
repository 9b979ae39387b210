namespace Downhill.Compute;

/// <summary>What a graph asks its caller for: the inputs by name, the relations between tables, and the tables, those of loop bodies included.</summary>
internal sealed record Graph(Dictionary<string, Shape> Inputs, Dictionary<string, RowIndex> Indices, HashSet<Rows> Tables)
{
    internal static Graph Of(Node[] outputs)
    {
        Graph graph = new([], [], []);

        // What a body takes from outside is an input of its loop's node, so bodies need not be looked into.
        foreach (Node node in Order.Ascending(outputs))
        {
            graph.Add(node);
        }

        return graph;
    }

    private void Add(Node node)
    {
        switch (node.Detail)
        {
            case Detail.Named named:
                Add(Inputs, named.Name, named.Shape, "inputs");
                break;
            case Detail.Along along:
                Add(Indices, along.Index.Name, along.Index, "relations");
                break;
        }

        if (node.Shape.Rows is { } rows)
        {
            Tables.Add(rows);
        }
    }

    private static void Add<T>(Dictionary<string, T> known, string name, T what, string kind)
        where T : notnull
    {
        if (known.TryGetValue(name, out T? other) && !other.Equals(what))
        {
            throw new ArgumentException($"Two {kind} are called {name}, one {other} and one {what}; give one of them another name.");
        }

        known[name] = what;
    }
}
