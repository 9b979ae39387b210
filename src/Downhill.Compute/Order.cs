namespace Downhill.Compute;

/// <summary>Topological orders, without recursion: a graph may be tens of thousands of nodes deep.</summary>
internal static class Order
{
    /// <summary>Every node that the roots need and that <paramref name="enter"/> admits, inputs before what uses them.</summary>
    internal static List<Node> Ascending(IEnumerable<Node> roots, Func<Node, bool>? enter = null)
    {
        List<Node> order = [];
        HashSet<Node> seen = [];
        Stack<(Node Node, int Next)> stack = new();
        foreach (Node root in roots)
        {
            Push(root);
            while (stack.TryPop(out (Node Node, int Next) top))
            {
                if (top.Next == top.Node.Inputs.Length)
                {
                    order.Add(top.Node);
                    continue;
                }

                stack.Push((top.Node, top.Next + 1));
                Push(top.Node.Inputs[top.Next]);
            }
        }

        return order;

        void Push(Node node)
        {
            if (enter?.Invoke(node) != false && seen.Add(node))
            {
                stack.Push((node, 0));
            }
        }
    }

    /// <summary>The same, what uses a node before the node.</summary>
    internal static List<Node> Descending(IEnumerable<Node> roots, Func<Node, bool>? enter = null)
    {
        List<Node> order = Ascending(roots, enter);
        order.Reverse();
        return order;
    }
}
