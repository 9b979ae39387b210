using FsCheck;
using FsCheck.Fluent;

namespace Downhill.Compute.Tests.Execution;

/// <summary>Over graphs, seeds, numbers of rows, of parts and of threads that FsCheck draws and shrinks: both executors agree.</summary>
public sealed class PropertyTests
{
    [Fact]
    public void Executors_agree_on_any_graph_of_any_size() =>
        Prop.ForAll(Cases().ToArbitrary(), c =>
        {
            RandomGraph graph = new(c.Seed, isSmooth: false);
            Node[] outputs = [graph.Output, .. Derivative.Gradient(Maths.Sum(graph.Output), [graph.X, graph.Y, graph.W, graph.S])];
            Given given = Given.Normal(c.Seed, table => table == RandomGraph.Parts ? c.Parts : c.Rows, outputs);
            Near.Assert(given.Interpret(outputs), given.Run(nodes => Computation.Compile<double>(c.Threads, nodes), outputs), 1e-12, $"{c}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(20261121, 7));

    private static Gen<(int Seed, int Rows, int Parts, int Threads)> Cases() =>
        from seed in Gen.Choose(10_000, 99_999)
        from rows in Gen.Choose(1, 200)
        from parts in Gen.Choose(1, 200)
        from threads in Gen.Choose(1, 3)
        select (seed, rows, parts, threads);
}
