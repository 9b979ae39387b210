using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>For every primitive the smallest graphs in which each term of its derivative rule matters.</summary>
/// <remarks>
/// Where a derivative jumps, the arguments keep apart, or the seed of the test does that (the largest of three numbers, of five rows).
/// The switch has no default arm on purpose: an operation without a case is a build error.
/// </remarks>
internal static class PrimitiveCases
{
    internal const int N = 3;

    internal static readonly Rows Parts = new("parts");
    internal static readonly RowIndex Owner = new("owner", Parts, Rows.Points);

    private static readonly Node X = Node.Point(N), Y = Node.Point(N, "y"), Part = Node.Point(N, "part", Parts);
    private static readonly Node B = Node.Input("b", Shape.Shared(1, N)), W = Node.Input("w", Shape.Shared(N, 2)), S = Node.Setting("s");
    private static readonly Node M = Node.Input("m", new Shape(Rows.Points, 1, N, N)), Stack = Node.Input("stack", Shape.PerRow(N) with { Steps = 4 });

    internal static Node[] Of(Op op) => op switch
    {
        Op.Input => [X],
        Op.Constant => [X * Node.Constant([1, -2, 0.5], 1, N), X + Node.Constant(2, X.Shape)],
        Op.Noise => [X * Normal(X.Shape, 4, 2), MatMul(Normal(X.Shape, 1, 0), W)],

        Op.Add => [X + Y, X + B, S + X],
        Op.Subtract => [X - Y, B - X, X - S],
        Op.Multiply => [X * Y, X * B, S * X, X * X],
        Op.Divide => [X / Positive(Y), S / Positive(X), X / Positive(S)],
        Op.Minimum => [Minimum(X, Apart), Minimum(Apart * B, X * B)],
        Op.Maximum => [Maximum(X, Apart), Maximum(Apart * B, X * B)],
        Op.Less => [X * Less(X, Apart)],
        Op.Equal => [X * (1 + Equal(Sign(Signs * Positive(X)), 1))],
        Op.Select => [Select(Less(X, Apart), Sin(X), X * Y), Select(Less(0, S), X, Y)],
        Op.Negate => [-Sin(X), -(S * S)],
        Op.Exp => [Exp(X)],
        Op.Log => [Log(Positive(X))],
        Op.Log1p => [Log1p(Square(X))],
        Op.Sqrt => [Sqrt(Positive(X))],
        Op.Tanh => [Tanh(X)],
        Op.Sigmoid => [Sigmoid(X)],
        Op.Softplus => [Softplus(X)],
        Op.Sin => [Sin(X)],
        Op.Cos => [Cos(X)],
        Op.Abs => [Abs(Signs * Positive(X))],
        Op.Sign => [X * Sign(Signs * Positive(X))],
        Op.StopGradient => [X * StopGradient(Sin(X)), LogSumExp(X)],

        Op.Broadcast => [
            Repeat(B, X.Shape) * X,
            Repeat(Sum(X), X.Shape) * Y,
            Repeat(Transpose(B), M.Shape) * M,
            Repeat(Transpose(X), M.Shape) * M,
            Repeat(X, Stack.Shape) * Stack,
            Repeat(S, Stack.Shape) * Stack],
        Op.Sum => [Sum(X * Y), Reduce(Op.Sum, M, M.Shape with { Height = 1 }), Reduce(Op.Sum, M, M.Shape with { Width = 1 }), Sum(W), Sum(Stack)],
        Op.SumSteps => [SumSteps(Sin(Stack)), SumSteps(X * Stack)],
        Op.SumRows => [SumRows(X * Y), X * SumRows(Sin(X)), SumRows(MatMul(Transpose(X), Sin(Y))), MatMul(X, SumRows(MatMul(Transpose(X), Y)))],
        Op.Largest => [Largest(X) * Y, Largest(Repeat(X, M.Shape)), Reduce(Op.Largest, M, M.Shape with { Height = 1 })],
        Op.LargestRow => [LargestRow(X) * Y, LogSumExpRows(X) * Y],

        Op.Transpose => [MatMul(X, Transpose(M)), Transpose(M) * M, MatMul(Y, Transpose(B)), Transpose(W)],
        Op.Reshape => [Reshape(M, 1, N * N) * Reshape(Transpose(M), 1, N * N), Reshape(Sin(W), 1, 2 * N)],
        Op.Slice => [Slice(X, 1, 2) * Slice(Y, 0, 2), Window(M, 1, 0, 2, 2), Window(W, 1, 1, 2, 1), Slice(Stack, 0, 2)],
        Op.Pad => [Pad(X, 0, 1, 1, N + 2), Join(X, Y, Slice(X, 1, 1)), Pad(W, 1, 0, N + 1, 3), Pad(Stack, 1, 1, 2, N + 1)],

        Op.MatMul => [
            MatMul(X, W),
            MatMul(M, W),
            MatMul(X, M),
            MatMul(M, Transpose(M)),
            MatMul(Transpose(W), Transpose(X)),
            MatMul(Transpose(W), W),
            MatMul(Stack, W),
            MatMul(Stack, M),
            MatMul(Transpose(X), Y)],
        Op.Solve => [Solve(Regular(M), Transpose(X)), Solve(Regular(M), M), Solve(Regular(MatMul(W, Transpose(W))), Transpose(X)), Solve(Regular(M), W)],
        Op.Cholesky => [Cholesky(Definite(M)), LogDeterminant(Definite(M)), Cholesky(Definite(MatMul(W, Transpose(W))))],
        Op.MatrixExponential => [MatrixExponential(0.5 * M), MatMul(X, MatrixExponential(0.3 * MatMul(W, Transpose(W))))],

        Op.Gather => [Gather(Sin(X), Owner) * Part, Gather(X, Owner), Gather(Slice(X * Y, 1, 2), Owner)],
        Op.Scatter => [Scatter(Sin(Part), Owner) * X, Scatter(Slice(Part, 1, 2), Owner), Scatter(Part * Gather(X, Owner), Owner)],

        Op.Scan => [Loop(LoopStorage.Everything).Final[0], Loop(LoopStorage.States).Final[1]],
        Op.Part => [SumSteps(Loop(LoopStorage.States).Before[1]), Loop(LoopStorage.Everything).After[0], Loop(LoopStorage.Everything).After[0] * Loop(LoopStorage.States).Final[0]],
        Op.Argmin => [Argmin.Of(z => 0.5 * SquaredNorm(z - Sin(X)) + (0.2 * Sum(Sin(z * S))), X, z => z - (0.8 * (z - Sin(X) + (0.2 * S * Cos(z * S)))), 60)],
    };

    private static Node Signs => Node.Constant([1, -1, 1], 1, N);

    /// <summary>Above x, below, and above, by at least 1.5: no line of differences crosses a kink.</summary>
    private static Node Apart => X + (Signs * Positive(Y));

    private static Node Positive(Node x) => 1.5 + Square(x);

    private static Node Regular(Node m) => (0.5 * m) + (3 * Identity(N));

    private static Node Definite(Node m) => MatMul(m, Transpose(m)) + Identity(N);

    private static Scan Loop(LoopStorage storage) => Scan.Over(
        4,
        [X, Sin(Y)],
        [Stack],
        (c, u, t) => [c[0] + (0.3 * c[1] * S), (0.8 * c[1]) - (0.3 * Sin(MatMul(c[0], MatMul(W, Transpose(W))) + u[0] + (0.1 * t * B)))],
        storage);
}
