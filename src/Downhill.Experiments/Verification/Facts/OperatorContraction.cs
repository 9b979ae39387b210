using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>By which factor a step brings points together, the largest |∂x′/∂x v| / |v|, against its formula.</summary>
/// <remarks>
/// With λ the eigenvalues of ∂²E/∂x²: descent max |1 − ηλ|; damped Newton on a quadratic μ/(λ + μ); proximal 1/(1 + ηλ); momentum √m in the long
/// run where its modes turn; exponentiated gradient on KL(· | π) 1 − η in the oscillation of ln p/q, and 1 on a linear energy.
/// Where λ &lt; 0 a step of descent spreads points apart, by 1 + η |λ|; where λ = 0 Newton's does without bound.
/// </remarks>
public sealed record OperatorContraction : Verification
{
    private const int N = 5;

    private static readonly double[] Places = [.. Enumerable.Range(0, 401).Select(i => (i - 200) / 100.0)];

    /// <inheritdoc/>
    public override string Name => "operator-contraction";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "Moduli of contraction, measured against their formulas: descent, damped Newton, proximal, momentum and exponentiated gradient, on convex energies and where they bend down.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the smallest eigenvalue only", "descent"),
        new("the largest eigenvalue only", "damped-newton"),
        new("the largest eigenvalue only", "proximal"),
        new("momentum for its root", "momentum"),
        new("a quarter of a step", "multiplicative"),
        new("a quarter of a step", "multiplicative-divergence"),
        new("a bent energy", "multiplicative-linear"),
        new("in a well only", "wells-descent"),
        new("in a well only", "wells-newton"),
        new("in a well only", "wells-proximal"),
        new("everywhere", "well-descent"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => Quadratics().Concat(Divergences()).Concat(Wells());

    private IEnumerable<Claim> Quadratics()
    {
        const int D = 4;
        double[] random = Calculation.Normal(161, D * D);
        double[,] root = Dense.Square(random, D), matrix = Dense.Times(Dense.Transpose(root), root);
        double[] lambda = Dense.Eigenvalues(matrix), origin = new double[D];
        Node bowl = Node.Constant(Dense.Values(matrix), D, D);
        Node Energy(Node x) => Dot(MatMul(x, bowl), x) / 2;
        double Modulus(Stepper stepper) => Walk.Moduli(Energy, D, stepper, origin)[0];

        double[] etas = [0.2 / lambda[^1], 1 / lambda[^1], 1.9 / lambda[^1], 2.5 / lambda[^1]];
        double descent = etas.Worst(eta => Math.Abs(Modulus(new GradientDescent { StepSize = eta })
            - (Makes("the smallest eigenvalue only") ? Math.Abs(1 - (eta * lambda[0])) : lambda.Worst(value => Math.Abs(1 - (eta * value))))));
        yield return AtMost("descent", "Descent on a quadratic has the modulus max |1 − ηλ|, below and above 1: the largest difference.", descent, 1e-12, etas.Length);

        double least = Makes("the largest eigenvalue only") ? lambda[^1] : lambda[0];
        double[] dampings = [0.1, 1, 10];
        double newton = dampings.Worst(mu => Math.Abs(Modulus(new Newton { Damping = mu }) - (mu / (least + mu))));
        yield return AtMost("damped-newton", "Damped Newton μ/(λ + μ) of the least λ.", newton, 1e-12, dampings.Length);
        double proximal = dampings.Worst(eta => Math.Abs(Modulus(new ProximalPoint { StepSize = eta }) - (1 / (1 + (eta * least)))));
        yield return AtMost("proximal", "The proximal step 1/(1 + ηλ) of the least λ, at any η.", proximal, 1e-12, dampings.Length);

        // With (1 + m − ηλ)² < 4 m for every λ, all modes turn, and each shrinks by √m: here ηλ from 0.15 to 1.5 and m = 0.5.
        const double M = 0.5;
        const int Steps = 400;
        Node between = Node.Constant([1, 0, 0, 10], 2, 2);
        double[] path = Walk.Path(x => Dot(MatMul(x, between), x) / 2, 2, new HeavyBall { StepSize = 0.15, Momentum = M }, Steps, [1, 0.6]);
        double[] lengths = [.. path.Chunk(2).Select(x => Compare.Length(x))];
        double factor = Math.Pow(lengths[(Steps / 2)..].Worst() / lengths[..(Steps / 2)].Worst(), 2.0 / Steps);
        yield return Within("momentum", "Momentum's modes that turn shrink by √m in the long run.", factor, Makes("momentum for its root") ? M : Math.Sqrt(M), 0.01, Steps);
    }

    private IEnumerable<Claim> Divergences()
    {
        const double Eta = 0.3;
        double[] target = Simplex(162), a = Simplex(163), b = Simplex(164);
        Dynamics.ExponentiatedGradient stepper = new() { StepSize = Makes("a quarter of a step") ? Eta / 4 : Eta };
        Node pi = Node.Constant(target, 1, N), costs = Node.Constant(Calculation.Normal(165, N), 1, N);
        double[][] next = [.. Walk.End(p => Dot(p, Log(p / pi)), N, stepper, 1, [.. a, .. b]).Chunk(N)];
        yield return Within("multiplicative", "On KL(p | π) a multiplicative step shrinks the oscillation of ln p/q, of any p and q, by 1 − η.", Oscillation(next[0], next[1]) / Oscillation(a, b), 1 - Eta, 1e-13);
        yield return AtMost("multiplicative-divergence", "And the divergence from π, by 1 − η at least: the ratio of the two.", Divergence(target, next[0]) / Divergence(target, a) / (1 - Eta), 1);
        double bend = Makes("a bent energy") ? 0.5 : 0;
        double[][] linear = [.. Walk.End(p => Dot(costs, p) + (bend * Dot(p, Log(p))), N, stepper, 1, [.. a, .. b]).Chunk(N)];
        yield return Within("multiplicative-linear", "On a linear energy it is an isometry of that: all come to one corner, and none nearer to another.", Oscillation(linear[0], linear[1]) / Oscillation(a, b), 1, 1e-13);
    }

    /// <summary>(x² − 1)²/4, with E″ = 3x² − 1 from −1 at 0 to 11 at ±2.</summary>
    private IEnumerable<Claim> Wells()
    {
        const double Eta = 0.1, Mu = 0.2;
        double[] inWell = [.. Places.Where(x => x is >= 0.8 and <= 1.3)], everywhere = Makes("in a well only") ? inWell : Places;
        static Node Energy(Node x) => Square(Square(x) - 1) / 4;
        double Largest(Stepper stepper, double[] places) => Walk.Moduli(Energy, 1, stepper, places).Max();

        yield return Within("wells-descent", "Over two wells descent has the modulus 1 + η |E″| of the barrier: it spreads apart there.", Largest(new GradientDescent { StepSize = Eta }, everywhere), 1 + Eta, 1e-12, Places.Length);

        // E″ is 0.92 at 0.8 and 4.07 at 1.3.
        yield return Within("well-descent", "In one well it contracts by 1 − η E″ of its flattest place.", Largest(new GradientDescent { StepSize = Eta }, Makes("everywhere") ? Places : inWell), 1 - (Eta * 0.92), 1e-12, inWell.Length);
        yield return Within("wells-proximal", "The proximal step spreads by 1/(1 − η |E″|) on the barrier.", Largest(new ProximalPoint { StepSize = Eta }, everywhere), 1 / (1 - Eta), 1e-9, Places.Length);
        yield return AtLeast("wells-newton", "Newton's step spreads without bound where E″ = 0: the modulus on a lattice of 0.01.", Largest(new Newton(), everywhere), 100, Places.Length);

        // By |H|: x − E′/√(E″² + μ²) has the derivative 1 − E″/√(…) + E′ E″ E‴/√(…)³.
        double error = Places.Zip(Walk.Moduli(Energy, 1, new Newton { IsSaddleFree = true, Damping = Mu }, Places), (x, measured) =>
        {
            double slope = (x * x * x) - x, bend = (3 * x * x) - 1, size = double.Hypot(bend, Mu);
            return Math.Abs(measured - Math.Abs(1 - (bend / size) + (slope * bend * 6 * x / (size * size * size)))) / Math.Max(1, measured);
        }).Worst();
        yield return AtMost("wells-saddle-free", "By |H| it is bounded, |1 − E″/√(E″² + μ²) + E′ E″ E‴/√(…)³|: the largest difference.", error, 1e-10, Places.Length);
    }

    private static double[] Simplex(int seed)
    {
        double[] weights = [.. Calculation.Normal(seed, N).Select(Math.Exp)];
        return [.. weights.Select(w => w / weights.Sum())];
    }

    private static double Oscillation(double[] p, double[] q)
    {
        double[] logs = [.. p.Zip(q, (a, b) => Math.Log(a / b))];
        return logs.Worst() - logs.Min();
    }

    private static double Divergence(double[] p, double[] q) => p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
}
