using static Downhill.Compute.Maths;

namespace Downhill.Compute.Differentiation;

/// <summary>
/// Takes a shared derivative out of the body of a loop: its sums over rows become totals of the loop, and what is done to them
/// afterwards (transposing, reshaping, factors) is done once, outside; it is linear.
/// </summary>
internal sealed class Lifting(Node loop, IReadOnlyList<(Node Placeholder, Node Stack)> stepInputs)
{
    private readonly Dictionary<Node, Node> _stacks = stepInputs.ToDictionary(input => input.Placeholder, input => input.Stack);

    /// <summary>The sum of the body's <paramref name="node"/> over all steps; null where it is zero.</summary>
    internal Node? Summed(Node node)
    {
        if (node.Fill == 0)
        {
            return null;
        }

        List<Node> order = Inside(node);
        bool varies = order.Exists(n => n.Op != Op.SumRows && Array.Exists(n.Inputs, _stacks.ContainsKey));
        return varies ? SumSteps(Stacked(node)!) : Lift(node, order, PartKind.Total);
    }

    /// <summary>The body's <paramref name="node"/> at every step; null where it is zero.</summary>
    internal Node? Stacked(Node node) => node.Fill == 0 ? null : Lift(node, Inside(node), PartKind.StepTotal);

    /// <summary>The shared nodes that change with the step, inputs first.</summary>
    private List<Node> Inside(Node node)
    {
        HashSet<Node> inside = [];
        List<Node> order = Order.Ascending([node], n => n.Shape.IsShared && !_stacks.ContainsKey(n));
        foreach (Node n in order.Where(n => n.Op == Op.SumRows || Array.Exists(n.Inputs, input => inside.Contains(input) || _stacks.ContainsKey(input))))
        {
            inside.Add(n);
        }

        return [.. order.Where(inside.Contains)];
    }

    private Node Lift(Node node, List<Node> order, PartKind kind)
    {
        int steps = kind == PartKind.Total ? 1 : loop.Get<Detail.Loop>().Body.Steps;
        Dictionary<Node, Node> image = [];
        foreach (Node n in order)
        {
            image[n] = n.Op == Op.SumRows
                ? Scan.Part(loop, kind, n.Inputs[0])
                : Node.Create(n.Op, [.. n.Inputs.Select(input => Image(input, n.Op))], Stepped(n.Detail, steps));
        }

        return image.GetValueOrDefault(node) ?? throw new InvalidOperationException("A derivative without a sum over rows inside a loop.");

        Node Image(Node input, Op op)
        {
            Node lifted = image.GetValueOrDefault(input) ?? _stacks.GetValueOrDefault(input) ?? input;
            return op.IsElementwise() ? Repeat(lifted, lifted.Shape with { Steps = steps }) : lifted;
        }
    }

    private static Detail? Stepped(Detail? detail, int steps) => detail switch
    {
        Detail.To to => new Detail.To(to.Shape with { Steps = steps }),
        Detail.Window window => window with { Shape = window.Shape with { Steps = steps } },
        _ => detail,
    };
}
