using static Downhill.Compute.Maths;

namespace Downhill.Compute.Differentiation;

/// <summary>∂yᵢ/∂θ of every row i for a shared θ: the reverse sweep before it adds up the rows.</summary>
/// <remarks>
/// The derivative with respect to a shared value is linear in the sums over rows that the sweep ends in, θ̄ = L(Σᵢ s₁ᵢ, Σᵢ s₂ᵢ, …), and
/// so is that of one row, L(s₁ᵢ, s₂ᵢ, …): the same nodes over the summands. Sums that y itself is made of stay as they are.
/// </remarks>
internal sealed class RowGradient
{
    private readonly Node[] _sums;
    private readonly Rows _rows;
    private readonly HashSet<Node> _forward;

    /// <summary>The derivatives of y, a scalar per row, with respect to parameters.</summary>
    /// <exception cref="ArgumentException">y is no scalar per row, a parameter is not shared, or something between them ties rows together.</exception>
    internal RowGradient(Node y, IReadOnlyList<Node> parameters)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(parameters);
        _rows = y.Shape is { Rows: { } rows, Length: 1 } ? rows : throw new ArgumentException($"A derivative per row is of a scalar per row, not of {y.Shape}.", nameof(y));
        List<Node> forward = Order.Ascending([y]);
        RequireRowsApart(forward, parameters);
        _forward = [.. forward];
        _sums = Derivative.Gradient(y, parameters);
    }

    /// <summary>For each parameter its derivative, per row, with the parameter's height and width; loops add theirs up step by step.</summary>
    internal Node[] Numbers() => Numbers([.. _sums.Select((_, k) => k)]);

    /// <summary>For each parameter the terms of its derivative, in the cheaper form.</summary>
    internal OuterProduct[][] Terms()
    {
        Dictionary<Node, Node> stacks = [];
        OuterProduct[]?[] terms = [.. _sums.Select(sum => Factoring.Of(PerRow(sum, stacks)))];
        int[] others = [.. Enumerable.Range(0, terms.Length).Where(k => terms[k] is null)];
        foreach ((int k, Node numbers) in others.Zip(Numbers(others)))
        {
            terms[k] = [Factoring.Numbers(numbers)];
        }

        return terms!;
    }

    /// <summary>Σ over parameters of the sum of the squares of the numbers; by the factors, where they are no stacks.</summary>
    internal Node SquaredNorm()
    {
        OuterProduct[][] terms = Terms();
        int[] stacked = [.. Enumerable.Range(0, terms.Length).Where(k => Array.Exists(terms[k], term => term.Left.Shape.Steps > 1))];
        IEnumerable<Node> factored = terms.Where((_, k) => !stacked.Contains(k)).Select(Factoring.SquaredNorm);
        return factored.Concat(Numbers(stacked).Select(Maths.SquaredNorm)).Aggregate(Node.Constant(0, Shape.PerRow(1, _rows)), (sum, square) => sum + square);
    }

    private Node[] Numbers(int[] parameters)
    {
        Dictionary<Node, Node> totals = [];
        Accumulate([.. Inside(parameters.Select(k => _sums[k]), totals).Where(node => node.Op == Op.Part && node.Get<Detail.Result>().Kind == PartKind.Total)], totals);
        return [.. parameters.Select(k => PerRow(_sums[k], totals))];
    }

    private static void RequireRowsApart(List<Node> forward, IReadOnlyList<Node> parameters)
    {
        if (parameters.FirstOrDefault(parameter => !parameter.Shape.IsShared || parameter.Shape.Steps > 1) is { } other)
        {
            throw new ArgumentException($"A parameter is a matrix that all rows share, not {other}.", nameof(parameters));
        }

        HashSet<Node> active = [.. parameters];
        foreach (Node node in forward.Where(node => Array.Exists(node.Inputs, active.Contains)))
        {
            active.Add(node);
            if (node.Op is Op.SumRows or Op.LargestRow or Op.Gather or Op.Scatter || node is { Op: Op.Part, Shape.IsShared: true })
            {
                throw new ArgumentException($"{node.Op} ties rows together between a parameter and the output, so that no derivative belongs to one row; take the parameter's part out of it.", nameof(parameters));
            }
        }
    }

    // A loop once more that adds up the summands of its totals besides, as carries: a stack of a matrix per step would be long.
    private static void Accumulate(Node[] totals, Dictionary<Node, Node> image)
    {
        foreach (IGrouping<Node, Node> group in totals.GroupBy(total => total.Inputs[0]))
        {
            (Node scan, ScanBody body) = (group.Key, group.Key.Get<Detail.Loop>().Body);
            Node[] summands = [.. group.Select(total => total.Get<Detail.Result>().Node)];
            Accumulate([.. summands.Where(summand => summand.Shape.IsShared).Distinct()], image);
            (Node Sum, Node Summand)[] sums = [.. summands.Select(summand => image.GetValueOrDefault(summand) ?? summand).Select(summand => (Scan.Placeholder(summand.Shape), summand))];
            int k = body.Carries.Length;
            Node loop = ScanBody.Close(
                body.Steps,
                body.Backwards,
                body.Storage,
                [.. body.Carries.Select((carry, i) => (carry, scan.Inputs[i], body.Next[i])), .. sums.Select(s => (s.Sum, Node.Constant(0, s.Sum.Shape), s.Sum + s.Summand))],
                [.. body.StepInputs.Select((input, i) => (input, scan.Inputs[k + i]))],
                roots: []);
            foreach ((Node total, (Node sum, _)) in group.Zip(sums))
            {
                image[total] = Scan.Part(loop, PartKind.Final, sum);
            }
        }
    }

    private List<Node> Inside(IEnumerable<Node> sums, Dictionary<Node, Node> image) =>
        Order.Ascending(sums, node => node.Shape.IsShared && node.Op != Op.Scan && !_forward.Contains(node) && !image.ContainsKey(node));

    private Node PerRow(Node sum, Dictionary<Node, Node> image)
    {
        foreach (Node node in Inside([sum], image))
        {
            if (Image(node, image) is { } perRow)
            {
                image[node] = perRow;
            }
        }

        return image.GetValueOrDefault(sum) ?? Node.Constant(0, sum.Shape with { Rows = _rows });
    }

    private Node? Image(Node node, Dictionary<Node, Node> image) => node switch
    {
        { Op: Op.SumRows } => node.Inputs[0],
        { Op: Op.Part } => Stacked(node.Inputs[0], node.Get<Detail.Result>(), image),
        _ => Array.Exists(node.Inputs, image.ContainsKey) ? Linear(node, [.. node.Inputs.Select(input => image.GetValueOrDefault(input) ?? input)]) : null,
    };

    // What the body adds up may itself be the sum of a loop inside.
    private Node Stacked(Node scan, Detail.Result sum, Dictionary<Node, Node> image)
    {
        Node stack = Scan.Stack(scan, sum.Node.Shape.IsShared ? PerRow(sum.Node, image) : sum.Node);
        return sum.Kind == PartKind.Total ? SumSteps(stack) : stack;
    }

    private Node Linear(Node node, Node[] inputs) => node.Op switch
    {
        Op.MatMul => MatMul(inputs[0], inputs[1]),
        Op.Transpose => Transpose(inputs[0]),
        Op.Solve => Solve(inputs[0], inputs[1]),
        _ when node.Op.IsElementwise() => node.On([.. inputs.Select(input => Repeat(input, input.Shape with { Rows = _rows }))]),
        _ => Node.Create(node.Op, inputs, OfRows(node.Detail)),
    };

    private Detail? OfRows(Detail? detail) => detail switch
    {
        Detail.To to => new Detail.To(to.Shape with { Rows = _rows }),
        Detail.Window window => window with { Shape = window.Shape with { Rows = _rows } },
        _ => detail,
    };
}
