namespace Downhill.Compute;

/// <summary>What a graph asks its caller for: the inputs by name, and the relations between tables, those of loop bodies included.</summary>
internal sealed record Graph(Dictionary<string, Shape> Inputs, Dictionary<string, RowIndex> Indices)
{
    internal static Graph Of(Node[] outputs)
    {
        Graph graph = new([], []);
        foreach (Node node in Order.Ascending(outputs))
        {
            switch (node.Detail)
            {
                case Detail.Named named:
                    graph.Add(named.Name, named.Shape);
                    break;
                case Detail.Along along:
                    graph.Indices[along.Index.Name] = along.Index;
                    break;
            }
        }

        return graph;
    }

    // What a body takes from outside is an input of its loop's node, so bodies need not be looked into.
    private void Add(string name, Shape shape)
    {
        if (Inputs.TryGetValue(name, out Shape other) && other != shape)
        {
            throw new ArgumentException($"Two inputs are called {name}, one {other} and one {shape}; give one of them another name.");
        }

        Inputs[name] = shape;
    }
}
