using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Exponentiated gradient xᵢ ← xᵢ exp(−η ∂E/∂xᵢ) / Z is the bridge from descent to the Boltzmann distribution.</summary>
/// <remarks>
/// On E(x) = c · x over the simplex, t steps give x₀ exp(−η t c) / Z: the Boltzmann distribution of c at β = η t, and its lowest state as t → ∞.
/// A step is where η ⟨∇E, x⟩ + KL(x | x₀) is least. On E = KL(p | π) it is p^(1−η) π^η / Z.
/// Source: J. Kivinen and M. K. Warmuth (1997), Inf. Comput. 132(1), 1–63.
/// </remarks>
public sealed record ExponentiatedGradient : Verification
{
    private const int N = 6;
    private const double Eta = 0.1;

    private readonly double[] _costs = Calculation.Normal(121, N);
    private readonly double[] _start = Normed([.. Calculation.Normal(122, N).Select(Math.Exp)]);

    /// <inheritdoc/>
    public override string Name => "exponentiated-gradient";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "On a linear energy, t steps of exponentiated gradient are the Boltzmann distribution at β = ηt; on a divergence they are p^(1−η) π^η; neither is descent in logits.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("one step left out", "boltzmann"),
        new("too few steps", "lowest-state"),
        new("uphill", "mirror"),
        new("descent in logits", "not-in-logits"),
        new("uphill", "density"),
        new("a coordinate at zero helped up", "faces"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        Node costs = Node.Constant(_costs, 1, N);
        Node Linear(Node x) => Dot(costs, x);
        double Deviation(int steps)
        {
            double[] found = Stepped(Linear, _start, steps - (Makes("one step left out") ? 1 : 0));
            return Compare.Largest(found.Zip(Boltzmann(Eta * steps), (x, exact) => x / exact - 1));
        }

        // Each step rounds a logarithm, an exponential and a quotient: some 10⁻¹⁶ a step, over a hundred of them.
        int[] lengths = [1, 10, 100];
        yield return AtMost("boltzmann", "On E = c · x, t steps are x₀ exp(−ηt c)/Z, the Boltzmann distribution at β = ηt: the largest relative deviation.", lengths.Worst(Deviation), 1e-13, N * lengths.Length);

        int lowest = Array.IndexOf(_costs, _costs.Min());
        yield return AtMost("lowest-state", "As t goes on, only the lowest state is left, where descent would go.", 1 - Stepped(Linear, _start, Makes("too few steps") ? 10 : 3000)[lowest], 1e-12);

        Node x = Node.Point(N), bent = Linear(x) + (0.5 * Dot(Square(x), Square(x)));
        double[] gradient = new Calculation(Derivative.Gradient(bent, x)).With("x", _start).Join();
        double[] once = Stepped(point => Linear(point) + (0.5 * Dot(Square(point), Square(point))), _start, 1);
        double[] conditions = [.. once.Select((value, i) => Math.Log(value / _start[i]) + ((Makes("uphill") ? -1 : 1) * Eta * gradient[i]))];
        yield return AtMost("mirror", "A step is where η ⟨∇E, x⟩ + KL(x | x₀) is least on the simplex: ln x/x₀ + η ∇E is the same in every coordinate.", conditions.Worst() - conditions.Min(), 1e-14, N);

        // Descent in u with x = softmax(u) goes by (diag x − x xᵀ) ∇E instead of ∇E; to first order they differ as that from the identity.
        Node u = Node.Point(N, "u"), inLogits = Softmax(u - Eta * Derivative.Gradient(Linear(Softmax(u)), u));
        double[] logits = new Calculation(inLogits).With("u", [.. _start.Select(value => Math.Log(value))]).Join();
        double[] stepped = Makes("descent in logits") ? logits : Stepped(Linear, _start, 1);
        yield return AtLeast("not-in-logits", "It is not descent in logits: the total variation between one step of each.", stepped.Zip(logits, (a, b) => Math.Abs(a - b)).Sum() / 2, 0.01, N);

        double[] corner = [.. _start.Select((value, i) => i == 1 ? Makes("a coordinate at zero helped up") ? 1e-6 : 0 : value)];
        yield return AtMost("faces", "A coordinate at zero stays there.", Stepped(Linear, Normed(corner), 50)[1], 0, N);

        foreach (Claim claim in Densities())
        {
            yield return claim;
        }
    }

    /// <summary>On a grid, E(p) = KL(p | π) = Σ pᵢ ln pᵢ/πᵢ, whose gradient is ln p/π + 1.</summary>
    private IEnumerable<Claim> Densities()
    {
        const int Cells = 50;
        double[] grid = [.. Enumerable.Range(0, Cells).Select(i => -3 + (6 * (i + 0.5) / Cells))];
        double[] target = Normed([.. grid.Select(x => Math.Exp(-Math.Pow(x * x - 1, 2)))]), start = Normed([.. grid.Select(x => Math.Exp(-0.5 * Math.Pow(x - 1, 2)))]);
        double eta = Makes("uphill") ? -Eta : Eta;
        Node pi = Node.Constant(target, 1, Cells);
        int[] lengths = [1, 5, 40];
        double worst = lengths.Worst(steps =>
        {
            double[] found = Stepped(p => Dot(p, Log(p / pi)), start, steps, eta);
            double kept = Math.Pow(1 - Eta, steps);
            double[] exact = Normed([.. start.Zip(target, (p, q) => Math.Pow(p, kept) * Math.Pow(q, 1 - kept))]);
            return Compare.Largest(found.Zip(exact, (p, q) => p / q - 1));
        });

        // ln p is as small as −60 at the ends of the grid, so exponents round by 10⁻¹⁴ a step.
        yield return AtMost("density", "On E = KL(p | π), t steps are p₀^((1−η)ᵗ) π^(1−(1−η)ᵗ)/Z: the path from one to the other along which logarithms are straight.", worst, 1e-11, 3 * Cells);
    }

    private static double[] Stepped(Func<Node, Node> energy, double[] start, int steps, double eta = Eta)
    {
        double[] x = start;
        Node point = Node.Point(start.Length), factor = Exp(-eta * Derivative.Gradient(energy(point), point));
        Calculation calculation = new(point * factor / Dot(point, factor), point);
        for (int step = 0; step < steps; step++)
        {
            x = calculation.With("x", x).Run()[0];
        }

        return x;
    }

    private double[] Boltzmann(double beta) => Normed([.. _start.Select((x, i) => x * Math.Exp(-beta * _costs[i]))]);

    private static double[] Normed(double[] values) => [.. values.Select(value => value / values.Sum())];
}
