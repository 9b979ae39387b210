namespace Downhill.Compute.Tests.Differentiation;

/// <summary>A loop is the graph that one would have written out by hand: its values, gradients and second derivatives.</summary>
/// <remarks>
/// Both ways add up the same numbers in another order. A number is a sum of at most 7 rows · 4 steps · 100 terms of size below a hundred times the largest:
/// √2800 · 100 · 2⁻⁵³ ≈ 6e-13 of the largest; 1e-12 is asked for.
/// </remarks>
public sealed class LoopTests
{
    private const int Rows = 7;
    private const double Tolerance = 1e-12;

    public static TheoryData<string> All => [.. LoopCases.Names];

    [Theory, MemberData(nameof(All))]
    public void A_loop_is_what_it_is_written_out_interpreted(string name)
    {
        double[][] unrolled = Run(LoopPrograms.Unrolled(name), Computation.Interpret<double>);
        Near.Assert(unrolled, Run(LoopPrograms.Looped(name, LoopStorage.Everything), Computation.Interpret<double>), Tolerance, "everything kept");
        Near.Assert(unrolled, Run(LoopPrograms.Looped(name, LoopStorage.States), Computation.Interpret<double>), Tolerance, "states kept");
    }

    [Theory, MemberData(nameof(All))]
    public void A_loop_is_what_it_is_written_out_compiled(string name)
    {
        double[][] unrolled = Run(LoopPrograms.Unrolled(name), Computation.Interpret<double>);
        Near.Assert(unrolled, Run(LoopPrograms.Looped(name, LoopStorage.Everything), Compile), Tolerance, "everything kept");
        Near.Assert(unrolled, Run(LoopPrograms.Looped(name, LoopStorage.States), Compile), Tolerance, "states kept");
        Near.Assert(unrolled, Run(LoopPrograms.Unrolled(name), Compile), Tolerance, "written out");
    }

    // What is kept is what would be computed again, by the same kernels. (A second derivative goes back through what was kept by itself,
    // and so adds the same numbers in another order; it is in the tests above.)
    [Theory, MemberData(nameof(All))]
    public void What_is_kept_does_not_change_a_bit_of_the_gradient(string name)
    {
        Node[][] everything = First(LoopPrograms.Looped(name, LoopStorage.Everything)), states = First(LoopPrograms.Looped(name, LoopStorage.States));
        Node[][] checkpoints = First(LoopPrograms.Looped(name, LoopStorage.Checkpoints));
        Assert.Equal(Run(everything, Computation.Interpret<double>), Run(states, Computation.Interpret<double>));
        Assert.Equal(Run(everything, Compile), Run(states, Compile));
        Assert.Equal(Run(everything, Compile), Run(checkpoints, Compile));
    }

    // Step t of an outer loop and step k of an inner one would be two axes of steps, and a value has one.
    [Fact]
    public void A_history_of_a_history_is_refused_with_a_remedy()
    {
        Node x = Node.Point(2), eta = Node.Input("eta", Shape.Scalar with { Steps = 2 });
        Scan Loop(Node from, Func<Node, Node, Node> step) => Scan.Over(2, [from], [], (c, _, k) => [step(c[0], k)]);
        Node outer = Scan.Over(2, [x], [eta], (c, u, _) => [Loop(c[0], (y, _) => Loop(y, (z, k) => z * (1 + (k * u[0]))).Final[0]).Final[0]]).Final[0];
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Derivative.Gradient(Maths.SumRows(Maths.Sum(outer)), eta));
        Assert.Equal("A loop in a loop keeps no history of a history (shared 2 × [1, 1] at every step); sum the inner steps first, or write the inner loop out.", refused.Message);
    }

    private static Node[][] First(Node[][] groups) => groups[..(1 + (groups.Length / 2))];

    private static Computation<double> Compile(Node[] outputs) => Computation.Compile<double>(1, outputs);

    private static double[][] Run(Node[][] groups, Func<Node[], Computation<double>> make)
    {
        Node[] outputs = [.. groups.SelectMany(group => group)];
        Queue<double[]> flat = new(Numbers(outputs).Run(make, outputs));
        return [.. groups.Select(group => Stacked([.. group.Select(_ => flat.Dequeue())], group[0].Shape))];
    }

    /// <summary>Numbers that depend on names alone, so that step t of u is the same as u@t.</summary>
    private static Given Numbers(Node[] outputs)
    {
        Given given = Given.Normal(0, Rows, outputs);
        foreach ((string name, Shape shape) in Graph.Of(outputs).Inputs)
        {
            string[] parts = name.Split('@');
            int rows = shape.Rows is null ? 1 : Rows, from = parts.Length > 1 ? int.Parse(parts[1]) : 0;
            for (int i = 0; i < given.Values[name].Length; i++)
            {
                int row = i / shape.Length, step = (i % shape.Length / shape.Elements) + from, element = i % shape.Elements;
                given.Values[name][i] = new Rng(8).Fork(parts[0].Sum(c => (c * 31) + (c * c))).Fork(row).Fork(step).Normal(element);
            }
        }

        return given;
    }

    /// <summary>[row, element] for each step to [row, step, element].</summary>
    private static double[] Stacked(double[][] steps, Shape one)
    {
        int rows = steps[0].Length / one.Length;
        return [.. Enumerable.Range(0, rows).SelectMany(row => steps.SelectMany(step => step[(row * one.Length)..((row + 1) * one.Length)]))];
    }
}
