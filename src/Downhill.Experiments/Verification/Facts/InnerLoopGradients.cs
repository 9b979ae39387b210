using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Every route of a gradient through a descent inside a loss, by the one switch of the library: each has the error it should have.</summary>
/// <remarks>
/// E(y) = ½ |y|² + Σ softplus(y W + b) − ⟨x, y⟩ is convex, H = I + W diag(σ′) Wᵀ; C(y) = ½ |y − X|². Its steps contract by ρ = |I − ηH| near 0.7,
/// and a hundred of them arrive to the last bit. How equilibrium propagation errs by β is in <see cref="EquilibriumPropagation"/>.
/// </remarks>
public sealed record InnerLoopGradients : Verification
{
    private const int Dimension = 3;
    private const int Rows = 5;
    private const int Arrived = 100;
    private const double Eta = 0.3;

    private static readonly Parameter[] Parameters =
    [
        new("weights", Dimension, 4, Calculation.Normal(101, Dimension * 4, 0.8)),
        new("biases", 1, 4, Calculation.Normal(102, 4)),
    ];

    private static readonly double[] Theta = [.. Parameters.SelectMany(parameter => parameter.Values)];

    private static readonly Node[] Nodes = [.. Parameters.Select(parameter => parameter.Node)];

    private static readonly GradientDescent Descent = new() { StepSize = Eta };

    private readonly double[] _x = Calculation.Normal(103, Dimension * Rows);
    private readonly double[] _target = Calculation.Normal(104, Dimension * Rows);

    /// <inheritdoc/>
    public override string Name => "inner-loop-gradients";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Full, recomputed and checkpointed gradients through a descent have the same bits; truncated, implicit and nudged ones have the errors that theory gives them, and a certificate measures which may be used.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("one step more", "storage"),
        new("one step left out", "differences"),
        new("one term too few", "truncated"),
        new("contraction taken a tenth too small", "truncated-bias"),
        new("one step left out", "implicit"),
        new("too few conjugate gradients", "conjugate-gradients"),
        new("tolerance on the square of the slope", "implicit-tolerance"),
        new("nudged too far", "nudged"),
        new("the second eigenvalue", "contraction"),
        new("one step left out", "values"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        int[] lengths = [1, 2, 3, 7, 10, 16, 17, 100];
        double apart = lengths.Worst(steps => Math.Max(Apart<double>(steps), Apart<float>(steps)));
        yield return AtMost("storage", "Full, recomputed and checkpointed gradients through 1 to 100 noisy steps have the same bits, in float and in double.", apart, 0, 2 * 2 * lengths.Length);

        int missing = Makes("one step left out") ? 1 : 0;
        double[] differences = ByDifferences(10);
        yield return AtMost("differences", "The gradient through ten steps is Richardson's differences.", Compare.Relative(Gradient(10 - missing, GradientRoute.Full), differences), 1e-8, Theta.Length);

        GradientRoute[] routes = [GradientRoute.Full, GradientRoute.Recompute, GradientRoute.Checkpoints, GradientRoute.Truncated(4), GradientRoute.Implicit, GradientRoute.Nudged];
        double[] values = [.. routes.Select(route => Value(10 - (route == GradientRoute.Nudged ? missing : 0), route))];
        yield return AtMost("values", "The loss itself is the same by every route.", Compare.Largest(values.Select(value => value / values[0] - 1)), 1e-14, values.Length);

        double[] atMinimum = ByDifferences(Arrived), exact = Gradient(Makes("one step left out") ? 9 : Arrived, GradientRoute.Implicit);
        yield return AtMost("implicit", "At the minimum, the implicit gradient is Richardson's differences.", Compare.Relative(exact, atMinimum), 1e-8, Theta.Length);

        int iterations = Makes("too few conjugate gradients") ? 1 : Dimension;
        yield return AtMost("conjugate-gradients", "As many conjugate gradients as coordinates solve its system as well as elimination does.", Compare.Relative(Gradient(Arrived, new AtMinimum { Iterations = iterations }), exact), 1e-11, Theta.Length);

        // y misses the minimum by about slope / H, and the gradient follows to first order; the second bends the line by a few per cent.
        int[] stops = [8, 12, 16, 20, 24];
        double[] slopes = [.. stops.Select(steps => Certificate(steps).Slope)];
        double[] tolerances = [.. slopes.Select(slope => Makes("tolerance on the square of the slope") ? slope * slope : slope)];
        double[] errors = [.. stops.Select(steps => Compare.Largest(Compare.Difference(Gradient(steps, GradientRoute.Implicit), exact)))];
        yield return Within("implicit-tolerance", "Before the minimum, its error is in proportion to the slope that is left.", Compare.Order(tolerances, errors), 1, 0.05, stops.Length);

        // The error is c β², c of order one: 2.5 · 10⁻⁷ c at this β; rounding gives 10⁻¹⁶ / β.
        double nudge = Makes("nudged too far") ? 0.1 : 5e-4;
        yield return AtMost("nudged", "Equilibrium propagation nudged both ways by 5 · 10⁻⁴ is the implicit gradient.", Compare.Relative(Gradient(Arrived, new Dynamics.EquilibriumPropagation { Nudge = nudge }), exact), 1e-6, Theta.Length);

        foreach (Claim claim in Truncation())
        {
            yield return claim;
        }
    }

