using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>What can be composed of energies: adding them is adding their steps, so that is no gain; OR is, and that nothing composed ever circulates.</summary>
/// <remarks>
/// −η ∇(A + B) = −η ∇A − η ∇B. OR is the soft minimum −ln(e^(−A) + e^(−B)), whose step weighs those of A and B by which of them is near.
/// Steps that are no gradients stay so when they are added; those of energies have ∮ ∇E · dx = 0 whatever is made of them.
/// </remarks>
public sealed record Composition : Verification
{
    private const double Eta = 0.1;
    private const int Rows = 60;

    private static readonly Formula A = Bowl(1.5), B = Bowl(-1.5);

    private static readonly Mlp First = new(2, [8], new Rng(162), "first") { Activation = Activation.Tanh };

    private static readonly Mlp Second = new(2, [8], new Rng(163), "second") { Activation = Activation.Tanh };

    private readonly double[] _points = Calculation.Normal(161, 2 * Rows, 1.5);

    /// <inheritdoc/>
    public override string Name => "composition";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Adding energies is adding their steps, exactly; OR by a soft minimum is no sum of steps and keeps both minima; whatever energies are composed to, nothing circulates.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("energies multiplied", "sum"),
        new("the mean for OR", "or-keeps-both"),
        new("the mean for OR", "or-no-sum"),
        new("OR for the sum", "sum-between"),
        new("a force added that is no gradient", "no-circulation"),
        new("a gradient for the step network", "steps-circulate"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        Node x = Node.Point(2);
        Node both = Makes("energies multiplied") ? First.Of(x) * Second.Of(x) : (First + Second).Of(x);
        double[][] steps = new Calculation(Step(both, x), Step(First.Of(x), x), Step(Second.Of(x), x)).With(First).With(Second).With("x", _points).Run();
        yield return AtMost("sum", "The step down a sum of two networks is the sum of their steps, to rounding.", Compare.Largest(steps[0].Select((s, i) => s - steps[1][i] - steps[2][i])), 1e-15, 2 * Rows);

        foreach (Claim claim in Or().Concat(Circulation()))
        {
            yield return claim;
        }
    }

    private IEnumerable<Claim> Or()
    {
        Node x = Node.Point(2);
        Node Either(Node at) => Makes("the mean for OR") ? (A.Of(at) + B.Of(at)) / 2 : -Log(Exp(-A.Of(at)) + Exp(-B.Of(at)));
        Node Both(Node at) => Makes("OR for the sum") ? Either(at) : A.Of(at) + B.Of(at);
        yield return Within("or-keeps-both", "Down A OR B, two bowls, points settle at two places.", Places(Either), 2, 0, Rows);
        yield return Within("sum-between", "Down A + B they settle at one, between them.", Places(Both), 1, 0, Rows);

        // The best a · step A + b · step B: two normal equations.
        double[][] s = new Calculation(Step(Either(x), x), Step(A.Of(x), x), Step(B.Of(x), x)).With("x", _points).Run();
        double[] weights = Dense.Solve(Dense.Matrix(2, 2, (i, j) => Compare.Dot(s[i + 1], s[j + 1])), [Compare.Dot(s[1], s[0]), Compare.Dot(s[2], s[0])]);
        double left = Compare.Length(s[0].Select((value, i) => value - weights[0] * s[1][i] - weights[1] * s[2][i])) / Compare.Length(s[0]);
        yield return AtLeast("or-no-sum", "No weighted sum of the two steps is the step of A OR B: what the best one leaves, relative.", left, 0.3, 2 * Rows);
    }

    /// <summary>∮ v · dx around circles, by the trapezoidal rule, which is exact to rounding for smooth v.</summary>
    private IEnumerable<Claim> Circulation()
    {
        Node x = Node.Point(2);
        Node curl = Makes("a force added that is no gradient") ? MatMul(x, Node.Constant([0, 0.01, -0.01, 0], 2, 2)) : 0 * x;
        Node first = First.Of(x), second = Second.Of(x);
        Node[] composed = [first + second, -Log(Exp(-first) + Exp(-second)), first - 0.5 * second, Log(1 + Exp(first) * Square(second))];
        double worst = composed.Worst(energy => Around(Derivative.Gradient(energy, x) + curl));
        yield return AtMost("no-circulation", "Sum, OR, NOT and stranger compositions of two networks circulate nowhere: the largest ∮ ∇E · dx.", worst, 1e-13, composed.Length * 3);

        double[] w = Calculation.Normal(164, 32);
        Node free = MatMul(Tanh(MatMul(x, Node.Constant(w[..16], 2, 8))), Node.Constant(w[16..], 8, 2));
        yield return AtLeast("steps-circulate", "A step network does, so nothing keeps what it is composed to from going round.", Around(Makes("a gradient for the step network") ? Derivative.Gradient(first, x) : free), 0.1, 3);
    }

    private static double Around(Node velocity)
    {
        const int Points = 512;
        double[] turns = [.. Enumerable.Range(0, Points).Select(k => 2 * Math.PI * k / Points)];
        return new[] { (X: 0.0, Y: 0.0, R: 1.0), (X: 0.7, Y: -0.4, R: 0.6), (X: -0.5, Y: 0.5, R: 0.4) }.Worst(circle =>
        {
            double[] places = [.. turns.SelectMany(t => new[] { circle.X + circle.R * Math.Cos(t), circle.Y + circle.R * Math.Sin(t) })];

            // What a composition does not use is asked for beside it, so that everything may be set.
            double[] found = new Calculation([velocity, .. Calculation.Nodes(First), .. Calculation.Nodes(Second)]).With(First).With(Second).With("x", places).Run()[0];
            return Math.Abs(turns.Select((t, k) => circle.R * (found[2 * k + 1] * Math.Cos(t) - found[2 * k] * Math.Sin(t))).Sum()) * 2 * Math.PI / Points;
        });
    }

    private static Node Step(Node energy, Node x) => -Eta * Derivative.Gradient(energy, x);

    /// <summary>How many places a thousand steps lead to.</summary>
    private int Places(Func<Node, Node> energy)
    {
        double[] ends = new Calculation(Scan.Over(1000, [Node.Point(2)], [], (c, _, _) => [c[0] + Step(energy(c[0]), c[0])], LoopStorage.States).Final[0]).With("x", _points).Join();
        return ends.Chunk(2).Select(end => (Math.Round(end[0], 3) + 0.0, Math.Round(end[1], 3) + 0.0)).Distinct().Count();
    }

    private static Formula Bowl(double at) => new(2, x => SquaredNorm(x - Node.Constant([at, 0], 1, 2)));
}
