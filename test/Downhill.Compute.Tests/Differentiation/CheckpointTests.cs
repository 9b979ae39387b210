using System.Numerics;
using Downhill.Compute.Execution;
using Downhill.Compute.Kernels;
using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>A loop that keeps checkpoints has the derivatives of one that keeps every state, to the bit, in the memory of √T states.</summary>
public sealed class CheckpointTests
{
    private const int Rows = 70;

    private static readonly Node X = Node.Point(2), Y = Node.Point(2, "y"), W = Node.Input("w", Shape.Shared(2, 4)), S = Node.Setting("s");

    // Lengths that √T divides and does not divide, with a last segment of one step (2, 7, 17) and a whole one (16, 100).
    public static TheoryData<int> Lengths => [1, 2, 3, 7, 10, 16, 17, 100];

    public static TheoryData<string> Cases => [.. LoopCases.Names];

    [Theory, MemberData(nameof(Lengths))]
    public void Every_storage_gives_the_same_bits_of_the_gradient(int steps)
    {
        AssertEqual<double>(storage => Gradients(steps, storage), LoopStorage.Everything, LoopStorage.States, LoopStorage.Checkpoints);
        AssertEqual<float>(storage => Gradients(steps, storage), LoopStorage.Everything, LoopStorage.States, LoopStorage.Checkpoints);
    }

    // The way back of the way back reads two histories, of which one needs the other to be run again.
    [Theory, MemberData(nameof(Lengths))]
    public void Second_derivatives_have_the_bits_of_every_state_kept(int steps)
    {
        AssertEqual<double>(storage => Seconds(steps, storage), LoopStorage.States, LoopStorage.Checkpoints);
        AssertEqual<float>(storage => Seconds(steps, storage), LoopStorage.States, LoopStorage.Checkpoints);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(16)]
    public void Third_derivatives_have_the_bits_of_every_state_kept(int steps) =>
        AssertEqual<double>(storage => Thirds(steps, storage), LoopStorage.States, LoopStorage.Checkpoints);

    [Theory, MemberData(nameof(Cases))]
    public void Loops_of_every_kind_keep_their_bits(string name)
    {
        AssertEqual<double>(storage => [.. LoopPrograms.Looped(name, storage).SelectMany(group => group)], LoopStorage.States, LoopStorage.Checkpoints);
        AssertEqual<double>(storage => OfFinal(name, storage), LoopStorage.States, LoopStorage.Checkpoints);
        AssertEqual<float>(storage => OfFinal(name, storage), LoopStorage.States, LoopStorage.Checkpoints);
    }

    // The loss is divided by a sum over rows of what the loop gives, so the way back begins a phase later than the loop.
    [Fact]
    public void The_way_back_may_be_in_a_later_phase()
    {
        AssertEqual<double>(Later, LoopStorage.States, LoopStorage.Checkpoints);

        static Node[] Later(LoopStorage storage)
        {
            Node end = Descent(17, storage);
            Node loss = SumRows(SquaredNorm(end)) / (1 + SumRows(SquaredNorm(end - Y)));
            return [loss, .. Derivative.Gradient(loss, [X, Y, W, S])];
        }
    }

    // The inner loop stands in the body of the outer one, and both keep checkpoints.
    [Fact]
    public void A_loop_in_a_loop_keeps_checkpoints_of_its_own()
    {
        AssertEqual<double>(Nested, LoopStorage.States, LoopStorage.Checkpoints);

        static Node[] Nested(LoopStorage storage)
        {
            Node end = Scan.Over(7, [X], [], (c, _, t) => [Scan.Over(5, [c[0]], [], (z, _, k) => [z[0] - (0.1 * Force(z[0])) + (0.01 * k * t * Y)], storage).Final[0]], storage).Final[0];
            Node[] first = Derivative.Gradient(SumRows(SquaredNorm(end)), [X, Y, W, S]);
            return [end, .. first, .. Derivative.Gradient(SumRows(SquaredNorm(first[0])) + Sum(Square(first[2])), [X, W])];
        }
    }