    /// <summary>One row alone, so that the matrices can be written out.</summary>
    private IEnumerable<Claim> Truncation()
    {
        (double[,] hessian, double[] pull, double[,] matrix) = AtTheMinimum();
        double[,] contraction = Dense.Matrix(Dimension, Dimension, (i, j) => (i == j ? 1 : 0) - Eta * hessian[i, j]);
        double[] eigenvalues = [.. Dense.Eigenvalues(contraction).Select(Math.Abs).Order()];
        double measured = Certificate(Arrived, rows: 1).Contraction;
        yield return AtMost("contraction", "The certificate's contraction is the norm of I − ηH.", Math.Abs(measured / eigenvalues[Makes("the second eigenvalue") ? ^2 : ^1] - 1), 1e-6);

        double rho = Makes("contraction taken a tenth too small") ? 0.9 * measured : measured;
        double[] whole = Gradient(Arrived, GradientRoute.Implicit, rows: 1);
        double scale = Dense.SpectralNorm(matrix) * Compare.Length(Dense.Solve(hessian, pull));
        double worstSum = 0, worstBias = 0;
        int[] lengths = [1, 2, 4, 8, 16, 32];
        foreach (int last in lengths)
        {
            double[] truncated = Gradient(Arrived, GradientRoute.Truncated(last), rows: 1), term = pull, sum = new double[Dimension];
            for (int j = 0; j < last - (Makes("one term too few") ? 1 : 0); j++)
            {
                sum = [.. sum.Zip(term, (a, b) => a + Eta * b)];
                term = Dense.Times(contraction, term);
            }

            worstSum = Math.Max(worstSum, Compare.Relative(truncated, [.. Dense.Times(matrix, sum).Select(g => -g)]));
            worstBias = Math.Max(worstBias, Compare.Length(Compare.Difference(truncated, whole)) / (scale * Math.Pow(rho, last)));
        }

        yield return AtMost("truncated", "The route through the last K′ steps of a descent that has arrived is the Neumann sum of K′ terms.", worstSum, 1e-12, lengths.Length);
        yield return AtMost("truncated-bias", "It misses at most the certificate's contraction to the power K′ of |v| |∂²E/∂y∂θ|.", worstBias, 1, lengths.Length);
    }

    private static Node Energy(Node y) => SquaredNorm(y) / 2 + Sum(Softplus(MatMul(y, Nodes[0]) + Nodes[1])) - Dot(Node.Point(Dimension), y);

    private static Node Cost(Node y) => SquaredNorm(y - Node.Point(Dimension, "target")) / 2;

    private static Node Loss(int steps, GradientRoute route) =>
        SumRows(new InnerLoop { Stepper = Descent, Steps = steps, Route = route }.Loss(Energy, 0.5 * Node.Point(Dimension), Cost));

    private double Value(int steps, GradientRoute route) => Set(new Calculation(Loss(steps, route)), route).Join()[0];

    private double[] Gradient(int steps, GradientRoute route, int rows = Rows) =>
        Set(new Calculation(Derivative.Gradient(Loss(steps, route), Nodes)), route, rows).Join();

