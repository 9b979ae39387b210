using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Three ways to the gradient of a cost at a minimum: nudging (equilibrium propagation), the implicit function theorem, and backpropagation through the descent.</summary>
/// <remarks>
/// <para>
/// u^β minimises E + β C. EP: dC(u⁰)/dθ = lim (∂E(u^β)/∂θ − ∂E(u⁰)/∂θ)/β, one-sided with an error O(β), centred with O(β²). Implicit:
/// −∂/∂θ ⟨v, ∂E/∂u⟩ with H v = dC/du. The last K steps of a descent that has arrived give v_K = η Σⱼ₌₀ᴷ⁻¹ (I − ηH)ʲ dC/du, which misses v by
/// at most |I − ηH|ᴷ |v|.
/// </para>
/// <para>Source: B. Scellier and Y. Bengio (2017), Equilibrium propagation, Front. Comput. Neurosci. 11:24.</para>
/// </remarks>
public sealed record EquilibriumPropagation : Verification
{
    private const int Units = 4;
    private const double Eta = 0.4;

    // I − ηH has a norm near 0.7 here, and 0.7²⁰⁰ is 10⁻³¹.
    private const int Steps = 200;

    private static readonly Parameter[] Parameters =
    [
        new("weights", Units, Units, Calculation.Normal(91, Units * Units, 0.5)),
        new("biases", 1, Units, Calculation.Normal(92, Units, 0.5)),
    ];

    private static readonly double[] Theta = [.. Parameters.SelectMany(parameter => parameter.Values)];

    private static readonly Node[] Nodes = [.. Parameters.Select(parameter => parameter.Node)];

    /// <inheritdoc/>
    public override string Name => "equilibrium-propagation";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "On a Hopfield energy of four tanh units, equilibrium propagation as β → 0, implicit differentiation and a long unroll give one gradient, each with the error it should have.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("nudged one way only", "centred"),
        new("nudged both ways", "one-sided"),
        new("only the direct part", "implicit"),
        new("a short unroll", "unroll"),
        new("one term too few", "truncated"),
        new("bound of the wrong norm", "truncation-bound"),
        new("the nudge's sign", "three-way"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        double[] differences = ByDifferences(), exact = Implicit();
        yield return AtMost("implicit", "The gradient through Argmin is Richardson's differences of the cost at the minimum.", Compare.Relative(exact, differences), 1e-8, Theta.Length);

        double[] unrolled = Unrolled(Makes("a short unroll") ? 20 : Steps, new double[Units]);
        yield return AtMost("unroll", "Backpropagation through a long descent is the implicit gradient.", Compare.Relative(unrolled, exact), 1e-10, Theta.Length);

        // Orders are exact in the limit; at these β the next term bends them by a few per cent.
        double[] betas = Compare.Halvings(0.05, 5);
        double[] oneSided = [.. betas.Select(beta => Compare.Largest(Compare.Difference(Nudged(beta, Makes("nudged both ways")), exact)))];
        double[] centred = [.. betas.Select(beta => Compare.Largest(Compare.Difference(Nudged(beta, !Makes("nudged one way only")), exact)))];
        yield return Within("one-sided", "One-sided equilibrium propagation errs by order β.", Compare.Order(betas, oneSided), 1, 0.05, betas.Length);
        yield return Within("centred", "Centred, by order β².", Compare.Order(betas, centred), 2, 0.05, betas.Length);

        // β = 0 by Richardson's extrapolation of the centred estimates, whose error has even powers only.
        double[] limit = Differences.Along(beta => Slope(Makes("the nudge's sign") ? -beta : beta));
        double apart = new[] { Compare.Relative(limit, exact), Compare.Relative(unrolled, exact), Compare.Relative(limit, unrolled) }.Worst();
        yield return AtMost("three-way", "As β → 0, equilibrium propagation, implicit differentiation and the long unroll agree.", apart, 1e-8, 3 * Theta.Length);

        foreach (Claim claim in Truncation(exact))
        {
            yield return claim;
        }
    }

