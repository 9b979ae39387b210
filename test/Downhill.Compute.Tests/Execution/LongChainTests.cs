using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>A hundred thousand steps in float: where the energy holds the points they stay, and where it does not the output says so.</summary>
public sealed class LongChainTests
{
    private const int Rows = 70, StepsPerCall = 1000, Calls = 100;
    private const float StepSize = 0.05f;

    // A step leaves E[x²] as it is: E[x g] − (η/2) E[g²] = T for each number, g its gradient, whatever the step size. 90 states of 140 numbers, a
    // thousand steps apart, are independent; five standard errors of their mean.
    [Fact]
    public void Langevin_in_a_confining_energy_stays_and_keeps_its_temperature()
    {
        float[][] states = Chain(Langevin(2, x => Sum(Square(Square(x) - 1)) / 4), Starts(2), _ => { });
        Assert.All(states, state => Assert.All(state, x => Assert.InRange(x, -3, 3)));
        double[] temperatures = [.. states[10..].SelectMany(state => state).Select(x => (X: (double)x, Gradient: ((double)x * x * x) - x)).Select(p => (p.X * p.Gradient) - (0.5 * StepSize * p.Gradient * p.Gradient))];
        double mean = temperatures.Average(), error = Math.Sqrt(temperatures.Average(t => (t - mean) * (t - mean)) / temperatures.Length);
        Assert.Equal(0.1, mean, 5 * error);
        Assert.InRange(error, 0, 0.005);
    }

    // Down −x²/2 numbers grow by a twentieth a step, and after 1,800 of them they have left the range of a float.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_energy_without_a_floor_ends_in_infinities_and_not_in_large_numbers(bool isNoisy)
    {
        Func<Node, Node> energy = x => -0.5 * SquaredNorm(x);
        float[] last = Chain(isNoisy ? Langevin(2, energy) : Descent(2, energy), Starts(2), _ => { })[^1];
        Assert.All(last, x => Assert.True(float.IsInfinity(x), $"{x}"));
    }

    // Down −x⁴ the first overflow makes ∞ − ∞ or 0 · ∞ in most forms of the gradient; a number it is never again.
    [Fact]
    public void What_has_overflown_is_never_finite_again()
    {
        float[][] states = Chain(Langevin(2, x => -Sum(Square(Square(x)))), Starts(2), _ => { });
        for (int i = 0; i < states[^1].Length; i++)
        {
            Assert.False(float.IsFinite(states[^1][i]));
            bool[] isFinite = [.. states.Select(state => float.IsFinite(state[i]))];
            Assert.DoesNotContain(true, isFinite.SkipWhile(finite => finite));
        }
    }

    // One bad row stays one bad row.
    [Fact]
    public void A_row_that_is_not_a_number_does_not_reach_the_others()
    {
        float[] starts = Starts(2), bad = [.. starts];
        bad[6] = float.NaN;
        Node[] chain = Langevin(2, x => Sum(Square(Square(x) - 1)) / 4);
        float[] with = Chain(chain, bad, _ => { }, calls: 3)[^1], without = Chain(chain, starts, _ => { }, calls: 3)[^1];
        Assert.True(float.IsNaN(with[6]));
        Assert.Equal(without.Where((_, i) => i != 6), with.Where((_, i) => i != 6));
    }

    // Far out a network of SiLU layers is a plane: the points fall at the rate of its slope there. A ratio of sums in float moves by at
    // most 10⁵ roundings of 6·10⁻⁸, and the slope settles as the points leave: 2 %.
    [Fact]
    public void Down_an_open_slope_points_move_at_its_rate_for_as_long_as_they_are_let()
    {
        Rng rng = new(17);
        Node w = Node.Input("w", Shape.Shared(2, 16)), v = Node.Input("v", Shape.Shared(16, 16)), u = Node.Input("u", Shape.Shared(16, 1));
        Func<Node, Node> energy = x => MatMul(SiLU(MatMul(SiLU(MatMul(x, w)), v)), u);
        void Weights(Computation<float> program)
        {
            program.Set("w", Normal(rng.Fork(0), 32));
            program.Set("v", Normal(rng.Fork(1), 256));
            program.Set("u", Normal(rng.Fork(2), 16));
        }

        float[][] states = Chain(Descent(2, energy), Starts(2), Weights);
        Node point = Node.Point(2);
        Computation<float> slope = Computation.Compile<float>(1, Derivative.Gradient(energy(point), point));
        Weights(slope);
        slope.Set("x", states[^1]);
        slope.Run();
        const int half = Calls / 2;
        for (int i = 0; i < states[^1].Length; i += 2)
        {
            (double x, double y) = (states[^1][i] - states[half - 1][i], states[^1][i + 1] - states[half - 1][i + 1]);
            double steps = (double)half * StepsPerCall * StepSize;
            (double dx, double dy) = (-steps * slope[0][i], -steps * slope[0][i + 1]);
            Assert.True(double.Hypot(x - dx, y - dy) <= (0.02 * double.Hypot(dx, dy)) + 0.01, $"row {i / 2}: ({x}, {y}), not ({dx}, {dy})");
        }
    }

    // x − 0.1 x stops where a tenth of x rounds to nothing, at 5 of the smallest numbers or fewer; flushed to zero it would end at 0.
    [Fact]
    public void A_descent_through_the_denormal_numbers_is_not_flushed_to_zero()
    {
        Node x = Node.Point(2);
        Node last = Scan.Over(StepsPerCall, [x], [], (c, _, _) => [c[0] - (0.1 * Derivative.Gradient(0.5 * SquaredNorm(c[0]), c[0]))]).Final[0];
        foreach (float number in Chain([last], Starts(2), _ => { })[^1])
        {
            Assert.InRange(Math.Abs(number), float.Epsilon, 5 * float.Epsilon);
        }
    }

    private static Node[] Descent(int width, Func<Node, Node> energy) =>
        [Scan.Over(StepsPerCall, [Node.Point(width)], [], (c, _, _) => [c[0] - (StepSize * Derivative.Gradient(energy(c[0]), c[0]))]).Final[0]];

    private static Node[] Langevin(int width, Func<Node, Node> energy) =>
        [Scan.Over(StepsPerCall, [Node.Point(width)], [], (c, _, t) =>
            [c[0] - (StepSize * Derivative.Gradient(energy(c[0]), c[0])) + (Math.Sqrt(2 * StepSize * 0.1) * Maths.Normal(c[0].Shape, 0, t))]).Final[0]];

    /// <summary>The states after each call of a thousand steps.</summary>
    private static float[][] Chain(Node[] outputs, float[] starts, Action<Computation<float>> set, int calls = Calls)
    {
        Computation<float> program = Computation.Compile<float>(2, outputs);
        set(program);
        float[][] states = new float[calls][];
        for (int call = 0; call < calls; call++)
        {
            program.Set("x", call == 0 ? starts : states[call - 1]);
            program.Seed(new Rng(3).Fork(call));
            program.Run();
            states[call] = program[0].ToArray();
        }

        return states;
    }

    private static float[] Starts(int width) => Normal(new Rng(29), width * Rows);

    private static float[] Normal(Rng rng, int count) => [.. Enumerable.Range(0, count).Select(i => (float)rng.Normal(i))];
}
