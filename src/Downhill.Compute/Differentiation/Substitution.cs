namespace Downhill.Compute.Differentiation;

/// <summary>A graph with one node replaced by another of the same shape, also where a loop or a minimum in the graph has captured it.</summary>
internal sealed class Substitution
{
    private readonly Dictionary<Node, Node> _image;
    private readonly Dictionary<Node, Substitution> _bodies = [];

    private Substitution(Dictionary<Node, Node> image) => _image = image;

    internal static Node Of(Node graph, Node from, Node to) => new Substitution(new() { [from] = to }).Of(graph);

    private Node Of(Node root)
    {
        foreach (Node node in Order.Ascending([root], node => !_image.ContainsKey(node)))
        {
            _image[node] = Array.Exists(node.Inputs, input => _image[input] != input)
                ? Image(node, [.. node.Inputs.Select(input => _image[input])])
                : node;
        }

        return _image[root];
    }

    private Node Image(Node node, Node[] inputs) => node.Detail switch
    {
        Detail.Loop loop => Node.Create(Op.Scan, inputs, new Detail.Loop(Body(node, loop.Body, inputs))),
        Detail.Result result => Scan.Part(inputs[0], result.Kind, _bodies[node.Inputs[0]].Of(result.Node)),
        Detail.Stationary stationary => Node.Create(Op.Argmin, inputs, stationary with { Gradient = Gradient(node, stationary, inputs) }),
        _ => node.On(inputs),
    };

    // A captured node is its own placeholder, so a body that captured the replaced node is another body.
    private ScanBody Body(Node scan, ScanBody body, Node[] inputs)
    {
        Substitution inside = new([]);
        foreach (Node bound in body.Carries.Concat(body.StepInputs))
        {
            inside._image[bound] = bound;
        }

        Node[] captured = inputs[(body.Carries.Length + body.StepInputs.Length)..];
        inside.Bind(body.Captured, captured);
        _bodies[scan] = inside;
        return body.With([.. body.Next.Select(inside.Of)], captured);
    }

    private static Node Gradient(Node minimum, Detail.Stationary stationary, Node[] inputs)
    {
        Substitution inside = new(new() { [stationary.Point] = stationary.Point });
        inside.Bind(minimum.Inputs[1..], inputs[1..]);
        return inside.Of(stationary.Gradient);
    }

    private void Bind(Node[] from, Node[] to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            _image[from[i]] = to[i];
        }
    }
}
