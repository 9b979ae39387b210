using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Tests.Dynamics;

/// <summary>On quadratics every route's derivative has a closed form.</summary>
public sealed class InnerLoopTests
{
    private const double Eta = 0.25;

    // A has the eigenvalues 1, 2 and 3; a step contracts by 1 − η = 0.75, 0.5 and 0.25.
    private static readonly double[] A = [2, 1, 0, 1, 2, 0, 0, 0, 2];

    private static readonly double[] B = [1, -2, 0.5, 0.3, 0.1, -0.7];

    private static readonly Node X = Node.Point(3), P = Node.Input("b", Shape.Shared(1, 3));

    private static readonly GradientDescent Descent = new() { StepSize = Eta };

    public static TheoryData<string> All => ["full", "recompute", "checkpoints", "truncated", "implicit", "conjugate gradients", "nudged"];

    // E = ½ yᵀ A y − (x + b) y: y* = A⁻¹ (x + b); C = ½ |y − x|²; so dC/db = Σ over rows of A⁻¹ (y* − x).
    // After 160 steps the slowest mode has shrunk by 0.75¹⁶⁰ = 1e-20. Everything is quadratic, so even a nudge of 0.01 errs by β² |A⁻¹|³ ≤ 1e-4 of it only.
    [Theory, MemberData(nameof(All))]
    public void Every_route_finds_the_derivative_of_the_minimum(string name)
    {
        InnerLoop loop = new() { Stepper = Descent, Steps = 160, Route = Route(name) };
        Node loss = loop.Loss(Energy, 0 * X, y => SquaredNorm(y - X) / 2);
        double[][] found = Run(loop, [loss, .. Derivative.Gradient(loss, [P])]);
        double[] expected = new double[3];
        for (int row = 0; row < 2; row++)
        {
            double[] x = B[(3 * row)..(3 * row + 3)], end = Solved([.. x.Zip(Parameter, (a, b) => a + b)]), off = [.. end.Zip(x, (a, b) => a - b)];
            Assert.Equal(off.Sum(d => d * d) / 2, found[0][row], 1e-12);
            expected = [.. expected.Zip(Solved(off), (sum, d) => sum + d)];
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], found[1][i], name == "nudged" ? 1e-4 : 1e-12);
        }
    }

    // v = η Σⱼ (1 − η)ʲ over the last steps in each mode: 1 − (1 − ηλ)ᴷ′ in place of 1, over λ.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    public void The_last_steps_alone_give_the_first_terms_of_the_series(int last)
    {
        InnerLoop loop = new() { Stepper = Descent, Steps = 160, Route = GradientRoute.Truncated(last) };
        Node y = loop.End(y => (Dot(y, y * Node.Constant([1, 2, 3], 1, 3)) / 2) - Dot(P, y), 0 * X);
        double[][] found = Run(loop, y, Derivative.Gradient(Sum(y), P));
        for (int i = 0; i < 3; i++)
        {
            double series = (1 - Math.Pow(1 - (Eta * (i + 1)), last)) / (i + 1);
            Assert.Equal(2 * series, found[1][i], 1e-13);
        }
    }

    [Fact]
    public void More_last_steps_than_there_are_is_all_of_them()
    {
        double[][] Found(GradientRoute route)
        {
            InnerLoop loop = new() { Stepper = new HeavyBall { StepSize = 0.1, Momentum = 0.5 }, Steps = 7, Route = route };
            Node loss = loop.Loss(Energy, X, y => SquaredNorm(y - P));
            return Run(loop, [loss, .. Derivative.Gradient(loss, [P, X])]);
        }

        Assert.Equal(Found(GradientRoute.Recompute), Found(GradientRoute.Truncated(8)));
        Assert.NotEqual(Found(GradientRoute.Recompute)[1], Found(GradientRoute.Truncated(6))[1]);
    }

    // The noise of step t is that of step t, also when the steps before it are not differentiated.
    [Fact]
    public void Truncation_does_not_change_the_end_of_a_noisy_descent()
    {
        double[] End(GradientRoute route)
        {
            InnerLoop loop = new() { Stepper = new Langevin { StepSize = 0.1 }, Steps = 9, Route = route };
            return Run(loop, loop.End(Energy, X))[0];
        }

        Assert.Equal(End(GradientRoute.Full), End(GradientRoute.Truncated(4)));
    }

    // H⁻¹ by conjugate gradients, differentiated again: with E = Σ eˢ y²/2 − x y, y* = x e⁻ˢ and d²y*/ds² = y*.
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void The_derivative_of_the_minimum_can_be_differentiated_again(int iterations)
    {
        Node s = Node.Setting("s");
        InnerLoop loop = new() { Stepper = Descent, Steps = 160, Route = new AtMinimum { Iterations = iterations } };
        Node y = Sum(loop.End(y => (Exp(s) * SquaredNorm(y) / 2) - Dot(X, y), 0 * X));
        Node first = Derivative.Gradient(y, s);
        double[][] found = Run(loop, y, first, Derivative.Gradient(first, s));
        Assert.Equal(-found[0].Sum(), found[1][0], 1e-12);
        Assert.Equal(found[0].Sum(), found[2][0], 1e-12);
    }

    [Fact]
    public void Equilibrium_propagation_is_exact_for_what_is_quadratic_but_for_the_square_of_the_nudge()
    {
        // F^± has its minimum at (a ± β) u = b ± β c; the difference quotient of dF/db = −u is (c − u⁰) a / (a² − β²) in closed form.
        const double Beta = 0.5;
        InnerLoop loop = new() { Stepper = Descent, Steps = 200, Route = new EquilibriumPropagation { Nudge = Beta } };
        Node loss = loop.Loss(y => SquaredNorm(y) - Dot(P, y), 0 * X, y => SquaredNorm(y - X) / 2);
        double[] found = Run(loop, loss, Derivative.Gradient(loss, P))[1];
        for (int i = 0; i < 3; i++)
        {
            double expected = new[] { B[i], B[i + 3] }.Sum(c => ((Parameter[i] / 2) - c) * 2 / (4 - (Beta * Beta)));
            Assert.Equal(expected, found[i], 1e-12);
        }
    }

    [Fact]
    public void The_end_alone_cannot_be_nudged()
    {
        InnerLoop loop = new() { Route = GradientRoute.Nudged };
        Assert.Contains("ask for InnerLoop.Loss", Assert.Throws<InvalidOperationException>(() => loop.End(Energy, X)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InnerLoop { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientRoute.Truncated(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AtMinimum { Iterations = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EquilibriumPropagation { Nudge = 0 });
    }

    internal static double[] Parameter { get; } = [0.4, -0.2, 1];

    internal static Node Energy(Node y) => (Dot(y, MatMul(y, Node.Constant(A, 3, 3))) / 2) - Dot(y, X + P);

    internal static double[][] Run(InnerLoop loop, params Node[] outputs)
    {
        Computation<double> computation = Computation.Compile<double>(1, [.. outputs, X, P, .. loop.Settings.Select(setting => setting.Node), Node.Setting("s")]);
        computation.Seed(new Rng(3));
        computation.Set("x", B);
        computation.Set("b", Parameter);
        computation.Set("s", 0.3);
        foreach (Setting setting in loop.Settings)
        {
            computation.Set(setting.Name, setting.Value);
        }

        computation.Run();
        return [.. Enumerable.Range(0, outputs.Length).Select(i => computation[i].ToArray())];
    }

    private static GradientRoute Route(string name) => name switch
    {
        "full" => GradientRoute.Full,
        "recompute" => GradientRoute.Recompute,
        "checkpoints" => GradientRoute.Checkpoints,
        "truncated" => GradientRoute.Truncated(120),
        "implicit" => GradientRoute.Implicit,
        "conjugate gradients" => new AtMinimum { Iterations = 3 },
        _ => GradientRoute.Nudged,
    };

    // A⁻¹ of the blocks [[2, 1], [1, 2]] and 2.
    private static double[] Solved(double[] b) => [((2 * b[0]) - b[1]) / 3, ((2 * b[1]) - b[0]) / 3, b[2] / 2];
}
