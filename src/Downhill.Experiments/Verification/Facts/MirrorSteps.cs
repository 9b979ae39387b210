using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Mirror steps ∇h(x′) = ∇h(x) − η ∇E: what exponentiated gradient is, what it is not, and how much it may regret.</summary>
/// <remarks>
/// It is lazy dual averaging, u ← u − η ∇E(softmax u); to first order it moves by −η (diag x − x xᵀ) ∇E, the replicator flow; and against
/// any costs gₜ, Σ ⟨gₜ, xₜ − x*⟩ ≤ KL(x* | x₀)/η + η/2 Σ |gₜ|²_∞.
/// Source: J. Kivinen and M. K. Warmuth (1997), Inf. Comput. 132(1), 1–63; S. Shalev-Shwartz (2012), Found. Trends Mach. Learn. 4(2), theorem 2.22.
/// </remarks>
public sealed record MirrorSteps : Verification
{
    private const int N = 5;
    private const double Eta = 0.2;

    private readonly double[] _costs = Calculation.Normal(131, N);
    private readonly double[] _bend = Calculation.Normal(132, N * N, 0.5);
    private readonly double[] _logits = Calculation.Normal(133, N);

    /// <inheritdoc/>
    public override string Name => "mirror-steps";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "Exponentiated gradient is dual averaging, to first order the replicator flow, and keeps its bound on regret; every mirror map solves its own equation.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("descent in logits", "dual-averaging"),
        new("the flat metric", "replicator"),
        new("uphill", "regret"),
        new("half a step", "equation"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        // Forty steps round some 10⁻¹⁶ each.
        yield return AtMost("dual-averaging", "On a curved energy, forty steps are those of u ← u − η ∇E(softmax u): the largest difference.", DualAveraging(40), 1e-13, N);

        double[] etas = Compare.Halvings(0.02, 4);
        yield return Within("replicator", "The step is −η (diag x − x xᵀ) ∇E, the natural gradient of the simplex, up to this order in η beyond it.", Compare.Order(etas, [.. etas.Select(BesideReplicator)]), 1, 0.05, etas.Length);

        const int Rows = 60, Rounds = 200;
        yield return AtMost("regret", "The regret over 200 rounds, against chance, constant and adverse costs and every corner, is at most this share of KL(x* | x₀)/η + η/2 Σ |g|²_∞.", Regret(Rows, Rounds), 1, Rows * N);

        yield return AtMost("equation", "Euclidean, entropic, log-barrier and p-norm steps solve ∇h(x′) = ∇h(x) − η ∇E, ∇h written out: the largest relative difference.", Equations().Worst(), 1e-13, 4);
    }

    private Node Curved(Node x) => Dot(Node.Constant(_costs, 1, N), x) + (0.5 * Dot(MatMul(x, Node.Constant(_bend, N, N)), x));

    private double DualAveraging(int steps)
    {
        Node u = Node.Point(N, "u");
        Node last = Scan.Over(steps, [u], [], (c, _, _) =>
        {
            Node x = Softmax(c[0]);
            return [c[0] - (Eta * Derivative.Gradient(Curved(x), Makes("descent in logits") ? c[0] : x))];
        }).Final[0];
        double[] averaged = new Calculation(Softmax(last)).With("u", _logits).Join();
        double[] stepped = Walk.End(Curved, N, new Dynamics.ExponentiatedGradient { StepSize = Eta }, steps, Softened(_logits));
        return Compare.Largest(Compare.Difference(averaged, stepped));
    }

    private double BesideReplicator(double eta)
    {
        double[] x = Softened(_logits);
        Node point = Node.Point(N);
        double[] g = new Calculation(Derivative.Gradient(Curved(point), point)).With("x", x).Join();
        double mean = Makes("the flat metric") ? g.Average() : Compare.Dot(g, x);
        double[] field = [.. g.Select((slope, i) => -(Makes("the flat metric") ? 1.0 / N : x[i]) * (slope - mean))];
        double[] next = Walk.End(Curved, N, new Dynamics.ExponentiatedGradient { StepSize = eta }, 1, x);
        return Compare.Largest(next.Select((value, i) => ((value - x[i]) / eta) - field[i]));
    }

    /// <summary>A third of the rows has costs by chance, a third the same costs always, and a third costs where most weight is.</summary>
    private double Regret(int rows, int rounds)
    {
        Node point = Node.Point(N), cost = Node.Point(N, "cost");
        Dynamics.ExponentiatedGradient stepper = new() { StepSize = Eta };
        double sign = Makes("uphill") ? -1 : 1;
        Calculation step = Walk.Ready(stepper, new double[rows * N], 0, stepper.Step(x => sign * Dot(cost, x), [point], 0)[0]);
        double[] x = [.. Enumerable.Repeat(1.0 / N, rows * N)], paid = new double[rows], corners = new double[rows * N], sizes = new double[rows];
        for (int round = 0; round < rounds; round++)
        {
            double[] costs = [.. x.Chunk(N).SelectMany((weights, row) => Costs(row, round, weights))];
            for (int at = 0; at < costs.Length; at++)
            {
                paid[at / N] += costs[at] * x[at];
                corners[at] += costs[at];
            }

            sizes = [.. sizes.Zip(costs.Chunk(N), (sum, g) => sum + Math.Pow(Compare.Largest(g), 2))];
            x = step.With("x", x).With("cost", costs).Join();
        }

        return corners.Select((corner, at) => (paid[at / N] - corner) / ((Math.Log(N) / Eta) + (Eta / 2 * sizes[at / N]))).Worst();
    }

    private static double[] Costs(int row, int round, double[] weights)
    {
        Rng rng = new Rng(134).Fork(row);
        int heaviest = Array.IndexOf(weights, weights.Max());
        return (row % 3) switch
        {
            0 => [.. weights.Select((_, i) => (2 * rng.Uniform((round * N) + i)) - 1)],
            1 => [.. weights.Select((_, i) => (2 * rng.Uniform(i)) - 1)],
            _ => [.. weights.Select((_, i) => i == heaviest ? 1.0 : 0)],
        };
    }

    private IEnumerable<double> Equations()
    {
        double[] x = [.. Softened(_logits).Select(value => 3 * value)];
        Node point = Node.Point(N);
        double[] g = new Calculation(Derivative.Gradient(Curved(point), point)).With("x", x).Join();
        const double P = 1.4;
        (MirrorMap Map, Func<double[], double[]> Slope)[] maps =
        [
            (MirrorMap.Euclidean, y => y),
            (MirrorMap.NegativeEntropy, y => [.. y.Select(value => Math.Log(value))]),
            (MirrorMap.LogBarrier, y => [.. y.Select(value => -1 / value)]),
            (MirrorMap.PNorm(P), y => [.. y.Select(value => Math.Pow(Norm(y, P), 2 - P) * Math.Sign(value) * Math.Pow(Math.Abs(value), P - 1))]),
        ];
        foreach ((MirrorMap map, Func<double[], double[]> slope) in maps)
        {
            double eta = Makes("half a step") ? Eta / 2 : Eta;
            double[] next = Walk.End(Curved, N, new MirrorDescent { StepSize = Eta, Map = map }, 1, x);
            yield return Compare.Relative(slope(next), [.. slope(x).Zip(g, (s, gi) => s - (eta * gi))]);
        }
    }

    private static double Norm(double[] x, double p) => Math.Pow(x.Sum(value => Math.Pow(Math.Abs(value), p)), 1 / p);

    private static double[] Softened(double[] logits) => [.. logits.Select(u => Math.Exp(u) / logits.Sum(Math.Exp))];
}
