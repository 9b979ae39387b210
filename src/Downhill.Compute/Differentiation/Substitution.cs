namespace Downhill.Compute.Differentiation;

/// <summary>A graph with one node replaced by another of the same shape.</summary>
internal static class Substitution
{
    internal static Node Of(Node graph, Node from, Node to)
    {
        Dictionary<Node, Node> image = new() { [from] = to };
        foreach (Node node in Order.Ascending([graph], node => node != from))
        {
            image[node] = Array.Exists(node.Inputs, input => image[input] != input)
                ? node.On([.. node.Inputs.Select(input => image[input])])
                : node;
        }

        return image[graph];
    }
}
