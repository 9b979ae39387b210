namespace Downhill.Compute;

/// <summary>What a loop does at each step: a graph from placeholders to the next carries.</summary>
/// <remarks>
/// The node of a loop has the inputs [initial carries, stacked inputs, captured nodes], in this order. A captured node is its own
/// placeholder, and so may any node of another body be: what is listed here is bound, whatever its operation.
/// </remarks>
internal sealed class ScanBody
{
    private ScanBody(int steps, bool backwards, LoopStorage storage, Node[] carries, Node[] next, Node[] stepInputs, Node[] captured)
    {
        (Steps, Backwards, Storage, Carries, Next, StepInputs, Captured) = (steps, backwards, storage, carries, next, stepInputs, captured);
    }

    internal int Steps { get; }

    /// <summary>Whether the steps run from the last to the first. Stacks are indexed by the step in either case.</summary>
    internal bool Backwards { get; }

    internal LoopStorage Storage { get; }

    /// <summary>⌈√T⌉, the steps from one checkpoint to the next.</summary>
    internal int Segment => (int)Math.Ceiling(Math.Sqrt(Steps));

    internal Node[] Carries { get; }

    internal Node[] Next { get; }

    internal Node[] StepInputs { get; }

    internal Node[] Captured { get; }

    /// <summary>Makes the node of a loop: captures what the body takes from outside, and drops the stacked inputs that it does not use.</summary>
    /// <param name="steps">How many steps.</param>
    /// <param name="backwards">Whether from the last step to the first.</param>
    /// <param name="storage">What is kept for the way back.</param>
    /// <param name="carries">Placeholder, first value and next value of each carry.</param>
    /// <param name="stepInputs">Placeholder and stack of each input per step.</param>
    /// <param name="roots">Whatever else of the body will be asked for.</param>
    internal static Node Close(
        int steps,
        bool backwards,
        LoopStorage storage,
        IReadOnlyList<(Node Placeholder, Node Initial, Node Next)> carries,
        IReadOnlyList<(Node Placeholder, Node Stack)> stepInputs,
        IEnumerable<Node> roots)
    {
        Node[] next = [.. carries.Select(carry => Simplify.Repeat(carry.Next, carry.Placeholder.Shape))];
        HashSet<Node> bound = [.. carries.Select(carry => carry.Placeholder), .. stepInputs.Select(input => input.Placeholder)];
        List<Node> order = Order.Ascending([.. next, .. roots], node => !bound.Contains(node));
        HashSet<Node> used = [.. order.SelectMany(node => node.Inputs), .. next, .. roots];
        (Node Placeholder, Node Stack)[] kept = [.. stepInputs.Where(input => used.Contains(input.Placeholder))];

        HashSet<Node> inside = Inside(order, bound);
        RequireNoPhase(inside);
        Node[] captured = [.. Outside(inside, [.. next, .. roots], bound)];
        ScanBody body = new(steps, backwards, storage, [.. carries.Select(carry => carry.Placeholder)], next, [.. kept.Select(input => input.Placeholder)], captured);
        return Node.Create(Op.Scan, [.. carries.Select(carry => carry.Initial), .. kept.Select(input => input.Stack), .. captured], new Detail.Loop(body));
    }

    /// <summary>The same loop with another body graph, on the same placeholders.</summary>
    internal ScanBody With(Node[] next, Node[] captured) => new(Steps, Backwards, Storage, Carries, next, StepInputs, captured);

    /// <summary>The nodes of the body that the given ones need, inputs first, without placeholders and captured nodes.</summary>
    internal List<Node> OrderFor(IEnumerable<Node> roots)
    {
        HashSet<Node> bound = [.. Carries, .. StepInputs, .. Captured];
        return Order.Ascending(roots, node => !bound.Contains(node));
    }

    private static HashSet<Node> Inside(List<Node> order, HashSet<Node> bound)
    {
        HashSet<Node> inside = [];
        foreach (Node node in order)
        {
            if (Array.Exists(node.Inputs, input => inside.Contains(input) || bound.Contains(input)))
            {
                inside.Add(node);
            }
        }

        inside.UnionWith([.. inside.SelectMany(reader => reader.Inputs.Where(input => IsReadInPlace(reader, input)))]);
        return inside;
    }

    /// <summary>Whether the input is a shared value, repeated for all rows or transposed for a product: then the value itself is captured.</summary>
    // Its derivative is then one sum over rows and steps: not a number per row, and not a second sum that has to be turned round.
    private static bool IsReadInPlace(Node reader, Node input) => input.Op switch
    {
        Op.Broadcast => !input.Shape.IsShared && input.Inputs[0].Shape.IsShared,
        Op.Transpose => input.Shape.IsShared && reader.Op == Op.MatMul && input == reader.Inputs[1],
        _ => false,
    };

    private static IEnumerable<Node> Outside(HashSet<Node> inside, Node[] roots, HashSet<Node> bound) =>
        inside.SelectMany(node => node.Inputs).Concat(roots)
            .Where(node => !inside.Contains(node) && !bound.Contains(node) && node.Fill is null)
            .Distinct();

    private static void RequireNoPhase(HashSet<Node> inside)
    {
        if (inside.FirstOrDefault(node => node.Op is Op.SumRows or Op.LargestRow or Op.Gather or Op.Scatter) is { } node)
        {
            throw new ArgumentException($"{node.Op} inside a loop would tie rows together, but a loop runs all its steps on one tile of rows; move it outside.");
        }
    }
}
