using Downhill.Energies;

namespace Downhill.Experiments.Samplers;

/// <summary>A number of a point whose mean is known.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Of">The number of a point.</param>
/// <param name="Mean">Its mean in exp(−E).</param>
internal sealed record Statistic(string Name, Func<ReadOnlySpan<double>, double> Of, double Mean)
{
    /// <summary>For λ y² of a Gaussian, y a coordinate along an axis of it: the λ of each that is averaged, so that the mean at other variances is known; else empty.</summary>
    internal double[] Stiffness { get; init; } = [];
}

/// <summary>A law to draw from, with what is known of it.</summary>
/// <param name="Name">Words in lower case with hyphens.</param>
/// <param name="Energy">E, at T = 1.</param>
/// <param name="Steepest">The largest curvature where the law is, by which steps are chosen.</param>
/// <param name="Slowest">How long descent with noise takes to forget, in units of x² per energy, by which the burn-in is chosen.</param>
/// <param name="Spread">The deviation of the normal numbers that chains begin at.</param>
/// <param name="Statistics">What is measured.</param>
internal sealed record MomentTarget(string Name, Energy Energy, double Steepest, double Slowest, double Spread, IReadOnlyList<Statistic> Statistics)
{
    private const int Fine = 1200;

    /// <summary>Half the width of the box that holds all of the law, for those whose means are integrals on a grid.</summary>
    internal double Box { get; init; }

    internal bool IsGaussian => Statistics.All(statistic => statistic.Stiffness.Length > 0);

    /// <summary>All targets, the stiffest last; each is made when it is asked for, as its integrals take a moment.</summary>
    internal static IReadOnlyList<(string Name, Func<MomentTarget> Make)> All { get; } =
    [
        ("normal", () => Independent("normal", [1])),
        ("correlated", () => Correlated("correlated", 0.9)),
        ("gaussian-10", () => Reflected("gaussian-10", Spaced(10, 20))),
        ("gaussian-100", () => Independent("gaussian-100", Spaced(100, 20))),
        ("double-well", () => Quadrature("double-well", 8 * new DoubleWell(), 16, 8, 1, 2.2)),
        ("logistic", () => Quadrature("logistic", new Logistic(), 0.5, 8, 2, 40)),
        ("log-gamma", () => Quadrature("log-gamma", new LogGamma(2), 8, 2, 1, 12)),
        ("ring", () => Quadrature("ring", new Ring(2, 0.3), 11, 5, 2, 5)),
        ("banana", BananaTarget),
        ("mixture", () => Quadrature("mixture", new GaussianMixture(Gaussian.Isotropic(1, [-1.2, 0], 0.6), Gaussian.Isotropic(2, [1.2, 0.5], 0.8), new Gaussian(1, [0, -1.5], [1, 0.4, 0.4, 0.5])), 4, 4, 1.5, 7)),
        ("funnel", FunnelTarget),
        (Stiffest, () => Independent(Stiffest, Spaced(100, 1e4))),
    ];

    /// <summary>A hundred dimensions of curvatures from 1 to 10⁴.</summary>
    internal const string Stiffest = "gaussian-100-stiff";

    private static double[] Spaced(int count, double condition) => [.. Enumerable.Range(0, count).Select(i => Math.Pow(condition, i / (count - 1.0)))];

    private static MomentTarget Independent(string name, double[] stiffness) => Normal(name, new Bowl(stiffness), stiffness, (x, i) => x[i]);

    private static MomentTarget Correlated(string name, double correlation)
    {
        double soft = 1 / (1 + correlation), stiff = 1 / (1 - correlation), sum = (soft + stiff) / 2, difference = (soft - stiff) / 2;
        return Normal(name, new Quadratic([sum, difference, difference, sum]), [soft, stiff], (x, i) => (x[0] + (i == 0 ? x[1] : -x[1])) / Math.Sqrt(2));
    }

