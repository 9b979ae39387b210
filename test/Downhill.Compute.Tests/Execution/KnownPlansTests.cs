using Downhill.Compute.Execution;
using Downhill.Compute.Kernels;
using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

public sealed class KnownPlansTests
{
    private const int Steps = 4;

    private static readonly Rows Parts = new("parts");

    private static readonly Dictionary<string, (Func<Node> One, Func<Node> Other)> Different = new()
    {
        ["an operation"] = (() => Sin(Node.Point(2)), () => Cos(Node.Point(2))),
        ["the name of an input"] = (() => Sin(Node.Point(2)), () => Sin(Node.Point(2, "y"))),
        ["the shape of an input"] = (() => Sin(Node.Point(2)), () => Sin(Node.Point(3))),
        ["the table of an input"] = (() => Sin(Node.Point(2)), () => Sin(Node.Point(2, "x", Parts))),
        ["the order of operands"] = (() => Node.Point(2) - Node.Point(2, "y"), () => Node.Point(2, "y") - Node.Point(2)),
        ["which node is read twice"] = (() => ReadTwice((a, _) => a), () => ReadTwice((_, b) => b)),
        ["a constant"] = (() => 2 * Node.Point(2), () => 3 * Node.Point(2)),
        ["the sign of zero"] = (() => Maximum(Node.Point(2), 0.0), () => Maximum(Node.Point(2), -0.0)),
        ["a number of a list"] = (() => Listed(1, 2), () => Listed(1, 3)),
        ["a window"] = (() => Columns(0), () => Columns(1)),
        ["a stream of noise"] = (() => Normal(Node.Point(2).Shape, 0, 0), () => Normal(Node.Point(2).Shape, 1, 0)),
        ["a relation"] = (() => Owned("one"), () => Owned("other")),
        ["the number of steps"] = (() => Descent(Steps, 1), () => Descent(Steps + 1, 1)),
        ["what is kept for the way back"] = (() => Gradient(LoopStorage.Everything), () => Gradient(LoopStorage.States)),
        ["how a loop is checkpointed"] = (() => Gradient(LoopStorage.States), () => Gradient(LoopStorage.Checkpoints)),
        ["a constant inside a loop"] = (() => Descent(Steps, 2), () => Descent(Steps, 3)),
        ["the kind of result of a loop"] = (() => Loop(Steps, 1).Final[0], () => Loop(Steps, 1).Before[0]),
        ["which result of a loop"] = (() => Loop(Steps, 1).Before[0], () => Loop(Steps, 1).After[0]),
    };

    public static TheoryData<string> Differences => [.. Different.Keys];