    // Numbers per tile: what the loops keep, and a constant rest. From T = 100 to 1600, √T grows by 4 and T by 16.
    [Fact]
    public void Memory_grows_like_the_root_of_the_steps()
    {
        (int Short, int Long) first = (Memory(First(100, LoopStorage.Checkpoints)), Memory(First(1600, LoopStorage.Checkpoints)));
        (int Short, int Long) second = (Memory(Seconds(100, LoopStorage.Checkpoints)), Memory(Seconds(1600, LoopStorage.Checkpoints)));
        Assert.InRange((double)first.Long / first.Short, 1, 4);
        Assert.InRange((double)second.Long / second.Short, 1, 4);

        // 40 checkpoints and a segment of 40 steps instead of 1600 states, of 2 numbers and 32 rows each, and at most a kibibyte more of temporaries.
        Assert.InRange(Memory(First(1600, LoopStorage.States)) - first.Long, ((1600 - 80) * 2 * 32) - 1024, 1600 * 2 * 32);
    }

    // Someone who asks for the history gets all of it.
    [Fact]
    public void The_history_itself_can_still_be_asked_for()
    {
        AssertEqual<double>(Asked, LoopStorage.States, LoopStorage.Checkpoints);

        static Node[] Asked(LoopStorage storage)
        {
            Scan scan = Scan.Over(10, [X], [], (c, _, t) => [c[0] - (0.1 * Force(c[0])) + (0.01 * t * Y)], storage);
            Node loss = SumRows(SumSteps(Sum(Square(scan.Before[0]) + Cos(scan.After[0]))));
            return [scan.Before[0], scan.After[0], .. Derivative.Gradient(loss, [X, W])];
        }
    }

    // c y is added to b, and multiplied by s besides. The kernel of the way down does both, and rounds c y first; the way back of b and x only
    // adds, in one rounding. So with everything kept the last bits are others; those of states and checkpoints are made by the same kernels.
    [Fact]
    public void Where_kernels_fuse_otherwise_checkpoints_still_have_the_bits_of_states()
    {
        AssertEqual<double>(Fused, LoopStorage.States, LoopStorage.Checkpoints);
        AssertEqual<float>(Fused, LoopStorage.States, LoopStorage.Checkpoints);
        Given given = Given.Normal(3, Rows, Fused(LoopStorage.States));
        Near.Assert(given.Compile(Fused(LoopStorage.Everything)), given.Compile(Fused(LoopStorage.States)), 1e-13, "everything kept");
        Assert.Equal(given.Interpret(Fused(LoopStorage.Everything)), given.Interpret(Fused(LoopStorage.States)));

        static Node[] Fused(LoopStorage storage)
        {
            Node b = Node.Point(2, "b");
            Node end = Scan.Over(12, [X], [], (c, _, _) => [Tanh((c[0] * Y) + b) + (c[0] * Y * S)], storage).Final[0];
            return [end, .. Derivative.Gradient(SumRows(SquaredNorm(end)), [b, X])];
        }
    }

    // c y s b is read by two kernels, and four factors are too many to multiply twice: so it is stored, when a segment is run again too.
    [Fact]
    public void What_is_stored_on_the_way_down_is_stored_when_a_segment_runs_again()
    {
        AssertEqual<double>(Stored, LoopStorage.States, LoopStorage.Checkpoints);
        AssertEqual<float>(Stored, LoopStorage.States, LoopStorage.Checkpoints);

        static Node[] Stored(LoopStorage storage)
        {
            Node b = Node.Point(2, "b"), m = MatMul(W, Transpose(W));
            Node end = Scan.Over(12, [X], [], (c, _, _) => [Next(c[0] * Y * S * b)], storage).Final[0];
            return [end, .. Derivative.Gradient(SumRows(SquaredNorm(end)), [b, X])];

            Node Next(Node p) => Tanh(MatMul(p + b, m)) + (0.5 * Tanh(p));
        }
    }

    private static Node Force(Node x) => MatMul(Tanh(MatMul(x, W) + (S * Sum(Y))), Transpose(W)) + Sin(S * x);

