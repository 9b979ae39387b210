namespace Downhill.Compute.Differentiation;

/// <summary>One reverse sweep: from the ȳ of some nodes to the x̄ of the leaves <paramref name="leaves"/>, beyond which nothing is followed.</summary>
/// <param name="leaves">The nodes whose x̄ is asked for.</param>
/// <param name="rule">(node, ȳ) to the x̄ of its inputs; <see cref="Pullback.Of"/> unless a test plants a wrong one.</param>
internal sealed class Reverse(IReadOnlyList<Node> leaves, Func<Node, Node, Node?[]>? rule = null)
{
    private readonly Func<Node, Node, Node?[]> _rule = rule ?? Pullback.Of;
    private readonly HashSet<Node> _leaves = [.. leaves];
    private readonly Dictionary<Node, bool> _active = [];
    private readonly Dictionary<Node, Node> _bars = [];
    private readonly Dictionary<Node, List<(Detail.Result Part, Node Bar)>> _partBars = [];

    internal Node[] Run(IReadOnlyList<Node> y, IReadOnlyList<Node> ybar)
    {
        for (int i = 0; i < y.Count; i++)
        {
            Accumulate(y[i], Simplify.Repeat(ybar[i], y[i].Shape));
        }

        foreach (Node node in Order.Descending(y, IsActive))
        {
            PullBack(node);
        }

        return [.. leaves.Select(leaf => _bars.GetValueOrDefault(leaf) ?? Node.Constant(0, leaf.Shape))];
    }

    private void PullBack(Node node)
    {
        if (_leaves.Contains(node))
        {
            return;
        }

        if (node.Op == Op.Scan)
        {
            Accumulate(node, ScanPullback.Of(node, _partBars.GetValueOrDefault(node) ?? [], IsActive));
        }
        else if (_bars.TryGetValue(node, out Node? bar))
        {
            if (node.Op == Op.Part)
            {
                PartsOf(node.Inputs[0]).Add((node.Get<Detail.Result>(), bar));
            }
            else
            {
                Accumulate(node, _rule(node, bar));
            }
        }
    }

    private List<(Detail.Result Part, Node Bar)> PartsOf(Node scan)
    {
        if (!_partBars.TryGetValue(scan, out List<(Detail.Result Part, Node Bar)>? parts))
        {
            _partBars[scan] = parts = [];
        }

        return parts;
    }

    private void Accumulate(Node node, Node?[] inputBars)
    {
        for (int i = 0; i < inputBars.Length; i++)
        {
            if (inputBars[i] is { } bar)
            {
                Accumulate(node.Inputs[i], bar);
            }
        }
    }

    private void Accumulate(Node node, Node bar)
    {
        if (IsActive(node) && bar.Fill != 0)
        {
            _bars[node] = _bars.TryGetValue(node, out Node? sum) ? sum + bar : bar;
        }
    }

    /// <summary>Whether a leaf can be reached from the node.</summary>
    private bool IsActive(Node node)
    {
        if (_active.TryGetValue(node, out bool active))
        {
            return active;
        }

        foreach (Node below in Order.Ascending([node], child => !_active.ContainsKey(child)))
        {
            _active[below] = _leaves.Contains(below) || Array.Exists(below.Inputs, input => _active[input]);
        }

        return _active[node];
    }
}