    [Fact]
    public void A_graph_like_one_that_was_compiled_before_has_its_plan()
    {
        KnownPlans<double> plans = new(most: 4);
        Assert.Same(plans.Of(LaneWidth.Scalar, Formula()), plans.Of(LaneWidth.Scalar, Formula()));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Graphs_that_differ_have_plans_of_their_own(string difference)
    {
        (Func<Node> one, Func<Node> other) = Different[difference];
        Assert.Equal(Key(one()), Key(one()));
        Assert.Equal(Key(other()), Key(other()));
        Assert.NotEqual(Key(one()), Key(other()));
        KnownPlans<double> plans = new(most: 4);
        Assert.NotSame(plans.Of(LaneWidth.Scalar, [one()]), plans.Of(LaneWidth.Scalar, [other()]));
    }

    [Fact]
    public void The_order_of_outputs_belongs_to_the_graph()
    {
        Node[] outputs = Formula();
        Assert.NotEqual(Key(outputs), Key([.. outputs.Reverse()]));
    }

    [Fact]
    public void Lanes_of_another_width_have_another_plan()
    {
        KnownPlans<double> plans = new(most: 4);
        Assert.NotSame(plans.Of(LaneWidth.Scalar, Formula()), plans.Of(Lanes.Widest, Formula()));
    }

    [Fact]
    public void Random_graphs_have_the_key_of_their_twins_and_no_other()
    {
        // Without loops a graph is a formula, and 60 formulas of depth 4 over 37 operations are different ones.
        PlanKey?[] keys = [.. Enumerable.Range(0, 60).Select(seed => Key(new RandomGraph(seed, isSmooth: false).Output))];
        PlanKey?[] twins = [.. Enumerable.Range(0, 60).Select(seed => Key(new RandomGraph(seed, isSmooth: false).Output))];
        Assert.Equal(keys, twins);
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Derivatives_through_loops_are_told_apart_by_the_formula_inside()
    {
        // What the way back binds was computed on the way there.
        Node x = Node.Point(2), one = Derivative.Gradient(SquaredNorm(Descent(Steps, 2)), x), other = Derivative.Gradient(SquaredNorm(Descent(Steps, 3)), x);
        Assert.NotEqual(Key(one), Key(other));
        Assert.NotEqual(Key(Derivative.Gradient(SquaredNorm(one), x)), Key(Derivative.Gradient(SquaredNorm(other), x)));
    }

    [Fact]
    public void What_was_not_asked_for_longest_gives_way()
    {
        KnownPlans<double> plans = new(most: 2);
        Plan<double> first = Plan(1), second = Plan(2);
        Assert.Same(first, Plan(1));
        _ = Plan(3);
        Assert.Same(first, Plan(1));
        Assert.NotSame(second, Plan(2));

        Plan<double> Plan(double constant) => plans.Of(LaneWidth.Scalar, [constant * Sin(Node.Point(1))]);
    }

    [Fact]
    public void A_graph_too_long_to_be_kept_is_planned_each_time()
    {
        // Two words for each number.
        double[] values = new double[(PlanKey.MostWords / 2) + 1];
        Node[] outputs = [Sum(Node.Constant(values, 1, values.Length))];
        KnownPlans<double> plans = new(most: 2);
        Assert.Null(Key(outputs));
        Assert.NotSame(plans.Of(LaneWidth.Scalar, outputs), plans.Of(LaneWidth.Scalar, outputs));
    }

    [Fact]
    public void Numbers_that_are_written_into_a_constant_afterwards_count_from_the_next_compilation_on()
    {
        double[] values = [3, 5];
        Computation<double> before = Compile(values);
        values[1] = 7;
        Computation<double> after = Compile(values), asBefore = Compile([3, 5]);
        Assert.Equal([3, 5], At(before, 0, 0));
        Assert.Equal([3, 7], At(after, 0, 0));
        Assert.Equal([3, 5], At(asBefore, 0, 0));

        static Computation<double> Compile(double[] constant) => Computation.Compile<double>(1, Node.Point(2) + Node.Constant(constant, 1, 2));
    }

    [Fact]
    public void Two_computations_of_one_plan_do_not_see_each_other()
    {
        Node[] outputs = Formula();
        Computation<double> one = Computation.Compile<double>(2, outputs), other = Computation.Compile<double>(2, Formula());
        Given given = Given.Normal(1, 200, outputs), elsewhere = Given.Normal(2, 70, outputs);
        given.Set(one, outputs);
        elsewhere.Set(other, outputs);
        for (int round = 0; round < 3; round++)
        {
            one.Run();
            other.Run();
            RequireSame(given, one, outputs);
            RequireSame(elsewhere, other, outputs);
        }
    }

    [Fact]
    public void Two_threads_run_one_plan_at_the_same_time()
    {
        Node[] outputs = Formula();
        double[][] expected = [.. Enumerable.Range(0, 2).Select(seed => Results(seed).First())];
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed => Assert.All(Results(seed).Take(200), found => Assert.Equal(expected[seed], found)));

        IEnumerable<double[]> Results(int seed)
        {
            Computation<double> computation = Computation.Compile<double>(1, outputs);
            Given.Normal(seed, 100, outputs).Set(computation, outputs);
            while (true)
            {
                computation.Run();
                yield return computation[1].ToArray();
            }
        }
    }

    private static PlanKey? Key(params Node[] outputs) => PlanKey.Of(LaneWidth.Scalar, outputs);

    // A value, and its derivative through a loop: tasks of all kinds that keep something between one and the next.
    private static Node[] Formula()
    {
        Node x = Node.Point(2), loss = SumRows(SquaredNorm(Descent(Steps, 1) - Node.Constant([1, 2], 1, 2)));
        return [loss, Derivative.Gradient(loss, x), Derivative.Gradient(loss, Node.Setting("eta"))];
    }

    private static Node Gradient(LoopStorage storage) => Derivative.Gradient(SquaredNorm(Loop(Steps, 1, storage).Final[0]), Node.Point(2));

    private static Node Descent(int steps, double slope) => Loop(steps, slope).Final[0];

    private static Scan Loop(int steps, double slope, LoopStorage storage = LoopStorage.Everything) =>
        Scan.Over(steps, [Node.Point(2)], [], (x, _, _) => [x[0] - (Node.Setting("eta") * (slope * Sin(x[0])))], storage);

    private static Node ReadTwice(Func<Node, Node, Node> choose)
    {
        Node a = Sin(Node.Point(2)), b = Cos(Node.Point(2));
        return (a * b) + choose(a, b);
    }

    private static Node Listed(params double[] values) => Node.Point(2) * Node.Constant(values, 1, values.Length);

    private static Node Columns(int first) => Slice(Node.Point(4), first, 2);

    private static Node Owned(string name) => Gather(Sin(Node.Point(2)), new RowIndex(name, Parts, Rows.Points));

    private static double[] At(Computation<double> computation, params double[] x)
    {
        computation.Set("x", x);
        computation.Run();
        return computation[0].ToArray();
    }

    private static void RequireSame(Given given, Computation<double> computation, Node[] outputs)
    {
        Computation<double> interpreter = Computation.Interpret<double>(outputs);
        given.Set(interpreter, outputs);
        interpreter.Run();
        for (int i = 0; i < outputs.Length; i++)
        {
            // Sums of some hundred numbers of order one to ten, added in another order: 1e-16 times their number and size.
            double size = 1 + interpreter[i].ToArray().Max(Math.Abs);
            Assert.All(interpreter[i].ToArray().Zip(computation[i].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * size));
        }
    }
}
