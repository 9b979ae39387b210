namespace Downhill.Compute;

/// <summary>What a loop keeps of its forward run for its derivative.</summary>
public enum LoopStorage
{
    /// <summary>The carries of every step; everything else is computed again on the way back. Memory O(T d) per row, time about 1.3 times that of <see cref="Everything"/>.</summary>
    States,

    /// <summary>
    /// The carry of every ⌈√T⌉-th step; the way back runs each stretch between two of them once more, forward. Memory O(√T d) per row of a tile, also for
    /// derivatives of derivatives; time that of <see cref="States"/> and another forward run; the same bits. Where the history is asked for
    /// itself (<see cref="Scan.Before"/>), and by the interpreter, all carries are kept.
    /// </summary>
    /// <remarks>Source: T. Chen, B. Xu, C. Zhang and C. Guestrin (2016), Training deep nets with sublinear memory cost, arXiv:1604.06174.</remarks>
    Checkpoints,

    /// <summary>Besides, the results of matrix products and other costly operations of every step. Memory O(T × the layers' widths) per row of a tile.</summary>
    /// <remarks>
    /// The operations are those of <see cref="States"/>, and so are the bits, except where a kernel of the way down does not fuse a multiplication
    /// and an addition that one of the way back does: then a kept number is rounded once more.
    /// </remarks>
    Everything,
}

/// <summary>A loop as one node: c₍ₜ₊₁₎ = f(cₜ, uₜ, t) for t = 0 … T − 1, all its steps run on one tile of rows before the next tile.</summary>
/// <remarks>
/// Its size does not grow with T. The derivative is a loop too, that runs from the last step to the first. Whatever the body takes from
/// outside (parameters, conditions) is captured, and computed once.
/// </remarks>
public sealed class Scan
{
    private readonly Node _node;

    private Scan(Node node)
    {
        _node = node;
        ScanBody body = Body;
        Final = [.. body.Carries.Select(carry => Part(node, PartKind.Final, carry))];
        Before = [.. body.Carries.Select(carry => Part(node, PartKind.Stack, carry))];
        After = [.. body.Next.Select(next => Part(node, PartKind.Stack, next))];
    }

    /// <summary>The carries c_T after the last step.</summary>
    public IReadOnlyList<Node> Final { get; }

    /// <summary>The carries c₀ … c₍T₋₁₎ before each step, stacked.</summary>
    public IReadOnlyList<Node> Before { get; }

    /// <summary>The carries c₁ … c_T after each step, stacked.</summary>
    public IReadOnlyList<Node> After { get; }

    private ScanBody Body => _node.Get<Detail.Loop>().Body;

    /// <summary>The loop of <paramref name="steps"/> steps.</summary>
    /// <param name="steps">T ≥ 1.</param>
    /// <param name="initial">The carries c₀; per row.</param>
    /// <param name="inputs">Stacks of T steps, of which the body gets the values of its step.</param>
    /// <param name="body">(carries, inputs of the step, t as a shared scalar) to the next carries, of the same shapes.</param>
    /// <param name="storage">What is kept for the derivative; default: everything.</param>
    /// <exception cref="ArgumentException">The body ties rows together, or its carries do not fit.</exception>
    public static Scan Over(
        int steps,
        IReadOnlyList<Node> initial,
        IReadOnlyList<Node> inputs,
        Func<Node[], Node[], Node, Node[]> body,
        LoopStorage storage = LoopStorage.Everything)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(body);
        Require.AtLeast(steps, 1, nameof(steps));
        Node[] carries = [.. initial.Select(c => Carry(c, initial[0]))];
        Node[] slices = [.. inputs.Select(u => Slice(u, steps))];
        Node step = Placeholder(Shape.Scalar);
        Node[] next = body(carries, slices, step);
        return carries.Length == 0 ? throw new ArgumentException("A loop needs at least one carry, a value per row.", nameof(initial))
            : next.Length != carries.Length
            ? throw new ArgumentException($"The body gives {next.Length} carries, but the loop has {carries.Length}.", nameof(body))
            : new Scan(ScanBody.Close(
                steps,
                backwards: false,
                storage,
                [.. carries.Select((carry, k) => (carry, initial[k], next[k]))],
                [.. slices.Select((slice, m) => (slice, inputs[m])), (step, Counter(steps))],
                roots: []));
    }

    internal static Node Placeholder(Shape shape) => Node.Create(Op.Input, [], new Detail.Named("(placeholder)", shape));

    internal static Node Part(Node scan, PartKind kind, Node node) => Node.Create(Op.Part, [scan], new Detail.Result(kind, node));

    /// <summary>The values of a node at every step, whether the body computes it, reads it from a stack, or has it from outside.</summary>
    internal static Node Stack(Node scan, Node node)
    {
        ScanBody body = scan.Get<Detail.Loop>().Body;
        int input = Array.IndexOf(body.StepInputs, node);
        return input >= 0 ? scan.Inputs[body.Carries.Length + input]
            : node.Fill is not null || body.Captured.Contains(node) ? Simplify.Repeat(node, node.Shape with { Steps = body.Steps })
            : Part(scan, PartKind.Stack, node);
    }

    private static Node Carry(Node initial, Node first) =>
        initial.Shape is { IsShared: false, Steps: 1 } && initial.Shape.Rows == first.Shape.Rows
            ? Placeholder(initial.Shape)
            : throw new ArgumentException($"A carry is a value per row of one step, and all carries are of one table; not {initial.Shape} with {first.Shape}.", nameof(initial));

    private static Node Slice(Node stack, int steps) => stack.Shape.Steps == steps
        ? Placeholder(stack.Shape with { Steps = 1 })
        : throw new ArgumentException($"An input per step must have {steps} steps, not {stack.Shape}.", nameof(stack));

    private static Node Counter(int steps) =>
        Node.Create(Op.Constant, [], new Detail.Listed([.. Enumerable.Range(0, steps).Select(t => (double)t)], Shape.Scalar with { Steps = steps }));
}
