using Downhill.Compute.Kernels;
using Downhill.Compute.Tests.Differentiation;

namespace Downhill.Compute.Tests.Execution;

/// <summary>One truth, two executors: on random graphs over every primitive, with their gradients and second derivatives, the compiled one gives what the interpreter gives.</summary>
/// <remarks>The tolerances are the issue's: 1e-12 of an output's largest number in double, 1e-5 in float.</remarks>
public sealed class ExecutorTests
{
    private const int Graphs = 200, Rows = 70;

    [Fact]
    public void Compiled_double_agrees_with_the_interpreter()
    {
        for (int seed = 0; seed < Graphs; seed++)
        {
            Node[] outputs = Outputs(seed, hasSecond: seed % 3 == 0);
            Given given = Given.Normal(seed, Rows, outputs);
            Near.Assert(given.Interpret(outputs), given.Compile(outputs), 1e-12, $"graph {seed}");
        }
    }

    [Fact]
    public void Compiled_and_interpreted_float_agree_with_the_interpreter_in_double()
    {
        for (int seed = 0; seed < Graphs; seed++)
        {
            Node[] outputs = Outputs(seed, hasSecond: false);
            Given given = Given.Normal(seed, Rows, outputs);
            double[][] expected = given.Interpret(outputs);
            Near.Assert(expected, given.Run(nodes => Computation.Compile<float>(1, nodes), outputs), 1e-5, $"graph {seed}, compiled");

            // One after the other, without fused multiply-adds, sums over rows lose another digit.
            Near.Assert(expected, given.Run(Computation.Interpret<float>, outputs), 1e-4, $"graph {seed}, interpreted");
        }
    }

    public static TheoryData<int> Widths => [.. Enum.GetValues<LaneWidth>().Where(Lanes.Supports).Select(width => (int)width)];

    [Theory, MemberData(nameof(Widths))]
    public void Every_width_of_lanes_agrees_with_the_interpreter(int bits)
    {
        for (int seed = 300; seed < 330; seed++)
        {
            Node[] outputs = Outputs(seed, hasSecond: seed % 3 == 0);
            Given given = Given.Normal(seed, Rows, outputs);
            Near.Assert(given.Interpret(outputs), given.Run(nodes => Computation.Compile<double>((LaneWidth)bits, 1, nodes), outputs), 1e-12, $"graph {seed}, {bits} bits");
        }
    }

    // 600 rows are 19 tiles: more than the eight accumulators, and not a whole number of tiles.
    [Fact]
    public void One_two_and_four_threads_give_the_same_bits()
    {
        for (int seed = 400; seed < 440; seed++)
        {
            Node[] outputs = Outputs(seed, hasSecond: seed % 4 == 0);
            Given given = Given.Normal(seed, 600, outputs);
            double[][] one = given.Compile(outputs);
            Assert.Equal(one, given.Run(nodes => Computation.Compile<double>(2, nodes), outputs));
            Assert.Equal(one, given.Run(nodes => Computation.Compile<double>(4, nodes), outputs));
            Assert.Equal(
                given.Run(nodes => Computation.Compile<float>(1, nodes), outputs),
                given.Run(nodes => Computation.Compile<float>(4, nodes), outputs));
        }
    }

    // 64 · 200 weights in eight accumulators: sums of that size are added up by all threads together.
    [Fact]
    public void The_gradient_of_a_wide_layer_agrees_on_any_number_of_threads()
    {
        Node x = Node.Point(64), w = Node.Input("w", Shape.Shared(64, 200)), u = Node.Input("u", Shape.Shared(1, 200));
        Node e = Maths.Sum(Maths.Tanh(Maths.MatMul(x, 0.1 * w) + u));
        Node[] outputs = [Maths.SumRows(e), .. Derivative.Gradient(e, [w, u]), Maths.LargestRow(Maths.MatMul(x, w))];
        Given given = Given.Normal(7, 300, outputs);
        double[][] one = given.Compile(outputs);
        Near.Assert(given.Interpret(outputs), one, 1e-12, "one thread");
        Assert.Equal(one, given.Run(nodes => Computation.Compile<double>(2, nodes), outputs));
        Assert.Equal(one, given.Run(nodes => Computation.Compile<double>(4, nodes), outputs));
    }

    [Fact]
    public void A_program_runs_on_any_number_of_rows_one_after_the_other()
    {
        for (int seed = 500; seed < 515; seed++)
        {
            Node[] outputs = Outputs(seed, hasSecond: false);
            Computation<double> program = Computation.Compile<double>(2, outputs);
            foreach (int rows in new[] { 130, 1, 64, 2, 65, 63, 300, 1 })
            {
                Given given = Given.Normal(seed + rows, rows, outputs);
                given.Set(program, outputs);
                program.Run();
                Near.Assert(given.Interpret(outputs), Given.Read(program, outputs.Length), 1e-12, $"graph {seed}, {rows} rows");
            }
        }
    }

    [Fact]
    public void Running_again_gives_the_same_bits()
    {
        Node[] outputs = Outputs(12, hasSecond: true);
        Given given = Given.Normal(12, Rows, outputs);
        Computation<double> program = Computation.Compile<double>(2, outputs);
        given.Set(program, outputs);
        program.Run();
        double[][] first = Given.Read(program, outputs.Length);
        program.Run();
        Assert.Equal(first, Given.Read(program, outputs.Length));
    }

    // An input keeps its values until it is set again, also when another was set for another number of rows in between.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inputs_keep_their_values(bool isCompiled)
    {
        Node x = Node.Point(1), y = Node.Point(1, "y");
        Computation<double> program = isCompiled ? Computation.Compile<double>(1, x + y) : Computation.Interpret<double>(x + y);
        double[] ones = Maths.Ones(70);
        program.Set("x", ones);
        program.Set("y", ones);
        program.Set("x", Maths.Ones(200));
        program.Set("x", ones);
        program.Run();
        program.Set("x", Maths.Ones(3));
        Assert.Equal(70, program[0].Length);
        Assert.All(program[0].ToArray(), sum => Assert.Equal(2, sum));
    }

    // Computations share the threads of their teams, not their numbers.
    [Fact]
    public void Computations_of_several_callers_do_not_disturb_one_another()
    {
        Node[] outputs = Outputs(401, hasSecond: false);
        Given[] given = [.. Enumerable.Range(0, 4).Select(caller => Given.Normal(caller, 600, outputs))];
        double[][][] alone = [.. given.Select(g => g.Compile(outputs))];
        double[][][] together = new double[4][][];
        Parallel.For(0, 4, caller =>
        {
            Computation<double> program = Computation.Compile<double>(2, outputs);
            for (int run = 0; run < 20; run++)
            {
                given[caller].Set(program, outputs);
                program.Run();
            }

            together[caller] = Given.Read(program, outputs.Length);
        });
        Assert.Equal(alone, together);
    }

    private static Node[] Outputs(int seed, bool hasSecond)
    {
        RandomGraph graph = new(seed, isSmooth: false);
        Node loss = Maths.Sum(graph.Output * (1 + graph.X));
        Node[] first = [graph.Output, .. Derivative.Gradient(loss, [graph.X, graph.W, graph.B])];
        Node whole = Differences.Loss(graph.Output);
        return hasSecond
            ? [.. first, .. Derivative.Gradient(Differences.ProjectedGradient(whole, Differences.Leaves(whole)), Differences.Leaves(whole))]
            : first;
    }
}