    /// <summary>Noisy descent with momentum: two carries, an input per step, a condition per row, and noise by the step's number.</summary>
    private static Node Descent(int steps, LoopStorage storage)
    {
        Node eta = Node.Input("eta", Shape.Scalar with { Steps = steps });
        Scan scan = Scan.Over(steps, [X, 0.1 * Y], [eta], (c, u, t) =>
            [c[0] + c[1] + (0.05 * S * Normal(X.Shape, 3, t)), (0.9 * c[1]) - (0.02 * (1 + (0.1 * u[0])) * Force(c[0]))], storage);
        return scan.Final[0];
    }

    private static Node[] Leaves(int steps) => [X, Y, W, S, Node.Input("eta", Shape.Scalar with { Steps = steps })];

    private static Node[] Gradients(int steps, LoopStorage storage)
    {
        Node end = Descent(steps, storage), loss = SumRows(SquaredNorm(end - Y));
        return [end, .. Derivative.Gradient(loss, Leaves(steps))];
    }

    private static Node[] First(int steps, LoopStorage storage) => [.. Derivative.Gradient(SumRows(SquaredNorm(Plain(steps, storage))), [W])];

    private static Node Plain(int steps, LoopStorage storage) => Scan.Over(steps, [X], [], (c, _, _) => [c[0] - (0.01 * Force(c[0]))], storage).Final[0];

    private static Node[] Seconds(int steps, LoopStorage storage)
    {
        Node[] first = Derivative.Gradient(SumRows(SquaredNorm(Descent(steps, storage) - Y)), Leaves(steps));
        return [.. first, .. Derivative.Gradient(Projected(first), Leaves(steps))];
    }

    private static Node[] Thirds(int steps, LoopStorage storage)
    {
        Node[] first = Derivative.Gradient(SumRows(SquaredNorm(Plain(steps, storage))), [X, W]);
        Node[] second = Derivative.Gradient(Projected(first), [X, W]);
        return [.. second, .. Derivative.Gradient(Projected(second), [X, W])];
    }

    private static Node[] OfFinal(string name, LoopStorage storage)
    {
        LoopCase loop = new LoopCases(isUnrolled: false).Of(name);
        Node[] stacks = [.. loop.Stacks.Select(u => Node.Input(u.Name, u.Shape with { Steps = loop.Steps }))];
        Node loss = Scan.Over(loop.Steps, loop.Initial, stacks, loop.Body, storage).Final.Aggregate((Node)0, (sum, node) => sum + SumRows(Sum(Sin(node))));
        Node[] leaves = [.. Order.Ascending([loss]).Where(node => node.Op == Op.Input)];
        Node[] first = Derivative.Gradient(loss, leaves);
        return [loss, .. first, .. Derivative.Gradient(Projected(first), leaves)];
    }

    private static Node Projected(Node[] gradients) => gradients.Aggregate((Node)0, (sum, node) =>
    {
        Node scalar = SumSteps(Sum(Sin(node)));
        return sum + (scalar.Shape.Rows is null ? scalar : SumRows(scalar));
    });

    /// <summary>Numbers per tile: of the arena, and of what waits for a later phase in tables.</summary>
    private static int Memory(Node[] outputs)
    {
        Plan<double> plan = new Planner<double>(outputs, Machine<double>.Of(Lanes.Widest), Machine<double>.Of(LaneWidth.Scalar)).Make();
        return plan.ArenaLength + plan.Slots.Where(slot => slot.Kind == SlotKind.Table).Sum(slot => slot.Shape.Length * plan.TileRows);
    }

    private static void AssertEqual<T>(Func<LoopStorage, Node[]> program, params LoopStorage[] storages)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Given given = Given.Normal(3, Rows, [.. storages.SelectMany(program)]);
        Func<Node[], Computation<T>>[] executors = [Computation.Interpret<T>, nodes => Computation.Compile<T>(2, nodes)];
        foreach (Func<Node[], Computation<T>> make in executors)
        {
            double[][] expected = given.Run(make, program(storages[0]));
            Assert.All(expected.SelectMany(numbers => numbers), number => Assert.True(double.IsFinite(number)));
            Assert.All(storages[1..], storage => Assert.Equal(expected, given.Run(make, program(storage))));
        }
    }
}
