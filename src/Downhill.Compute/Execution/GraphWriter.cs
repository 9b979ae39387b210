namespace Downhill.Compute.Execution;

/// <summary>Writes a graph down as a series of words that could be read back: how many words belong together follows from those before.</summary>
/// <param name="most">How many words; what is longer is not finished.</param>
internal sealed class GraphWriter(int most)
{
    // Not an operation: no definition follows.
    private const int End = -1;

    private readonly Dictionary<Node, int> _numbers = [];
    private readonly HashSet<Node> _defined = [];

    // What a loop binds, and what was met behind it: another loop may bind a node that this one computes.
    private readonly Dictionary<ScanBody, Body> _bodies = [];

    internal List<int> Words { get; } = [];

    /// <summary>The strings, tables and relations among the words, in their order.</summary>
    internal List<object> Names { get; } = [];

    internal bool IsComplete => Words.Count <= most;

    internal void Write(Node[] outputs) => Define(outputs, []);

    /// <summary>Defines what the roots need and was not met in their scope, then names the roots.</summary>
    private void Define(Node[] roots, HashSet<Node> met)
    {
        foreach (Node node in Order.Ascending(roots, node => !met.Contains(node)))
        {
            met.Add(node);
            if (IsComplete && _defined.Add(node))
            {
                Words.Add((int)node.Op);
                Words.Add(NumberOf(node));
                Refer(node.Inputs);
                Write(node, node.Detail);
            }
        }

        Words.Add(End);
        Refer(roots);
    }

    private int NumberOf(Node node)
    {
        _numbers.TryAdd(node, _numbers.Count);
        return _numbers[node];
    }

    private void Refer(Node[] nodes)
    {
        Words.Add(nodes.Length);
        foreach (Node node in nodes)
        {
            Words.Add(NumberOf(node));
        }
    }

    private void Bind(Node[] nodes)
    {
        Refer(nodes);
        foreach (Node node in nodes)
        {
            Write(node.Shape);
        }
    }

    private void Write(Node node, Detail? detail)
    {
        switch (detail)
        {
            // Lowering looks through a minimum, at the point that was found.
            case null or Detail.Stationary:
                break;
            case Detail.Named(var name, var shape):
                Names.Add(name);
                Write(shape);
                break;
            case Detail.Filled(var value, var shape):
                Write(shape);
                Write(value);
                break;
            case Detail.Listed(var values, var shape):
                Words.Add(values.Length);
                Write(shape);
                Write(values);
                break;
            case Detail.To(var shape):
                Write(shape);
                break;
            case Detail.Window(var row, var column, var shape):
                Words.AddRange([row, column]);
                Write(shape);
                break;
            case Detail.Stream(var number, var shape):
                Words.Add(number);
                Write(shape);
                break;
            case Detail.Along(var index):
                Names.Add(index);
                break;
            case Detail.Loop(var body):
                Write(body);
                break;
            case Detail.Result(var kind, var of):
                Words.Add((int)kind);
                Define([of], Write(node.Inputs[0].Get<Detail.Loop>().Body).Met);
                break;
            default:
                throw new InvalidOperationException($"{detail.GetType().Name} cannot be written down.");
        }
    }

    /// <summary>A loop's body: its number, and what it does where the number is a new one.</summary>
    private Body Write(ScanBody body)
    {
        if (_bodies.TryGetValue(body, out Body? known))
        {
            Words.Add(known.Number);
            return known;
        }

        Body written = _bodies[body] = new Body(_bodies.Count, [.. body.Carries, .. body.StepInputs, .. body.Captured]);
        Words.AddRange([written.Number, body.Steps, body.Backwards ? 1 : 0, (int)body.Storage]);
        Bind(body.Carries);
        Bind(body.StepInputs);
        Bind(body.Captured);
        Define(body.Next, written.Met);
        return written;
    }

    private void Write(Shape shape)
    {
        Words.AddRange([shape.IsShared ? 0 : 1, shape.Steps, shape.Height, shape.Width]);
        if (shape.Rows is { } rows)
        {
            Names.Add(rows);
        }
    }

    // By their bits: 0 and -0 are equal numbers, but 1 / 0 is not 1 / -0.
    private void Write(params ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length && IsComplete; i++)
        {
            long bits = BitConverter.DoubleToInt64Bits(values[i]);
            Words.AddRange([(int)bits, (int)(bits >> 32)]);
        }
    }

    private sealed record Body(int Number, HashSet<Node> Met);
}
