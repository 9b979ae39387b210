using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>Scalars per row with shared parameters, one for each way in which a parameter is used.</summary>
internal static class TangentCases
{
    internal static readonly Node X = Node.Point(3);

    private static readonly Node
        W = Shared("w", 3, 3), Wide = Shared("wide", 3, 17), Big = Shared("big", 17, 19), Out = Shared("out", 19, 1),
        Square = Shared("square", 17, 17), Back = Shared("back", 19, 17), C = Shared("c", 1, 3), B = Shared("b", 1, 17), D = Shared("d", 1, 19), S = Shared("s", 1, 1);

    internal static IReadOnlyDictionary<string, (Node Output, Node[] Parameters)> All { get; } = new Dictionary<string, (Node, Node[])>(StringComparer.Ordinal)
    {
        ["a network with biases"] = (MatMul(SiLU(MatMul(Tanh(MatMul(X, Wide) + B), Big) + D), Out) + S, [Wide, B, Big, D, Out, S]),
        ["a network without biases that is summed"] = (Sum(MatMul(Tanh(MatMul(X, Wide)), Big)), [Wide, Big]),
        ["a layer used twice"] = (Sum(Maths.Square(MatMul(Tanh(MatMul(Tanh(MatMul(X, W) + C), W) + C), Wide))), [W, C, Wide]),
        ["a wide layer used twice"] = (Sum(Sin(MatMul(Tanh(MatMul(Tanh(MatMul(X, Wide)), Square)), Square))), [Square, Wide]),
        ["weights there and back"] = (Dot(MatMul(Tanh(MatMul(Tanh(MatMul(X, Wide)), Big)), Transpose(Big)), MatMul(X, Wide)), [Big, Wide]),
        ["parameters used number by number"] = (Sum(Maths.Square(X * C) + Sin(X + C)) * S, [C, S]),
        ["a matrix used number by number"] = (Sum(Exp(0.1 * Repeat(Sum(X), Wide.Shape with { Rows = Rows.Points }) * Wide)), [Wide]),
        ["functions of parameters"] = (Sum(MatMul(Softplus(MatMul(X, Wide * Wide * Exp(0.3 * S))), Big / (1 + Maths.Square(S)))), [Wide, S, Big]),
        ["a product of shared matrices"] = (Sum(Maths.Square(MatMul(X, MatMul(Wide, Big)))) - Sum(MatMul(X, MatMul(W, Wide))), [Wide, Big, W]),
        ["a window of a parameter"] = (Sum(Tanh(MatMul(X, Window(Big, 2, 1, 3, 17)))) + MatMul(MatMul(X, Wide), Window(Transpose(Big), 1, 0, 17, 1)), [Big]),
        ["a difference with a factor per row"] = ((Sum(X) * Sum(Tanh(MatMul(X, Wide)))) - (Sum(Maths.Square(MatMul(X, Wide))) / (2 + Maths.Square(Sum(X)))), [Wide]),
        ["a matrix in each row"] = (Sum(Tanh(MatMul(Reshape(Join(X, Sin(X)), 2, 3), Wide))), [Wide]),
        ["a loop of descent"] = (SquaredNorm(Loop(4, LoopStorage.Everything)), [W, C, Wide]),
        ["a loop that keeps its states only"] = (SquaredNorm(Loop(2, LoopStorage.States)), [W, C, Wide]),
        ["a short loop over wide layers"] = (Sum(Scan.Over(2, [MatMul(X, Wide)], [], (c, _, t) => [c[0] + ((1 + t) * MatMul(Tanh(MatMul(c[0], Big) + D), Transpose(Big)))]).Final[0]), [Big, D, Wide]),
        ["a short loop over other layers"] = (Sum(Scan.Over(2, [MatMul(X, Wide)], [], (c, _, t) => [c[0] + ((1 + t) * MatMul(Tanh(MatMul(c[0], Big) + D), Back))]).Final[0]), [Big, D, Back, Wide]),
        ["a layer behind a loop's history"] = (Sum(SumSteps(Tanh(MatMul(History(2), Big)))), [Big, Wide]),
        ["a layer over a stack and another over its steps' common start"] = (Sum(SumSteps(Tanh(MatMul(History(2), Big) * MatMul(MatMul(X, Wide), Big)))), [Big, Wide]),
        ["a loop in a loop"] = (Sum(Scan.Over(2, [X], [], (c, _, _) => [Scan.Over(3, c, [], (d, _, _) => [Tanh(MatMul(d[0], W) + C)]).Final[0]]).Final[0]), [W, C]),
        ["a loop in a loop over wide layers"] = (Sum(Scan.Over(2, [MatMul(X, Wide)], [], (c, _, _) => [Scan.Over(2, c, [], (d, _, _) => [MatMul(Tanh(MatMul(d[0], Big) + D), Transpose(Big))]).Final[0]]).Final[0]), [Big, D]),
        ["a loop with checkpoints"] = (SquaredNorm(Loop(5, LoopStorage.Checkpoints)), [W, C, Wide]),
        ["a solution and an exponential of shared matrices"] = (Sum(Tanh(MatMul(MatMul(X, MatrixExponential(0.3 * W)), Solve(W + (3 * Identity(3)), Wide)))), [W, Wide]),
        ["a minimum"] = (SquaredNorm(Argmin.Of(Nearness, X, y => y - (0.3 * Derivative.Gradient(Nearness(y), y)), 60)), [W, C]),
        ["another sum over rows beside it"] = (Sum(Tanh(MatMul(X - (SumRows(X) / 10), Wide))) * SumRows(SquaredNorm(X)), [Wide]),
        ["a constant"] = (Repeat(S, Shape.PerRow(1)) + Sum(0 * X), [S, C]),
    };

    /// <summary>Whether the output of a row depends on what other rows there are.</summary>
    internal static bool TiesRows(string name) => name == "another sum over rows beside it";

    // The gradient is taken inside the body, so the derivative of the loop is of second order.
    private static Node Loop(int steps, LoopStorage storage) =>
        Scan.Over(steps, [X], [], (c, _, t) => [c[0] - (0.1 * Derivative.Gradient(Sum(SiLU(MatMul(MatMul(c[0], W) + C, Wide))), c[0])) + (0.1 * t * C)], storage).Final[0];

    private static Node History(int steps) => Scan.Over(steps, [MatMul(X, Wide)], [], (c, _, _) => [Tanh(c[0])]).After[0];

    private static Node Nearness(Node y) => SquaredNorm(y - MatMul(X, W)) + (0.1 * Sum(Softplus(y + C)));

    private static Node Shared(string name, int height, int width) => Node.Input(name, Shape.Shared(height, width));
}
