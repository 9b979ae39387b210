namespace Downhill.Compute;

/// <summary>The arithmetic operators, without the work that zeros and ones make superfluous; derivative graphs are full of them.</summary>
internal static class Simplify
{
    internal static Node Add(Node a, Node b)
    {
        (a, b) = Fit(a, b);
        return (a.Fill, b.Fill) switch
        {
            ({ } x, { } y) => Node.Constant(x + y, a.Shape),
            (0, _) => b,
            (_, 0) => a,
            _ => b.Op == Op.Negate ? Node.Create(Op.Subtract, [a, b.Inputs[0]]) : Node.Create(Op.Add, [a, b]),
        };
    }

    internal static Node Subtract(Node a, Node b)
    {
        (a, b) = Fit(a, b);
        return (a.Fill, b.Fill) switch
        {
            ({ } x, { } y) => Node.Constant(x - y, a.Shape),
            (0, _) => Negate(b),
            (_, 0) => a,
            _ => b.Op == Op.Negate ? Node.Create(Op.Add, [a, b.Inputs[0]]) : Node.Create(Op.Subtract, [a, b]),
        };
    }

    internal static Node Multiply(Node a, Node b)
    {
        (a, b) = Fit(a, b);
        return (a.Fill, b.Fill) switch
        {
            ({ } x, { } y) => Node.Constant(x * y, a.Shape),
            (0, _) => a,
            (_, 0) => b,
            (1, _) => b,
            (_, 1) => a,
            (-1, _) => Negate(b),
            (_, -1) => Negate(a),
            _ => Node.Create(Op.Multiply, [a, b]),
        };
    }

    internal static Node Divide(Node a, Node b)
    {
        (a, b) = Fit(a, b);
        return (a.Fill, b.Fill) switch
        {
            ({ } x, { } y) => Node.Constant(x / y, a.Shape),
            (0, _) => a,
            (_, { } y) => Multiply(a, Node.Constant(1 / y, a.Shape)),
            _ => Node.Create(Op.Divide, [a, b]),
        };
    }

    internal static Node Negate(Node a) => a switch
    {
        { Fill: { } x } => Node.Constant(-x, a.Shape),
        { Op: Op.Negate } => a.Inputs[0],
        { Op: Op.Subtract } => Node.Create(Op.Subtract, [a.Inputs[1], a.Inputs[0]]),
        _ => Node.Create(Op.Negate, [a]),
    };

    /// <summary>Both sides repeated to their common shape.</summary>
    internal static (Node A, Node B) Fit(Node a, Node b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Shape shape = Shape.Common(a.Shape, b.Shape);
        return (Repeat(a, shape), Repeat(b, shape));
    }

    internal static Node Repeat(Node a, Shape shape) => a switch
    {
        _ when a.Shape == shape => a,
        { Fill: { } x } => Node.Constant(x, shape),
        { Op: Op.Broadcast } => Node.Create(Op.Broadcast, [a.Inputs[0]], new Detail.To(shape)),
        _ => Node.Create(Op.Broadcast, [a], new Detail.To(shape)),
    };
}