    // The axes are those of the mirror at the plane across (1, …, 1).
    private static MomentTarget Reflected(string name, double[] stiffness)
    {
        int d = stiffness.Length;
        double[] matrix = [.. Enumerable.Range(0, d * d).Select(at => Enumerable.Range(0, d).Sum(k => Mirror(at / d, k) * stiffness[k] * Mirror(k, at % d)))];
        return Normal(name, new Quadratic(matrix), stiffness, (x, i) =>
        {
            double sum = 0;
            foreach (double one in x)
            {
                sum += one;
            }

            return x[i] - (2 * sum / d);
        });

        double Mirror(int i, int j) => (i == j ? 1 : 0) - (2.0 / d);
    }

    private delegate double Axis(ReadOnlySpan<double> x, int i);

    private static MomentTarget Normal(string name, Energy energy, double[] stiffness, Axis axis)
    {
        int d = stiffness.Length, share = Math.Max(1, d / 10);
        return new(name, energy, stiffness.Max(), 1 / stiffness.Min(), 1, d == 1 ? [Mean("x²", 0, 1)] : [Mean("softest", 0, share), Mean("stiffest", d - share, share), Mean("all", 0, d)]);

        Statistic Mean(string name, int from, int count) => new(name, x =>
        {
            double sum = 0;
            for (int i = from; i < from + count; i++)
            {
                double y = axis(x, i);
                sum += stiffness[i] * y * y / count;
            }

            return sum;
        }, 1)
        {
            Stiffness = stiffness[from..(from + count)],
        };
    }

    // By the trapezoid rule on a grid to the box's ends, which is exact to rounding for laws that are smooth and decay fast.
    private static MomentTarget Quadrature(string name, Energy energy, double steepest, double slowest, double spread, double box)
    {
        (string Name, Func<ReadOnlySpan<double>, double> Of)[] numbers = energy.Dimension == 1
            ? [("x", x => x[0]), ("x²", x => x[0] * x[0])]
            : [("x", x => x[0]), ("x²", x => x[0] * x[0]), ("y²", x => x[1] * x[1]), ("|x|", x => Math.Sqrt((x[0] * x[0]) + (x[1] * x[1])))];
        int n = energy.Dimension == 1 ? 10 * Fine : Fine / 2;
        double[] places = Places(box, n), points = energy.Dimension == 1 ? places : [.. places.SelectMany(y => places.SelectMany(x => new[] { x, y }))];
        double[] weights = [.. Landscape.Of(energy).Evaluate(points).Energies.Select(e => Math.Exp(-e))];
        double total = weights.Sum();
        int d = energy.Dimension;
        return new(name, energy, steepest, slowest, spread, [.. numbers.Select(number => new Statistic(number.Name, number.Of, weights.Select((w, at) => w * number.Of(points.AsSpan(at * d, d))).Sum() / total))]) { Box = box };
    }

    private static double[] Places(double box, int n) => [.. Enumerable.Range(0, n + 1).Select(i => box * ((2.0 * i / n) - 1))];

    // Where tails are steeper than the middle, tested steps enter and leave them seldom: hence the long memory here and of the funnel.
    private static MomentTarget BananaTarget() => new("banana", new Banana(0.7), 6, 20, 1,
    [
        new("x²", x => x[0] * x[0], 1),
        new("y", x => x[1], 0),

        // x₂ = ξ + b (x₁² − 1), whose variance is 1 + 2 b².
        new("y²", x => x[1] * x[1], 1 + (2 * 0.49)),
    ]);

    private static MomentTarget FunnelTarget() => new("funnel", new Funnel(1, 3), 8, 20, 1,
    [
        new("v", x => x[0], 0),
        new("v²", x => x[0] * x[0], 1),

        // A number within a deviation, whatever the deviation is.
        new("|x| < e^(v/2)", x => Math.Abs(x[1]) < Math.Exp(x[0] / 2) ? 1 : 0, 0.6826894921370859),
    ]);
}
