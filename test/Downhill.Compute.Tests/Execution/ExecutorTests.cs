namespace Downhill.Compute.Tests.Execution;

/// <summary>One truth, two executors: on random graphs over every primitive the compiled one gives what the interpreter gives.</summary>
public sealed class ExecutorTests
{
    private const int Graphs = 120;

    [Fact]
    public void Compiled_double_agrees_with_the_interpreter()
    {
        for (int seed = 0; seed < Graphs; seed++)
        {
            AssertClose(Interpreted(seed), Compiled<double>(seed, 1), 1e-12, seed);
        }
    }

    [Fact]
    public void Compiled_float_agrees_with_the_interpreter()
    {
        for (int seed = 0; seed < Graphs; seed++)
        {
            AssertClose(Interpreted(seed), Compiled<float>(seed, 1), 1e-5, seed);
        }
    }

    private static double[][] Interpreted(int seed)
    {
        RandomGraph graph = new(seed, isSmooth: false);
        Computation<double> program = Computation.Interpret<double>(Outputs(graph));
        return Run(program, graph);
    }

    private static double[][] Compiled<T>(int seed, int threads)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        RandomGraph graph = new(seed, isSmooth: false);
        return Run(Computation.Compile<T>(threads, Outputs(graph)), graph);
    }

    private static double[][] Run<T>(Computation<T> program, RandomGraph graph)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        RandomGraph.Set(program, graph.Values());
        program.Run();
        return [.. Enumerable.Range(0, 4).Select(i => Array.ConvertAll(program[i].ToArray(), double.CreateChecked))];
    }

    private static Node[] Outputs(RandomGraph graph)
    {
        Node loss = Maths.Sum(graph.Output * (1 + graph.X));
        return [graph.Output, .. Derivative.Gradient(loss, [graph.X, graph.W, graph.B])];
    }

    private static void AssertClose(double[][] expected, double[][] actual, double tolerance, int seed)
    {
        for (int o = 0; o < expected.Length; o++)
        {
            Assert.Equal(expected[o].Length, actual[o].Length);
            double scale = Math.Max(1, expected[o].Max(Math.Abs));
            for (int i = 0; i < expected[o].Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[o][i] - actual[o][i]) <= tolerance * scale,
                    $"graph {seed}, output {o}, number {i}: {expected[o][i]:R} interpreted, {actual[o][i]:R} compiled");
            }
        }
    }
}
