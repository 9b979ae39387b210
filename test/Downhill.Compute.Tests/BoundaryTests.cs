using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests;

/// <summary>What a caller gets wrong is told in one line: what, what was expected, what to do; by both executors in the same words.</summary>
public sealed class BoundaryTests
{
    private static readonly Rows Parts = new("parts");
    private static readonly RowIndex Owner = new("owner", Parts, Rows.Points);
    private static readonly Node X = Node.Point(2), Y = Node.Point(3, "y"), Part = Node.Point(2, "part", Parts), W = Node.Input("w", Shape.Shared(2, 2));

    public static TheoryData<bool> Both => [false, true];

    [Theory, MemberData(nameof(Both))]
    public void What_is_unknown_missing_or_of_the_wrong_length_is_named(bool isCompiled)
    {
        Computation<double> program = Make(isCompiled, MatMul(X, W), Sum(Y));
        Says<InvalidOperationException>("There is nothing to read yet; call Run first.", () => _ = program[0]);
        Says<ArgumentException>("There is no input z; this computation has: x, w, y.", () => program.Set("z", 1));
        Says<ArgumentException>("x holds per points [1, 2]: a multiple of 2 numbers, not 3. (Parameter 'length')", () => program.Set("x", [1, 2, 3]));
        Says<ArgumentException>("w holds shared [2, 2]: 4 numbers, not 3. (Parameter 'length')", () => program.Set("w", [1, 2, 3]));
        Says<InvalidOperationException>("The input x is not set; call Set(\"x\", …) before Run.", program.Run);
        program.Set("x", [1, 2, 3, 4]);
        program.Set("w", [1, 0, 0, 1]);
        program.Set("y", [1, 2, 3]);
        Assert.StartsWith("The inputs per points have different numbers of rows (x 2, y 1", Message<ArgumentException>(program.Run));
        program.Set("x", [1, 2]);
        program.Run();
        Assert.Equal([1, 2], program[0].ToArray());
        Says<ArgumentOutOfRangeException>("There is no output 2; this computation has outputs 0 to 1. (Parameter 'output')\nActual value was 2.", () => _ = program[2]);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_relation_that_is_missing_or_points_nowhere_is_named(bool isCompiled)
    {
        Computation<double> program = Make(isCompiled, Gather(X, Owner) * Part);
        program.Set("x", [1, 2, 3, 4]);
        program.Set("part", [1, 1, 1, 1, 1, 1]);
        Says<InvalidOperationException>("The relation owner is not set; call Set(owner, owners) with an owner for each row of parts before Run.", program.Run);
        Says<ArgumentException>("owner holds -1; an owner is a row, counted from 0.", () => program.Set(Owner, [0, -1, 0]));
        Says<ArgumentException>("There is no input other; this computation has: owner.", () => program.Set(new RowIndex("other", Parts, Rows.Points), [0]));
        program.Set(Owner, [0, 1, 2]);
        Says<ArgumentException>("owner points to a row beyond the 2 rows of points; an owner is a row, counted from 0.", program.Run);
        program.Set(Owner, [0, 1]);
        Assert.StartsWith("The inputs per parts have different numbers of rows (part 3, owner 2", Message<ArgumentException>(program.Run));
        program.Set(Owner, [1, 0, 1]);
        program.Set("part", [1, 1, 1, 1, 1, 1]);
        program.Run();
        Assert.Equal([3, 4, 1, 2, 3, 4], program[0].ToArray());
    }

    [Theory, MemberData(nameof(Both))]
    public void A_table_without_inputs_needs_its_number_of_rows(bool isCompiled)
    {
        Node noise = Normal(Shape.PerRow(2), 7, 0);
        Computation<double> program = Make(isCompiled, noise, SumRows(noise));
        program.Seed(new Rng(3));
        Says<InvalidOperationException>("The number of rows of points is not known, for no input has them; call SetRows(points, count) before Run.", program.Run);
        Says<ArgumentException>("There is no table parts; this computation has: points. (Parameter 'rows')", () => program.SetRows(Parts, 3));
        Assert.StartsWith("count must be a whole number of at least 0, not -1.", Message<ArgumentOutOfRangeException>(() => program.SetRows(Rows.Points, -1)));
        program.SetRows(Rows.Points, 100);
        program.Run();
        double[] first = program[0].ToArray();
        Assert.Equal(200, first.Length);
        Assert.Equal(Enumerable.Range(0, 100).Sum(row => first[2 * row]), program[1][0], 1e-12);

        // A row's noise does not depend on how many there are.
        program.SetRows(Rows.Points, 3);
        program.Run();
        Assert.Equal(first[..6], program[0].ToArray());
    }

    [Fact]
    public void More_rows_than_an_array_holds_are_refused_every_time_and_fewer_run()
    {
        Computation<double> program = Make(true, Normal(Shape.PerRow(2), 7, 0));
        program.Seed(new Rng(3));
        for (int time = 0; time < 2; time++)
        {
            Assert.StartsWith("A matrix of 21474836", Message<ArgumentException>(() => program.SetRows(Rows.Points, int.MaxValue)));
        }

        program.SetRows(Rows.Points, 3);
        program.Run();
        Assert.Equal(6, program[0].Length);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_step_below_zero_draws_numbers_of_its_own(bool isCompiled)
    {
        Computation<double> program = Make(isCompiled, Normal(Shape.PerRow(2), 7, Node.Setting("step")));
        program.Seed(new Rng(3));
        program.SetRows(Rows.Points, 1);
        program.Set("step", -2);
        program.Run();
        Assert.Equal(Compute.Kernels.Noise.Normal(new Rng(3).Fork(7), 0, ulong.MaxValue - 1, 0), program[0][0], 1e-12);
    }

    [Theory, MemberData(nameof(Both))]
    public void A_number_of_rows_that_the_inputs_deny_is_refused(bool isCompiled)
    {
        Computation<double> program = Make(isCompiled, Sin(X));
        program.Set("x", [1, 2]);
        program.SetRows(Rows.Points, 1);
        program.Run();
        program.SetRows(Rows.Points, 3);
        Assert.StartsWith("The inputs per points have different numbers of rows (x 1", Message<ArgumentException>(program.Run));

        // What is set last counts.
        program.Set("x", [1, 2, 3, 4]);
        program.Run();
        Assert.Equal(4, program[0].Length);
    }

    [Theory, MemberData(nameof(Both))]
    public void An_input_that_nothing_needs_in_the_end_is_still_an_input(bool isCompiled)
    {
        Computation<double> program = Make(isCompiled, Argmin.Of(z => 0.5 * SquaredNorm(z - Sin(X)), 0 * X, _ => X, 1), Sum(StopGradient(Y)));
        program.Set("y", [1, 2, 3]);
        program.Set("x", [1, 2]);
        program.Run();
        Assert.Equal([1, 2], program[0].ToArray());
    }

    [Theory, MemberData(nameof(Both))]
    public void Graphs_that_cannot_be_are_refused(bool isCompiled)
    {
        Says<ArgumentException>(
            "Two inputs are called x, one per points [1, 2] and one shared [1, 1]; give one of them another name.",
            () => Make(isCompiled, X * Node.Setting("x")));
        Says<ArgumentException>(
            "Two relations are called owner, one from parts to points and one from points to parts; give one of them another name.",
            () => Make(isCompiled, Gather(X, Owner), Gather(Part, new RowIndex("owner", Rows.Points, Parts))));
        Says<ArgumentException>("A computation needs at least one output, and none of them may be null. (Parameter 'outputs')", () => Make(isCompiled));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Says<ArgumentException>("Shapes per points [1, 2] and per points [1, 3] do not go together: each of rows, steps, height and width must be equal or 1.", () => _ = X + Y);
        Says<ArgumentException>("MatMul needs a right side of height 3, not shared [2, 2].", () => MatMul(Y, W));
        Says<ArgumentException>("Solve needs a square matrix, not per points [1, 2].", () => Solve(X, X));
        Says<ArgumentException>("Cholesky needs a square matrix, not per points [1, 2].", () => Cholesky(X));
        Says<ArgumentException>("SumRows needs a value per row, not shared [2, 2].", () => SumRows(W));
        Says<ArgumentException>("Gather needs a value per points, not per parts [1, 2].", () => Gather(Part, Owner));
        Says<ArgumentException>("Scatter needs a value per parts, not per points [1, 2].", () => Scatter(X, Owner));
        Says<ArgumentException>("Slice needs a window inside per points [1, 2], not per points [1, 2] at (0, 1).", () => Slice(X, 1, 2));
        Says<ArgumentException>("Pad needs a window inside per points [1, 3], not per points [1, 2] at (0, 2).", () => Pad(X, 0, 2, 1, 3));
        Says<ArgumentException>("Reshape needs as many numbers as per points [2, 2], not per points [1, 2].", () => Reshape(X, 2, 2));
        Says<ArgumentException>("Broadcast needs a shape that repeats to per points [1, 3], not per points [1, 2].", () => Repeat(X, Y.Shape));
        Says<ArgumentException>("A constant [2, 2] needs 4 numbers, not 3. (Parameter 'values')", () => Node.Constant([1, 2, 3], 2, 2));
        Says<ArgumentException>("A gradient is of a scalar, not of per points [1, 2]; use VectorJacobian. (Parameter 'y')", () => Derivative.Gradient(X, X));
        Says<ArgumentException>("Normal needs a shape per row and a shared scalar step. (Parameter 'shape')", () => Normal(W.Shape, 0, 0));
        Says<ArgumentException>("Join needs at least one part. (Parameter 'parts')", () => Join());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_graph_reads_is_known_by_name_also_where_only_a_loop_reads_it(bool isCompiled)
    {
        Node captured = Node.Point(2, "captured"), loop = Scan.Over(2, [X], [], (c, _, _) => [c[0] + captured]).Final[0];
        Computation<double> computation = isCompiled ? Computation.Compile<double>(1, loop) : Computation.Interpret<double>(loop);
        Assert.True(loop.Reads("captured") && computation.Reads("captured"));
        Assert.False(loop.Reads("other") || computation.Reads("other"));
    }

    [Fact]
    public void Loops_that_cannot_be_are_refused()
    {
        Says<ArgumentException>("A loop needs at least one carry, a value per row. (Parameter 'initial')", () => Scan.Over(2, [], [], (c, _, _) => c));
        Says<ArgumentException>("A carry is a value per row of one step, and all carries are of one table; not shared [2, 2] with shared [2, 2]. (Parameter 'initial')", () => Scan.Over(2, [W], [], (c, _, _) => c));
        Says<ArgumentException>("A carry is a value per row of one step, and all carries are of one table; not per parts [1, 2] with per points [1, 2]. (Parameter 'initial')", () => Scan.Over(2, [X, Part], [], (c, _, _) => c));
        Says<ArgumentException>("An input per step must have 2 steps, not per points [1, 2]. (Parameter 'stack')", () => Scan.Over(2, [X], [X], (c, _, _) => c));
        Says<ArgumentException>("The body gives 2 carries, but the loop has 1. (Parameter 'body')", () => Scan.Over(2, [X], [], (c, _, _) => [c[0], c[0]]));
        Says<ArgumentException>("SumRows inside a loop would tie rows together, but a loop runs all its steps on one tile of rows; move it outside.", () => Scan.Over(2, [X], [], (c, _, _) => [c[0] - SumRows(c[0])]));
        Assert.StartsWith("steps must be a whole number of at least 1, not 0.", Message<ArgumentOutOfRangeException>(() => Scan.Over(0, [X], [], (c, _, _) => c)));
    }

    private static Computation<double> Make(bool isCompiled, params Node[] outputs) =>
        isCompiled ? Computation.Compile<double>(2, outputs) : Computation.Interpret<double>(outputs);

    private static void Says<T>(string message, Action action)
        where T : Exception => Assert.Equal(message, Message<T>(action));

    private static string Message<T>(Action action)
        where T : Exception
    {
        string message = Assert.Throws<T>(action).Message;
        Assert.DoesNotContain("\n", message.Split("\nActual value was")[0]);
        return message;
    }
}
