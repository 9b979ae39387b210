using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Descent, the Boltzmann distribution and multiplicative steps: where they agree, and with which sign.</summary>
/// <remarks>
/// −η ∂p/∂x leads to where nothing is likely; +η ∂p/∂x and −η ∂E/∂x to the same tops. x exp(+∇E)/Z climbs; x exp(−η ∇E)/Z falls.
/// All three agree on the minimum; on a linear energy multiplicative steps are the Boltzmann distribution at β = ηt, while the ways of descent
/// differ; on the free energy F(p) = ⟨c, p⟩ + T Σ p ln p they go to exp(−c/T)/Z, ln p straight and by 1 − ηT a step.
/// </remarks>
public sealed record ThreeFormalisations : Verification
{
    private const int N = 6;
    private const double Eta = 0.1;

    private readonly double[] _costs = Calculation.Normal(151, N);

    /// <inheritdoc/>
    public override string Name => "three-formalisations";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "Descent, the Boltzmann distribution and x exp(−η∇E)/Z share their minimum and not their ways; with the other signs, −∂p/∂x and x exp(+∇E)/Z, one runs from what is likely and the other climbs.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the other sign", "minus-density-falls"),
        new("the other sign", "same-tops"),
        new("the other sign", "plus-exponent-climbs"),
        new("the other sign", "minus-exponent-falls"),
        new("the other sign", "same-minimum"),
        new("the same way", "other-ways"),
        new("the deviation for the variance", "cooling"),
        new("no temperature", "free-energy"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => Densities().Concat(Exponents()).Concat(Minima()).Concat(Temperatures());

    /// <summary>E = (x² − 1)² + 0.3 x in one dimension, and p = exp(−E).</summary>
    private IEnumerable<Claim> Densities()
    {
        double sign = Makes("the other sign") ? -1 : 1;
        double[] starts = [.. Enumerable.Range(0, 30).Select(i => -1.6 + (0.11 * i))];
        static Node Energy(Node x) => Square(Square(x) - 1) + (0.3 * x);
        static Node Density(Node x) => Exp(-Energy(x));
        double[] fallen = Walk.Path(x => sign * Density(x), 1, new GradientDescent { StepSize = 0.05 }, 100, starts);
        double[] heights = new Calculation(Density(Node.Point(1))).With("x", fallen).Join();
        double rise = heights.Chunk(100).Worst(row => row.Zip(row.Skip(1), (before, after) => after - before).Worst());
        yield return AtMost("minus-density-falls", "Along −∂p/∂x the density never rises: it leads away from what is likely.", rise, 1e-15, heights.Length);

        // The slowest mode of climbing p is |E″| p ≥ 4: a factor 0.8 a step of 0.05.
        double[] climbed = Walk.End(x => -sign * Density(x), 1, new GradientDescent { StepSize = 0.05 }, 4000, starts);
        double[] descended = Walk.End(Energy, 1, new GradientDescent { StepSize = 0.02 }, 4000, starts);
        yield return AtMost("same-tops", "Along +∂p/∂x it ends where −∂E/∂x ends: the largest distance.", Compare.Largest(Compare.Difference(climbed, descended)), 1e-8, starts.Length);
    }

    private IEnumerable<Claim> Exponents()
    {
        const int Steps = 50;
        double[] start = [.. Enumerable.Repeat(1.0 / N, N)];
        Node costs = Node.Constant(_costs, 1, N);
        Node Energy(Node x) => Dot(costs, x) + SquaredNorm(x);
        double sign = Makes("the other sign") ? -1 : 1;
        double[] changes = Changes(x => -sign * Energy(x)), right = Changes(x => sign * Energy(x));
        yield return AtLeast("plus-exponent-climbs", "x exp(+η∇E)/Z climbs: the smallest change of E in fifty steps.", changes.Min(), 1e-9, Steps);
        yield return AtMost("minus-exponent-falls", "x exp(−η∇E)/Z falls: the largest change of E.", right.Worst(), -1e-9, Steps);

        double[] Changes(Func<Node, Node> descended)
        {
            double[] path = [.. start, .. Walk.Path(descended, N, new Dynamics.ExponentiatedGradient { StepSize = Eta }, Steps, start)];
            double[] energies = new Calculation(Energy(Node.Point(N))).With("x", path).Join();
            return [.. energies.Zip(energies.Skip(1), (before, after) => after - before)];
        }
    }

    private IEnumerable<Claim> Minima()
    {
        const int Rows = 100, Steps = 400;
        double sign = Makes("the other sign") ? -1 : 1;
        double[] costs = Calculation.Normal(152, Rows * N), start = [.. Enumerable.Repeat(1.0 / N, Rows * N)];
        Dynamics.ExponentiatedGradient stepper = new() { StepSize = Eta };
        Node x = Node.Point(N), cost = Node.Point(N, "cost");
        Node end = Scan.Over(Steps, [x], [], (c, _, t) => stepper.Step(y => sign * Dot(cost, y), c, t)).Final[0];
        double[][] multiplied = [.. Walk.Ready(stepper, start, 0, end).With("cost", costs).Join().Chunk(N)];
        double[][] projected = [.. costs.Chunk(N).Select(c => Projected(c, Steps)[^1])];
        double[][] boltzmann = [.. costs.Chunk(N).Select(c => c.Select(value => Math.Exp(-value)).ToArray())];
        double different = Enumerable.Range(0, Rows).Count(row => new[] { multiplied[row], projected[row] }.Any(p => Top(p) != Top(boltzmann[row])));
        yield return AtMost("same-minimum", "On a hundred linear energies projected descent, multiplicative steps and the likeliest state of exp(−E)/Z are one corner: how often not.", different, 0, Rows);

        // Distances at equal mean energy, so that no step size is compared with another.
        double[] c0 = [0, 0.3, 1];
        double[][] straight = Projected(c0, 100), curved = Makes("the same way") ? straight : [.. Enumerable.Range(0, 2000).Select(t => Boltzmann(c0, 0.01 * t))];
        double apart = straight.Where(p => Compare.Dot(p, c0) > 0.01).Worst(p => Variation(p, curved.MinBy(q => Math.Abs(Compare.Dot(p, c0) - Compare.Dot(q, c0)))!));
        yield return AtLeast("other-ways", "The ways there differ: the total variation between projected descent and multiplicative steps at equal mean energy, at most along the way.", apart, 0.05, straight.Length);
    }

    private IEnumerable<Claim> Temperatures()
    {
        // At β = ηt the mean energy falls by the variance of the energy: d⟨c⟩/dβ = −Var c.
        double[] etas = Compare.Halvings(0.1, 4);
        double[] off = [.. etas.Select(eta =>
        {
            double[] before = Boltzmann(_costs, 1), after = Boltzmann(_costs, 1 + eta);
            double mean = Compare.Dot(before, _costs), variance = before.Zip(_costs, (p, c) => p * (c - mean) * (c - mean)).Sum();
            double[] stepped = Walk.End(x => Dot(Node.Constant(_costs, 1, N), x), N, new Dynamics.ExponentiatedGradient { StepSize = eta }, 1, before);
            double fall = (mean - Compare.Dot(stepped, _costs)) / eta;
            return Math.Abs(fall - (Makes("the deviation for the variance") ? Math.Sqrt(variance) : variance)) + Variation(stepped, after);
        })];
        yield return Within("cooling", "A step cools: the mean energy falls by η times its variance, up to this order in η beyond it.", Compare.Order(etas, off), 1, 0.05, etas.Length);

        const double T = 0.5;
        const int Steps = 60;
        Node costs = Node.Constant(_costs, 1, N);
        Node Free(Node p) => Dot(costs, p) + ((Makes("no temperature") ? 0 : T) * Dot(p, Log(p)));
        double[] start = Boltzmann(Calculation.Normal(153, N), 1), settled = Boltzmann(_costs, 1 / T);
        double[] path = Walk.Path(Free, N, new Dynamics.ExponentiatedGradient { StepSize = Eta }, Steps, start);
        double worst = path.Chunk(N).Select((p, t) =>
        {
            double kept = Math.Pow(1 - (Eta * T), t + 1);
            return Variation(p, Normed([.. start.Zip(settled, (a, b) => Math.Pow(a, kept) * Math.Pow(b, 1 - kept))]));
        }).Worst();
        yield return AtMost("free-energy", "On ⟨c, p⟩ + T Σ p ln p they go to exp(−c/T)/Z, by p₀^k π^(1−k)/Z with k = (1 − ηT)ᵗ: the largest total variation.", worst, 1e-13, Steps);
    }

    /// <summary>Descent on c · x projected on the simplex, from its middle; each step's point.</summary>
    private static double[][] Projected(double[] costs, int steps)
    {
        double[] x = [.. Enumerable.Repeat(1.0 / costs.Length, costs.Length)];
        List<double[]> path = [];
        for (int step = 0; step < steps; step++)
        {
            x = OnSimplex([.. x.Zip(costs, (a, c) => a - (0.02 * c))]);
            path.Add(x);
        }

        return [.. path];
    }

    /// <summary>The nearest point of the simplex: everything less a threshold, cut off at 0. Source: M. Held, P. Wolfe and H. Crowder (1974), Math. Program. 6, 62–88.</summary>
    internal static double[] OnSimplex(double[] y)
    {
        double[] sorted = [.. y.OrderDescending()];
        double[] thresholds = [.. sorted.Select((_, k) => (sorted[..(k + 1)].Sum() - 1) / (k + 1))];
        double threshold = thresholds[Array.FindLastIndex([.. sorted.Zip(thresholds, (value, limit) => value > limit)], isAbove => isAbove)];
        return [.. y.Select(value => Math.Max(0, value - threshold))];
    }

    private static double[] Boltzmann(double[] costs, double beta) => Normed([.. costs.Select(c => Math.Exp(-beta * c))]);

    private static double[] Normed(double[] values) => [.. values.Select(value => value / values.Sum())];

    private static double Variation(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Sum() / 2;

    private static int Top(double[] values) => Array.IndexOf(values, values.Max());
}