    private IEnumerable<Claim> Truncation(double[] exact)
    {
        double[] rest = Minimum(0);
        Node u = Node.Point(Units), energy = Energy(u);
        double[][] at = new Calculation(Derivative.Hessian(energy, u), Derivative.Gradient(Cost(u), u)).With("x", rest).With(Parameters, Theta).Run();
        double[,] hessian = Dense.Square(at[0], Units), contraction = Dense.Matrix(Units, Units, (i, j) => (i == j ? 1 : 0) - Eta * hessian[i, j]);
        double[][] mixed = [.. Enumerable.Range(0, Units).Select(i =>
        {
            Node axis = Node.Constant([.. Enumerable.Range(0, Units).Select(j => i == j ? 1.0 : 0)], 1, Units);
            return new Calculation([energy, .. Nodes.Select(node => Derivative.Mixed(energy, u, axis, node))]).With("x", rest).With(Parameters, Theta).Join(first: 1);
        })];
        double[,] matrix = Dense.Matrix(Theta.Length, Units, (p, i) => mixed[i][p]);

        double[] eigenvalues = Dense.Eigenvalues(contraction);
        double norm = Makes("bound of the wrong norm") ? eigenvalues[1] : Math.Max(Math.Abs(eigenvalues[0]), Math.Abs(eigenvalues[^1]));
        double scale = Dense.SpectralNorm(matrix) * Compare.Length(Dense.Solve(hessian, at[1]));
        double worstSum = 0, worstBound = 0;
        int[] lengths = [1, 2, 4, 8, 16, 32];
        foreach (int steps in lengths)
        {
            double[] truncated = Unrolled(steps, rest), term = at[1], sum = new double[Units];
            for (int j = 0; j < (Makes("one term too few") ? steps - 1 : steps); j++)
            {
                sum = [.. sum.Zip(term, (a, b) => a + Eta * b)];
                term = Dense.Times(contraction, term);
            }

            worstSum = Math.Max(worstSum, Compare.Relative(truncated, [.. Dense.Times(matrix, sum).Select(g => -g)]));
            worstBound = Math.Max(worstBound, Compare.Length(Compare.Difference(truncated, exact)) / (scale * Math.Pow(norm, steps)));
        }

        yield return AtMost("truncated", "At the minimum, the gradient through the last K steps is exactly the Neumann sum of K terms.", worstSum, 1e-12, lengths.Length);
        yield return AtMost("truncation-bound", "Its error is at most |I − ηH|ᴷ |v| |∂²E/∂u∂θ|, relative to that.", worstBound, 1, lengths.Length);
    }

    /// <summary>E(u) = ½ |u|² − ½ Σᵢ≠ⱼ Wᵢⱼ ρ(uᵢ) ρ(uⱼ) − Σ bᵢ ρ(uᵢ), ρ = tanh, W's symmetric part.</summary>
    private static Node Energy(Node u)
    {
        double[] apart = [.. Enumerable.Range(0, Units * Units).Select(k => k / Units == k % Units ? 0.0 : 1)];
        Node rho = Tanh(u), weights = Nodes[0] * Node.Constant(apart, Units, Units);
        return SquaredNorm(u) / 2 - Dot(MatMul(rho, weights), rho) / 2 - Dot(rho, Nodes[1]);
    }

    /// <summary>C(u) = ½ (u₃ − 0.8)² + ½ (u₄ + 0.3)².</summary>
    private static Node Cost(Node u) => SquaredNorm(Slice(u, 2, 2) - Node.Constant([0.8, -0.3], 1, 2)) / 2;

    private static Node Descend(Node u, Node beta) => u - Eta * Derivative.Gradient(Energy(u) + beta * Cost(u), u);

    private static Node Relaxed(Node start, Node beta, int steps) => Scan.Over(steps, [start], [], (state, _, _) => [Descend(state[0], beta)]).Final[0];

    private static double[] Minimum(double beta) => new Calculation(Relaxed(Node.Point(Units), Node.Setting("beta"), Steps))
        .With("x", new double[Units]).With("beta", beta).With(Parameters, Theta).Join();

    /// <summary>∂E/∂θ at the minimum of E + β C; its derivative in β at 0 is the gradient.</summary>
    private static double[] Slope(double beta)
    {
        Node u = Node.Point(Units);
        return new Calculation([Energy(u), .. Derivative.Gradient(Energy(u), Nodes)]).With("x", Minimum(beta)).With(Parameters, Theta).Join(first: 1);
    }

    private static double[] Nudged(double beta, bool centred)
    {
        double from = centred ? -beta : 0;
        return [.. Compare.Difference(Slope(beta), Slope(from)).Select(d => d / (beta - from))];
    }

    private double[] Implicit()
    {
        Node minimum = Argmin.Of(Energy, Node.Point(Units), u => Descend(u, 0), Steps);
        Node cost = Cost(Makes("only the direct part") ? 0.99 * minimum + 0.01 * StopGradient(minimum) : minimum);
        return new Calculation(Derivative.Gradient(cost, Nodes)).With("x", new double[Units]).With(Parameters, Theta).Join();
    }

    private static double[] Unrolled(int steps, double[] start)
    {
        Node end = Relaxed(Node.Point(Units), 0, steps);
        return new Calculation(Derivative.Gradient(Cost(end), Nodes)).With("x", start).With(Parameters, Theta).Join();
    }

    private static double[] ByDifferences()
    {
        Calculation cost = new Calculation(Cost(Relaxed(Node.Point(Units), 0, Steps))).With("x", new double[Units]);
        return Differences.Gradient(theta => cost.With(Parameters, theta).Join()[0], Theta, 0.05);
    }
}
