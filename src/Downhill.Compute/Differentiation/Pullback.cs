using static Downhill.Compute.Maths;

namespace Downhill.Compute.Differentiation;

/// <summary>The reverse-mode rule of every primitive.</summary>
/// <remarks>
/// A rule answers with nodes, not numbers, so a gradient is again a graph and may be differentiated again, to any order.
/// The switch has no default arm on purpose: an <see cref="Op"/> without a rule is a build error.
/// </remarks>
internal static class Pullback
{
    /// <summary>Given ȳ = ∂L/∂y for y = <paramref name="node"/>, ∂L/∂x for each of its inputs x; null where it is zero.</summary>
    internal static Node?[] Of(Node node, Node ybar) => node.Op switch
    {
        Op.Input or Op.Constant => [],
        Op.Noise => [null],

        Op.Add => [ybar, ybar],
        Op.Subtract => [ybar, -ybar],
        Op.Multiply => [ybar * B(node), ybar * A(node)],
        Op.Divide => [ybar / B(node), -(ybar * node) / B(node)],
        Op.Minimum => Split(ybar, Less(A(node), B(node))),
        Op.Maximum => Split(ybar, Less(B(node), A(node))),
        Op.Less or Op.Equal => [null, null],
        Op.Select => [null, Select(A(node), ybar, 0), Select(A(node), 0, ybar)],
        Op.Negate => [-ybar],
        Op.Exp => [ybar * node],
        Op.Log => [ybar / A(node)],
        Op.Log1p => [ybar / (1 + A(node))],
        Op.Sqrt => [0.5 * ybar / node],
        Op.Tanh => [ybar * (1 - Square(node))],
        Op.Sigmoid => [ybar * (node * (1 - node))],
        Op.Softplus => [ybar * Sigmoid(A(node))],
        Op.Sin => [ybar * Cos(A(node))],
        Op.Cos => [-(ybar * Sin(A(node)))],
        Op.Abs => [ybar * Sign(A(node))],
        Op.Sign or Op.StopGradient => [null],

        Op.Broadcast => [Unbroadcast(ybar, A(node).Shape)],
        Op.Sum or Op.SumSteps or Op.SumRows => [Repeat(ybar, A(node).Shape)],
        Op.Largest => [Shared(node, ybar, equal => Reduce(Op.Sum, equal, node.Shape))],
        Op.LargestRow => [Shared(node, ybar, SumRows)],

        Op.Transpose => [Transpose(ybar)],
        Op.Reshape => [Reshape(ybar, A(node).Shape.Height, A(node).Shape.Width)],
        Op.Slice => [Embed(ybar, node.Get<Detail.Window>(), A(node).Shape)],
        Op.Pad => [Extract(ybar, node.Get<Detail.Window>(), A(node).Shape)],

        Op.MatMul => [
            Unbroadcast(MatMul(ybar, Transpose(B(node))), A(node).Shape),
            Unbroadcast(MatMul(Transpose(A(node)), ybar), B(node).Shape)],
        Op.Solve => OfSolve(node, ybar),
        Op.Cholesky => [OfCholesky(node, ybar)],
        Op.MatrixExponential => [OfExponential(A(node), ybar)],

        Op.Gather => [Scatter(ybar, node.Get<Detail.Along>().Index)],
        Op.Scatter => [Gather(ybar, node.Get<Detail.Along>().Index)],

        // A loop's results are pulled back together, by ScanPullback; a part hands its ȳ on to its loop.
        Op.Scan or Op.Part => throw new InvalidOperationException("A loop is pulled back as a whole."),
        Op.Argmin => ArgminPullback.Of(node, ybar),
    };

    /// <summary>ȳ summed over whatever <paramref name="shape"/> was repeated in.</summary>
    internal static Node Unbroadcast(Node ybar, Shape shape)
    {
        Node x = Reduce(Op.Sum, ybar, ybar.Shape with { Height = shape.Height, Width = shape.Width });
        x = shape.Steps == x.Shape.Steps ? x : SumSteps(x);
        return shape.Rows == x.Shape.Rows ? x : SumRows(x);
    }

    private static Node A(Node node) => node.Inputs[0];

    private static Node B(Node node) => node.Inputs[1];

    private static Node?[] Split(Node ybar, Node first) => [ybar * first, ybar * (1 - first)];

    private static Node Shared(Node node, Node ybar, Func<Node, Node> count)
    {
        Node equal = Equal(A(node), Repeat(node, A(node).Shape));
        return equal * Repeat(ybar / count(equal), A(node).Shape);
    }

    private static Node Embed(Node ybar, Detail.Window window, Shape outer) =>
        Pad(ybar, window.Row, window.Column, outer.Height, outer.Width);

    private static Node Extract(Node ybar, Detail.Window window, Shape inner) =>
        Window(ybar, window.Row, window.Column, inner.Height, inner.Width);

    // y = a⁻¹ b: b̄ = a⁻ᵀ ȳ, ā = −b̄ yᵀ.
    private static Node[] OfSolve(Node node, Node ybar)
    {
        Node bbar = Solve(Transpose(A(node)), ybar);
        return [-MatMul(bbar, Transpose(node)), bbar];
    }

    // Source: I. Murray (2016), arXiv:1602.07527, eq. 10: S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, Φ the lower triangle with half its diagonal.
    private static Node OfCholesky(Node l, Node lbar)
    {
        Node p = MatMul(Transpose(l), lbar) * LowerHalf(l.Shape.Height);
        Node x = Solve(Transpose(l), p);
        Node s = Solve(Transpose(l), Transpose(x));
        return 0.5 * (s + Transpose(s));
    }

    private static Node LowerHalf(int n)
    {
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            Array.Fill(values, 1, i * n, i);
            values[(i * n) + i] = 0.5;
        }

        return Node.Constant(values, n, n);
    }

    // The derivative of exp at aᵀ in direction ȳ stands in the corner of exp([[aᵀ, ȳ], [0, aᵀ]]), and is linear in ȳ. A large ȳ would
    // be scaled down and squared up again together with aᵀ, at the cost of digits; so one of size 1 stands in its place.
    private static Node OfExponential(Node a, Node ybar)
    {
        int n = a.Shape.Height;
        Node transposed = Transpose(a), size = StopGradient(Largest(Abs(ybar))), unit = Select(Less(0, size), size, 1);
        Node block = Pad(transposed, 0, 0, 2 * n, 2 * n) + Pad(transposed, n, n, 2 * n, 2 * n) + Pad(ybar / unit, 0, n, 2 * n, 2 * n);
        return unit * Window(MatrixExponential(block), 0, n, n, n);
    }
}
