using static Downhill.Compute.Maths;

namespace Downhill.Compute.Differentiation;

/// <summary>
/// Takes a shared derivative out of the body of a loop: its sums over rows become totals of the loop, and what is done to them
/// afterwards (transposing, reshaping, factors) is done once, outside; it is linear.
/// </summary>
/// <param name="loop">The loop, of which the sums become results.</param>
/// <param name="stepInputs">What the body has in another form outside: as a stack.</param>
/// <param name="bound">What the body has from outside; a sum over rows behind it is not the body's.</param>
internal sealed class Lifting(Node loop, IReadOnlyList<(Node Placeholder, Node Stack)> stepInputs, HashSet<Node> bound)
{
    private readonly Dictionary<Node, Node> _stacks = stepInputs.ToDictionary(input => input.Placeholder, input => input.Stack);

    /// <summary>Whether the node adds up rows: it says so, or it is the total of a loop inside the body.</summary>
    internal static bool IsSum(Node node) => node.Op == Op.SumRows || node is { Op: Op.Part, Shape.IsShared: true };

    /// <summary>The body's node that a total of the loop is of.</summary>
    internal static Node Summand(Node sum) => sum.Op == Op.SumRows ? sum.Inputs[0] : sum;

    /// <summary>The sum of the body's <paramref name="node"/> over all steps; null where it is zero.</summary>
    internal Node? Summed(Node node)
    {
        if (node.Fill == 0)
        {
            return null;
        }

        List<Node> order = Inside(node);
        bool varies = order.Exists(n => !IsSum(n) && Array.Exists(n.Inputs, _stacks.ContainsKey));
        return varies ? SumSteps(Stacked(node)!) : Lift(node, order, PartKind.Total);
    }

    /// <summary>The body's <paramref name="node"/> at every step; null where it is zero.</summary>
    internal Node? Stacked(Node node) => node.Fill == 0 ? null : Lift(node, Inside(node), PartKind.StepTotal);

    /// <summary>The shared nodes that change with the step, inputs first.</summary>
    private List<Node> Inside(Node node)
    {
        HashSet<Node> inside = [];
        List<Node> order = Order.Ascending([node], n => n.Shape.IsShared && n.Op != Op.Scan && !bound.Contains(n));
        foreach (Node n in order.Where(n => IsSum(n) || Array.Exists(n.Inputs, input => inside.Contains(input) || _stacks.ContainsKey(input))))
        {
            inside.Add(n);
        }

        return [.. order.Where(inside.Contains)];
    }

    private Node Lift(Node node, List<Node> order, PartKind kind)
    {
        int? steps = kind == PartKind.Total ? null : loop.Get<Detail.Loop>().Body.Steps;
        Dictionary<Node, Node> image = [];
        foreach (Node n in order)
        {
            image[n] = n switch
            {
                _ when IsSum(n) => Scan.Part(loop, kind, Summand(n)),

                // One side may be the same at every step of the other.
                { Op: Op.Solve } => Solve(Image(n.Inputs[0], n.Op), Image(n.Inputs[1], n.Op)),
                _ => Node.Create(n.Op, [.. n.Inputs.Select(input => Image(input, n.Op))], Stepped(n.Detail, steps)),
            };
        }

        return image.GetValueOrDefault(node) ?? throw new InvalidOperationException("A derivative without a sum over rows inside a loop.");

        Node Image(Node input, Op op)
        {
            Node lifted = image.GetValueOrDefault(input) ?? _stacks.GetValueOrDefault(input) ?? input;
            return op.IsElementwise() && steps is { } count ? Repeat(lifted, lifted.Shape with { Steps = count }) : lifted;
        }
    }

    private static Detail? Stepped(Detail? detail, int? steps) => (detail, steps) switch
    {
        (Detail.To to, { } count) => new Detail.To(to.Shape with { Steps = count }),
        (Detail.Window window, { } count) => window with { Shape = window.Shape with { Steps = count } },
        _ => detail,
    };
}