    private double[] ByDifferences(int steps)
    {
        Calculation loss = Set(new Calculation(Loss(steps, GradientRoute.Recompute)), GradientRoute.Recompute);
        return Differences.Gradient(theta => loss.With(Parameters, theta).Join()[0], Theta);
    }

    private Calculation Set(Calculation calculation, GradientRoute route, int rows = Rows)
    {
        foreach (Setting setting in new InnerLoop { Stepper = Descent, Route = route }.Settings)
        {
            calculation.With(setting.Name, setting.Value);
        }

        return calculation.With("x", _x.AsSpan(0, rows * Dimension)).With("target", _target.AsSpan(0, rows * Dimension)).With(Parameters, Theta);
    }

    private RouteCertificate Certificate(int steps, int rows = Rows)
    {
        InnerLoop loop = new() { Stepper = Descent, Steps = steps };
        Calculation evidence = new(RouteCertificate.Nodes(loop, Energy, 0.5 * Node.Point(Dimension)));
        return RouteCertificate.Of(loop, evidence.With("step_size", Eta).With("x", _x.AsSpan(0, rows * Dimension)).With(Parameters, Theta).Run());
    }

    /// <summary>For the first row at its minimum: H, dC/dy and ∂²E/∂θ∂y, written out; x is in none of them.</summary>
    private (double[,] Hessian, double[] Pull, double[,] Mixed) AtTheMinimum()
    {
        Node y = Node.Point(Dimension, "y"), energy = Energy(y);
        Node[] axes = [.. Enumerable.Range(0, Dimension).Select(i => Node.Constant([.. Enumerable.Range(0, Dimension).Select(j => i == j ? 1.0 : 0)], 1, Dimension))];
        InnerLoop loop = new() { Stepper = Descent, Steps = Arrived };
        double[] end = new Calculation(loop.End(Energy, 0.5 * Node.Point(Dimension))).With("step_size", Eta).With("x", _x.AsSpan(0, Dimension)).With(Parameters, Theta).Join();
        Node[] mixed = [.. axes.SelectMany(axis => Nodes.Select(node => Derivative.Mixed(energy, y, axis, node)))];
        double[][] at = new Calculation([Derivative.Hessian(energy, y), Derivative.Gradient(Cost(y), y), .. mixed])
            .With("y", end).With("target", _target.AsSpan(0, Dimension)).With(Parameters, Theta).Run();
        double[][] columns = [.. Enumerable.Range(0, Dimension).Select(i => at.Skip(2 + Nodes.Length * i).Take(Nodes.Length).SelectMany(part => part).ToArray())];
        return (Dense.Square(at[0], Dimension), at[1], Dense.Matrix(Theta.Length, Dimension, (p, i) => columns[i][p]));
    }

    /// <summary>The largest difference between the three storages' gradients, through steps with noise.</summary>
    private double Apart<T>(int steps)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        double[][] gradients = [.. new[] { GradientRoute.Full, GradientRoute.Recompute, GradientRoute.Checkpoints }.Select(route =>
        {
            InnerLoop loop = new() { Stepper = new Langevin { StepSize = Eta, Temperature = 0.1 }, Steps = steps + (Makes("one step more") && route == GradientRoute.Checkpoints ? 1 : 0), Route = route };
            Computation<T> computation = Computation.Compile<T>(1, Derivative.Gradient(SumRows(loop.Loss(Energy, 0.5 * Node.Point(Dimension), Cost)), [.. Nodes, Node.Point(Dimension)]));
            foreach ((string name, double[] numbers) in Inputs(loop))
            {
                computation.Set(name, Array.ConvertAll(numbers, T.CreateChecked));
            }

            computation.Seed(new Rng(105));
            computation.Run();
            return Enumerable.Range(0, Nodes.Length + 1).SelectMany(i => Array.ConvertAll(computation[i].ToArray(), double.CreateChecked)).ToArray();
        })];
        return gradients.Skip(1).Worst(other => Compare.Largest(Compare.Difference(other, gradients[0])));
    }

    private IEnumerable<(string Name, double[] Numbers)> Inputs(InnerLoop loop) =>
        [.. loop.Settings.Select(setting => (setting.Name, new[] { setting.Value })), .. Parameters.Select(parameter => (parameter.Name, parameter.Values)), ("x", _x), ("target", _target)];
}
