namespace Downhill.Compute;

/// <summary>The shape of every primitive's result, and what it demands of its inputs.</summary>
internal static class Shapes
{
    internal static Shape Of(Op op, Node[] inputs, Detail? detail) => op switch
    {
        Op.Input => ((Detail.Named)detail!).Shape,
        Op.Constant => detail is Detail.Filled filled ? filled.Shape : ((Detail.Listed)detail!).Shape,
        Op.Noise => ((Detail.Stream)detail!).Shape,
        Op.Add or Op.Subtract or Op.Multiply or Op.Divide or Op.Minimum or Op.Maximum or Op.Less or Op.Equal or Op.Select => Equal(op, inputs),
        Op.Negate or Op.Exp or Op.Log or Op.Log1p or Op.Sqrt or Op.Tanh or Op.Sigmoid or Op.Softplus or Op.Sin or Op.Cos
            or Op.Abs or Op.Sign or Op.StopGradient => inputs[0].Shape,
        Op.Broadcast => Repeat(inputs[0].Shape, ((Detail.To)detail!).Shape),
        Op.Sum or Op.Largest => Reduce(op, inputs[0].Shape, ((Detail.To)detail!).Shape),
        Op.SumSteps => inputs[0].Shape with { Steps = 1 },
        Op.SumRows or Op.LargestRow => PerRow(op, inputs[0]).Shape with { Rows = null },
        Op.Transpose => inputs[0].Shape.Transposed,
        Op.Reshape => Reinterpret(inputs[0].Shape, ((Detail.To)detail!).Shape),
        Op.Slice => Inside(op, (Detail.Window)detail!, inputs[0].Shape, ((Detail.Window)detail!).Shape),
        Op.Pad => Inside(op, (Detail.Window)detail!, ((Detail.Window)detail!).Shape, inputs[0].Shape, whole: true),
        Op.MatMul => Product(inputs[0].Shape, inputs[1].Shape),
        Op.Solve => Solution(inputs[0].Shape, inputs[1].Shape),
        Op.Cholesky or Op.MatrixExponential => Square(op, inputs[0].Shape),
        Op.Gather => Moved(op, inputs[0].Shape, ((Detail.Along)detail!).Index.Owner, ((Detail.Along)detail!).Index.Part),
        Op.Scatter => Moved(op, inputs[0].Shape, ((Detail.Along)detail!).Index.Part, ((Detail.Along)detail!).Index.Owner),
        Op.Scan => Shape.Scalar,
        Op.Part => PartShape(inputs[0].Get<Detail.Loop>().Body, (Detail.Result)detail!),
        Op.Argmin => inputs[0].Shape,
    };

    private static Shape Equal(Op op, Node[] inputs) =>
        Array.TrueForAll(inputs, input => input.Shape == inputs[0].Shape)
            ? inputs[0].Shape
            : throw Wrong(op, "equal shapes", string.Join(" and ", inputs.Select(input => input.Shape)));

    private static Shape Repeat(Shape from, Shape to) =>
        from.CanRepeatTo(to) ? to : throw Wrong(Op.Broadcast, $"a shape that repeats to {to}", from);

    private static Shape Reduce(Op op, Shape from, Shape to) =>
        from.Rows == to.Rows && from.Steps == to.Steps && to.CanRepeatTo(from) ? to : throw Wrong(op, $"a shape that reduces to {to}", from);

    private static Shape Reinterpret(Shape from, Shape to) =>
        from.Rows == to.Rows && from.Steps == to.Steps && from.Elements == to.Elements ? to : throw Wrong(Op.Reshape, $"as many numbers as {to}", from);

    private static Shape Inside(Op op, Detail.Window window, Shape outer, Shape inner, bool whole = false) =>
        window.Row >= 0 && window.Column >= 0 && window.Row + inner.Height <= outer.Height && window.Column + inner.Width <= outer.Width
        && inner.Rows == outer.Rows && inner.Steps == outer.Steps
            ? whole ? outer : inner
            : throw Wrong(op, $"a window inside {outer}", $"{inner} at ({window.Row}, {window.Column})");

    private static Shape Product(Shape a, Shape b) =>
        a.Width == b.Height
            ? Shape.Common(a with { Height = 1, Width = 1 }, b with { Height = 1, Width = 1 }) with { Height = a.Height, Width = b.Width }
            : throw Wrong(Op.MatMul, $"a right side of height {a.Width}", b);

    private static Shape Solution(Shape a, Shape b) =>
        Square(Op.Solve, a).Width == b.Height && a.Rows == b.Rows && a.Steps == b.Steps
            ? b
            : throw Wrong(Op.Solve, $"a right side of height {a.Width} with the rows of {a}", b);

    private static Shape Square(Op op, Shape a) => a.Height == a.Width ? a : throw Wrong(op, "a square matrix", a);

    private static Node PerRow(Op op, Node a) => a.Shape.IsShared ? throw Wrong(op, "a value per row", a.Shape) : a;

    private static Shape Moved(Op op, Shape a, Rows from, Rows to) =>
        a.Rows == from ? a with { Rows = to } : throw Wrong(op, $"a value per {from.Name}", a);

    private static Shape PartShape(ScanBody body, Detail.Result part) => part.Kind switch
    {
        PartKind.Final => part.Node.Shape,
        PartKind.Stack => Single(part.Node) with { Steps = body.Steps },
        PartKind.Total => part.Node.Shape with { Rows = null },
        PartKind.StepTotal => Single(part.Node) with { Rows = null, Steps = body.Steps },
    };

    private static Shape Single(Node node) =>
        node.Shape.Steps == 1 ? node.Shape : throw new ArgumentException($"A loop in a loop keeps no history of a history ({node.Shape} at every step); sum the inner steps first, or write the inner loop out.");

    private static ArgumentException Wrong(Op op, string expected, object found) => new($"{op} needs {expected}, not {found}.");
}
