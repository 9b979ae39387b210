using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests;

/// <summary>Graphs drawn at random over every primitive, with inputs in a range where all of them are smooth or at least defined.</summary>
internal sealed class RandomGraph
{
    internal const int Width = 3;

    internal static readonly Rows Parts = new("parts");
    internal static readonly RowIndex Owner = new("owner", Parts, Compute.Rows.Points);

    private readonly Rng _rng;
    private readonly bool _isSmooth;
    private long _draws;

    /// <param name="seed">Names the graph.</param>
    /// <param name="isSmooth">Whether only operations with continuous derivatives are drawn.</param>
    internal RandomGraph(int seed, bool isSmooth)
    {
        _rng = new Rng(41).Fork(seed);
        _isSmooth = isSmooth;
        X = Node.Point(Width);
        Y = Node.Point(Width, "y");
        Part = Node.Point(Width, "part", Parts);
        W = Node.Input("w", Shape.Shared(Width, Width));
        B = Node.Input("b", Shape.Shared(1, Width));
        S = Node.Setting("s");
        Output = Draw(4);
    }

    internal Node X { get; }

    internal Node Y { get; }

    internal Node Part { get; }

    internal Node W { get; }

    internal Node B { get; }

    internal Node S { get; }

    /// <summary>A vector per row.</summary>
    internal Node Output { get; }

    private int Choose(int n) => _rng.Below(_draws++, n);

    private Node Draw(int depth)
    {
        if (depth == 0)
        {
            return Choose(3) switch { 0 => X, 1 => Y, _ => Repeat(B, X.Shape) };
        }

        Node a = Draw(depth - 1);
        return Choose(_isSmooth ? 31 : 37) switch
        {
            0 => a + Draw(depth - 1),
            1 => a - Draw(depth - 1),
            2 => a * Draw(depth - 1),
            3 => a / (2 + Square(Draw(depth - 1))),
            4 => -a * S,
            5 => Exp(Sin(a)),
            6 => Log(1.5 + Square(a)),
            7 => Log1p(Square(a)),
            8 => Sqrt(1 + Square(a)),
            9 => Tanh(a),
            10 => Sigmoid(a),
            11 => Softplus(a),
            12 => Sin(a),
            13 => Cos(a),
            14 => SiLU(a),
            15 => MatMul(a, W) + B,
            16 => MatMul(Tanh(a), Transpose(W)),
            17 => Softmax(Sin(a)),
            18 => Sum(a) * Draw(depth - 1),
            19 => Join(Slice(a, 1, Width - 1), Slice(a, 0, 1)),
            20 => Solved(a),
            21 => Factored(a),
            22 => Exponentiated(a),
            23 => a * Sum(SumRows(Tanh(a)) / 70),
            24 => Sin(Scatter(Gather(Sin(a), Owner) * Part, Owner)),
            25 => Looped(a),
            26 => Minimised(a),
            27 => a + (0.3 * S * Normal(X.Shape, Choose(3), 2)),
            28 => Nested(a),
            29 => Cos(a) * Exp(Sin(a) - LogSumExpRows(Sin(a))),
            30 => Reshape(Transpose(Window(MatMul(Transpose(Sin(a)), Cos(Draw(depth - 1))), 1, 0, 1, Width)), 1, Width) - a,
            31 => Abs(a),
            32 => Minimum(a, Draw(depth - 1)),
            33 => Maximum(a, Draw(depth - 1)),
            34 => Select(Less(a, Draw(depth - 1)), a, 0.5 * a),
            35 => a * Largest(Draw(depth - 1)),
            _ => Selu(a) + LargestRow(Sin(a)),
        };
    }

    private static Node Matrix(Node a) => Reshape(MatMul(Transpose(Tanh(a)), Cos(a)), Width, Width);

    private static Node Solved(Node a) => Transpose(Solve(Matrix(a) + (3 * Identity(Width)), Transpose(a)));

    private static Node Factored(Node a)
    {
        Node m = Matrix(a);
        return MatMul(a, Cholesky(MatMul(m, Transpose(m)) + Identity(Width)));
    }

    private static Node Exponentiated(Node a) => MatMul(Sin(a), MatrixExponential(0.3 * Matrix(a)));

    private Node Looped(Node a)
    {
        Node force = Tanh(Y);
        Scan scan = Scan.Over(3, [a, 0.1 * a], [], (c, _, t) =>
            [c[0] + (0.2 * c[1]), (0.9 * c[1]) - (0.2 * Sin(MatMul(c[0], W))) + (0.01 * t * force * S)], Choose(2) == 0 ? LoopStorage.States : LoopStorage.Everything);
        return scan.Final[0] + (0.3 * SumSteps(scan.After[1]));
    }

    private Node Nested(Node a) => Scan.Over(2, [a, Sin(a)], [], (c, _, t) =>
        [c[1] + (0.1 * t * Y), Scan.Over(2, [c[0]], [], (z, _, k) => [z[0] - (0.2 * Tanh(MatMul(z[0], W) + (k * B) + c[1]))]).Final[0]]).Final[1];

    private static Node Minimised(Node a) =>
        Argmin.Of(z => 0.5 * SquaredNorm(z - Sin(a)) + (0.1 * Sum(Sin(z))), 0 * a, z => z - (0.9 * (z - Sin(a) + (0.1 * Cos(z)))), 40);
}
