using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>Whatever a graph's outputs are, both executors hand them over: inputs, constants, views, duplicates, shared values alone.</summary>
public sealed class OutputTests
{
    private const int Rows = 70;

    private static readonly Node X = Node.Point(4), Y = Node.Point(4, "y"), W = Node.Input("w", Shape.Shared(3, 4)), S = Node.Setting("s");

    public static TheoryData<string> All => [.. Graphs.Keys];

    private static Dictionary<string, Node[]> Graphs { get; } = new()
    {
        ["inputs"] = [X, W, S],
        ["the same output twice"] = [Sin(X), Sin(X), Sin(X) * 1],
        ["constants beside an input"] = [X, Node.Constant([1, 2, 3, 4], 2, 2), Node.Constant(2, X.Shape), 3],
        ["constants alone"] = [Node.Constant([1, 2, 3, 4], 2, 2), 3, Node.Constant(0, Shape.Shared(2, 3))],
        ["a constant per row through every kind of operation"] = [
            SumRows(Node.Constant(2, X.Shape)), LargestRow(Node.Constant(-1, X.Shape)), MatMul(Node.Constant(1, X.Shape), Transpose(W)), Sum(X) + Exp(Node.Constant(1, X.Shape))],
        ["slices of an input"] = [Slice(X, 1, 2), Slice(X, 3, 1), Window(W, 1, 0, 2, 4), Window(W, 0, 1, 2, 2)],
        ["slices of slices"] = [Slice(Slice(Sin(X), 1, 3), 1, 2), Slice(Slice(Slice(X, 1, 3), 1, 2), 1, 1)],
        ["reshapes and transposes"] = [Reshape(X, 2, 2), Transpose(Reshape(X, 2, 2)), Transpose(X), Transpose(W), Reshape(W, 2, 6), Reshape(Transpose(W), 3, 4), Transpose(Reshape(Sin(X), 4, 1))],
        ["views of views, and what reads them"] = [Sin(Reshape(Slice(X, 0, 2), 2, 1)), Slice(Reshape(Transpose(Reshape(X, 2, 2)), 1, 4), 1, 2) + Slice(X, 2, 2), Sum(Slice(X, 1, 2)), SumRows(Slice(X, 1, 2))],
        ["sums over rows of views"] = [SumRows(Reshape(X, 2, 2)), LargestRow(Slice(X, 2, 2)), SumRows(MatMul(Transpose(Slice(X, 1, 2)), Slice(Y, 0, 3)))],
        ["repeated values"] = [Repeat(S, X.Shape), Repeat(Window(W, 0, 0, 1, 4), X.Shape), Repeat(Sum(X), X.Shape), Repeat(Transpose(X), X.Shape with { Height = 4 })],
        ["padded and joined"] = [Pad(X, 1, 1, 3, 6), Join(X, Y, Slice(X, 0, 1)), Pad(W, 0, 2, 4, 6)],
        ["shared values alone"] = [MatMul(W, Transpose(W)), Sum(W), Exp(S) * W, Cholesky(MatMul(W, Transpose(W)) + Identity(3)), Solve(MatMul(W, Transpose(W)) + Identity(3), W)],
        ["sums of shared values"] = [Largest(W), Sin(Sum(W)) * W, Reduce(Op.Sum, W, Shape.Shared(3, 1)), Reduce(Op.Largest, W, Shape.Shared(1, 4))],
        ["no parameters"] = [SiLU(X), SquaredNorm(X - Y)],
        ["a sum and what it is made of"] = [X, SumRows(X), X - (SumRows(X) / Rows), SumRows(Square(X - (SumRows(X) / Rows)))],
        ["a chain of phases"] = [Enumerable.Range(0, 5).Aggregate(X, (x, _) => Sin(x + (SumRows(x) / Rows)))],
        ["stacks"] = Stacks(),
        ["selections and comparisons"] = [Select(Less(X, Y), X, 2), Equal(X, X), Sign(X), Minimum(X, Y), Maximum(X, 0), Selu(X), Abs(Y)],
        ["noise"] = [Normal(X.Shape, 3, 5), Normal(X.Shape, 4, 5), Sum(X) * Normal(Shape.PerRow(1), 3, Less(2, 3))],
        ["a wide layer"] = [MatMul(Tanh(MatMul(X, Node.Input("a", Shape.Shared(4, 33)))), Node.Input("b", Shape.Shared(33, 17)))],
    };

    [Theory, MemberData(nameof(All))]
    public void Both_executors_give_the_same(string name)
    {
        Node[] outputs = Graphs[name];
        Given given = Given.Normal(name.Length, Rows, outputs);
        double[][] expected = given.Interpret(outputs);
        Near.Assert(expected, given.Compile(outputs), 1e-13, "double");
        Near.Assert(expected, given.Run(nodes => Computation.Compile<float>(2, nodes), outputs), 1e-5, "float");
    }

    [Fact]
    public void An_input_that_is_an_output_comes_back_as_it_was()
    {
        Given given = Given.Normal(1, Rows, X, W);
        Assert.Equal([given.Values["x"], given.Values["w"]], given.Compile(X, W));
    }

    [Fact]
    public void No_rows_are_rows_too()
    {
        Node[] outputs = [Sin(X), SumRows(X), LargestRow(X)];
        double nothing = double.NegativeInfinity;
        double[][] expected = [[], [0, 0, 0, 0], [nothing, nothing, nothing, nothing]];
        Given given = Given.Normal(1, 0, outputs);
        Assert.Equal(expected, given.Interpret(outputs));
        Assert.Equal(expected, given.Compile(outputs));
    }

    // The way back of this loop runs a phase after the way there, and reads a factor of its outer products that the first phase has computed.
    [Fact]
    public void A_loop_of_a_later_phase_finds_what_an_earlier_one_computed()
    {
        Node factor = Reshape(Sin(Y), 2, 2), scale = Node.Input("scale", Shape.Scalar with { Steps = 3 }), weights = Node.Input("weights", Shape.Shared(2, 2));
        Node end = Scan.Over(3, [Reshape(X, 2, 2)], [scale], (c, u, _) => [c[0] + MatMul(factor, weights * u[0])]).Final[0];
        Node[] outputs = [Derivative.Gradient(Square(SumRows(Sum(end))), weights), Sum(end)];
        Given given = Given.Normal(3, 300, outputs);
        Near.Assert(given.Interpret(outputs), given.Compile(outputs), 1e-13, "gradient");
    }

    private static Node[] Stacks()
    {
        Node stack = Node.Input("stack", X.Shape with { Steps = 3 }), shared = Node.Input("shared", Shape.Shared(1, 4) with { Steps = 3 });
        Scan scan = Scan.Over(3, [X, Y], [stack, shared], (c, u, t) => [c[0] + (u[0] * u[1]), Sin(c[1]) + (t * c[0])]);
        return [stack, scan.Final[1], scan.Before[0], scan.After[1], SumSteps(stack), Sum(stack), SumRows(stack), MatMul(stack, Transpose(W)), SumSteps(shared), stack * shared, Slice(stack, 1, 2)];
    }
}
