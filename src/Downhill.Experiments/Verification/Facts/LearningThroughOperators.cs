using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>∂/∂θ of a cost of where five steps lead, through every operator alike, against central differences.</summary>
/// <remarks>
/// E_θ(x) = ½ |x|² + Σ softplus(x W + b), θ = (W, b). For the proximal step the derivative is that of each step's minimum. The Langevin noise is the
/// same on both sides, as its stream is.
/// </remarks>
public sealed record LearningThroughOperators : Verification
{
    private const int N = 3, Units = 4, Rows = 5, Steps = 5;

    private static readonly Parameter[] Theta = [new("through.w", N, Units, Calculation.Normal(171, N * Units)), new("through.b", 1, Units, Calculation.Normal(172, Units))];

    private static readonly (string Id, string Words, Stepper Stepper)[] Operators =
    [
        ("descent", "descent", new GradientDescent { StepSize = 0.1 }),
        ("momentum", "descent with momentum", new HeavyBall { StepSize = 0.1, Momentum = 0.7 }),
        ("langevin", "Langevin steps", new Langevin { StepSize = 0.1, Temperature = 0.2 }),
        ("simplex", "exponentiated gradient on the simplex", new Dynamics.ExponentiatedGradient { StepSize = 0.5 }),
        ("orthant", "exponentiated gradient on the orthant", new Dynamics.ExponentiatedGradient { StepSize = 0.2, IsNormalised = false }),
        ("log-barrier", "mirror steps by the log barrier", new MirrorDescent { StepSize = 0.1, Map = MirrorMap.LogBarrier }),
        ("p-norm", "mirror steps by a p-norm", new MirrorDescent { StepSize = 0.1, Map = MirrorMap.PNorm(1.5) }),
        ("newton", "damped Newton", new Newton { StepSize = 0.3, Damping = 0.5 }),
        ("saddle-free", "Newton by |H|", new Newton { StepSize = 0.3, Damping = 0.1, IsSaddleFree = true }),
        ("proximal", "the proximal step", new ProximalPoint { StepSize = 0.3 }),
    ];

    private readonly double[] _x = [.. Enumerable.Range(0, Rows).SelectMany(row => Shares(new Rng(173).Fork(row)))];

    /// <inheritdoc/>
    public override string Name => "learning-through-operators";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "An energy can be learned through every operator: gradients through five steps of each against central differences.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } = [.. Operators.Select(entry => new Control("through the last step only", entry.Id)), new("Z kept", "without-z")];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        foreach ((string id, string words, Stepper stepper) in Operators)
        {
            Node[] nodes = [.. Theta.Select(parameter => parameter.Node)];
            Calculation loss = Walk.Ready(stepper, _x, 174, Loss(stepper, false));
            double[] theta = [.. Theta.SelectMany(parameter => parameter.Values)];
            double[] expected = Differences.Gradient(point => loss.With(Theta, point).Join()[0], theta, 0.05);
            double[] found = Walk.Ready(stepper, _x, 174, Derivative.Gradient(Loss(stepper, Makes("through the last step only")), nodes)).With(Theta, theta).Join();

            // Differences round by 10⁻¹⁶ · 8/0.05 of a loss of about one.
            yield return AtMost(id, $"The gradient through five steps of {words}: its relative difference from central differences.", Compare.Relative(found, expected), 1e-9, theta.Length);
        }

        yield return AtLeast("without-z", "Were Z taken for a constant on the way back, the gradient through exponentiated steps would be wrong by this share.", WithoutZ(), 0.01, 1);
    }

    private static Node Energy(Node x) => (SquaredNorm(x) / 2) + Sum(Softplus(MatMul(x, Theta[0].Node) + Theta[1].Node));

    private static Node Loss(Stepper stepper, bool isLastOnly)
    {
        Node[] state = stepper.AtRest(Node.Point(N));
        Node[] before = [.. Scan.Over(Steps - 1, state, [], (c, _, t) => stepper.Step(Energy, c, t)).Final];
        Node[] last = stepper.Step(Energy, isLastOnly ? [.. before.Select(StopGradient)] : before, Steps - 1);
        return Cost(last[0]);
    }

    private static Node Cost(Node x) => SumRows(SquaredNorm(x - Node.Constant([0.5, 0.1, 0.8], 1, N)));

    private double WithoutZ()
    {
        Stepper stepper = Operators.Single(entry => entry.Id == "simplex").Stepper;
        Node[] nodes = [.. Theta.Select(parameter => parameter.Node)];
        double[] right = Gradient(x => stepper.Step(Energy, [x], 0)[0]);
        double[] wrong = Gradient(x =>
        {
            Node weight = x * Exp(-Node.Setting("step_size") * Derivative.Gradient(Energy(x), x));
            return weight / (Makes("Z kept") ? Sum(weight) : StopGradient(Sum(weight)));
        });
        return Compare.Relative(wrong, right);

        double[] Gradient(Func<Node, Node> step) =>
            Walk.Ready(stepper, _x, 0, Derivative.Gradient(Cost(step(Node.Point(N))), nodes)).With(Theta, [.. Theta.SelectMany(parameter => parameter.Values)]).Join();
    }

    private static double[] Shares(Rng rng)
    {
        double[] weights = [.. Enumerable.Range(0, N).Select(i => 0.2 + rng.Uniform(i))];
        return [.. weights.Select(w => w / weights.Sum())];
    }
}
