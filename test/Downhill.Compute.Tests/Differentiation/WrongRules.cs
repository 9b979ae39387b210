using Downhill.Compute.Differentiation;
using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>A rule with a mistake that somebody could make.</summary>
internal sealed record WrongRule(Op Op, string Mistake, Func<Node, Node, Node?[]> Rule)
{
    /// <summary>The table of rules with this one in it.</summary>
    internal Node?[] Of(Node node, Node ybar) => node.Op == Op ? Rule(node, ybar) : Pullback.Of(node, ybar);
}

/// <summary>Wrong signs, factors, missing terms, swapped operands, forgotten sums, transposes and stops.</summary>
internal static class WrongRules
{
    internal static WrongRule[] All { get; } = [
        new(Op.Subtract, "sign forgotten", (_, ybar) => [ybar, ybar]),
        new(Op.Multiply, "operands swapped", (node, ybar) => [ybar * A(node), ybar * B(node)]),
        new(Op.Multiply, "second term missing", (node, ybar) => [ybar * B(node), null]),
        new(Op.Divide, "sign forgotten", (node, ybar) => [ybar / B(node), ybar * node / B(node)]),
        new(Op.Divide, "denominator not squared", (node, ybar) => [ybar / B(node), -(ybar * A(node)) / B(node)]),
        new(Op.Minimum, "operands swapped", (node, ybar) => Reversed(node, ybar)),
        new(Op.Maximum, "all to both", (_, ybar) => [ybar, ybar]),
        new(Op.Select, "branches swapped", (node, ybar) => [null, Select(A(node), 0, ybar), Select(A(node), ybar, 0)]),
        new(Op.Negate, "sign forgotten", (_, ybar) => [ybar]),
        new(Op.Exp, "argument for value", (node, ybar) => [ybar * A(node)]),
        new(Op.Log, "value for argument", (node, ybar) => [ybar / node]),
        new(Op.Log1p, "one forgotten", (node, ybar) => [ybar / A(node)]),
        new(Op.Sqrt, "half forgotten", (node, ybar) => [ybar / node]),
        new(Op.Tanh, "square forgotten", (node, ybar) => [ybar * (1 - node)]),
        new(Op.Sigmoid, "sign inside", (node, ybar) => [ybar * (node * (1 + node))]),
        new(Op.Softplus, "value for argument", (node, ybar) => [ybar * Sigmoid(node)]),
        new(Op.Sin, "sine for cosine", (node, ybar) => [ybar * Sin(A(node))]),
        new(Op.Cos, "sign forgotten", (node, ybar) => [ybar * Sin(A(node))]),
        new(Op.Abs, "sign forgotten", (_, ybar) => [ybar]),
        new(Op.Sign, "taken for smooth", (node, ybar) => [ybar * node]),
        new(Op.StopGradient, "stop forgotten", (_, ybar) => [ybar]),
        new(Op.Broadcast, "mean for sum", (node, ybar) => [Pullback.Of(node, ybar)[0]! * ((double)A(node).Shape.Length / node.Shape.Length)]),
        new(Op.Broadcast, "sum over rows forgotten", (node, ybar) => A(node).Shape.IsShared && !node.Shape.IsShared
            ? [0.2 * Pullback.Of(node, ybar)[0]!]
            : Pullback.Of(node, ybar)),
        new(Op.Sum, "mean for sum", (node, ybar) => [Repeat(ybar, A(node).Shape) / A(node).Shape.Elements]),
        new(Op.SumSteps, "mean for sum", (node, ybar) => [Repeat(ybar, A(node).Shape) / A(node).Shape.Steps]),
        new(Op.SumRows, "taken as constant", (_, _) => [null]),
        new(Op.Largest, "all to each", (node, ybar) => [Repeat(ybar, A(node).Shape)]),
        new(Op.LargestRow, "all to each", (node, ybar) => [Repeat(ybar, A(node).Shape)]),
        new(Op.Transpose, "reshaped instead", (node, ybar) => [Reshape(ybar, A(node).Shape.Height, A(node).Shape.Width)]),
        new(Op.Reshape, "transposed on the way", (node, ybar) => A(node).Shape.Height == A(node).Shape.Width
            ? [Transpose(Pullback.Of(node, ybar)[0]!)]
            : Pullback.Of(node, ybar)),
        new(Op.Slice, "put at the start", (node, ybar) => [Pad(ybar, 0, 0, A(node).Shape.Height, A(node).Shape.Width)]),
        new(Op.Pad, "taken from the start", (node, ybar) => [Window(ybar, 0, 0, A(node).Shape.Height, A(node).Shape.Width)]),
        new(Op.MatMul, "left side not transposed", (node, ybar) => A(node).Shape.Height == A(node).Shape.Width
            ? [Pullback.Of(node, ybar)[0], Pullback.Unbroadcast(MatMul(A(node), ybar), B(node).Shape)]
            : Pullback.Of(node, ybar)),
        new(Op.MatMul, "right side taken as constant", (node, ybar) => [Pullback.Of(node, ybar)[0], null]),
        new(Op.Solve, "matrix not transposed", (node, ybar) => [Pullback.Of(node, ybar)[0], Solve(A(node), ybar)]),
        new(Op.Solve, "sign forgotten", (node, ybar) => [-Pullback.Of(node, ybar)[0]!, Pullback.Of(node, ybar)[1]]),
        new(Op.Cholesky, "diagonal not halved", (node, ybar) => [CholeskyWithWholeDiagonal(node, ybar)]),
        new(Op.MatrixExponential, "as if it commuted", (node, ybar) => [MatMul(ybar, Transpose(node))]),
        new(Op.Gather, "taken as constant", (_, _) => [null]),
        new(Op.Scatter, "divided among the parts", (node, ybar) => [0.5 * Pullback.Of(node, ybar)[0]!]),
        new(Op.Argmin, "sign forgotten", (node, ybar) => [.. Pullback.Of(node, ybar).Select(bar => bar is null ? null : -bar)]),
        new(Op.Argmin, "curvature forgotten", (node, ybar) => Flat(node, ybar)),
    ];

    private static Node A(Node node) => node.Inputs[0];

    private static Node B(Node node) => node.Inputs[1];

    private static Node?[] Reversed(Node node, Node ybar)
    {
        Node?[] bars = Pullback.Of(node, ybar);
        return [bars[1], bars[0]];
    }

    private static Node CholeskyWithWholeDiagonal(Node l, Node lbar)
    {
        int n = l.Shape.Height;
        Node half = MatMul(Transpose(l), lbar);
        Node p = half * Node.Constant([.. Enumerable.Range(0, n * n).Select(i => i / n >= i % n ? 1.0 : 0)], n, n);
        Node s = Solve(Transpose(l), Transpose(Solve(Transpose(l), p)));
        return 0.5 * (s + Transpose(s));
    }

    // H = 1: the step of gradient descent for the step of Newton.
    private static Node?[] Flat(Node minimum, Node ybar)
    {
        Detail.Stationary stationary = minimum.Get<Detail.Stationary>();
        Node gradient = Substitution.Of(stationary.Gradient, stationary.Point, minimum);
        return [null, .. new Reverse([minimum, .. minimum.Inputs.Skip(1)]).Run([gradient], [-ybar]).Skip(1)];
    }
}
