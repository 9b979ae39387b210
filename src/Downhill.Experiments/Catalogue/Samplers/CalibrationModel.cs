using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Samplers;

/// <summary>A model of data: parameters θ from a prior, data y given them, and the energy −ln p(θ, y), up to what does not depend on θ.</summary>
/// <param name="Name">Words in lower case with hyphens.</param>
/// <param name="Parameters">The names of θ's numbers.</param>
/// <param name="Data">How many numbers y has.</param>
/// <param name="Draw">θ and y: from a stream of random numbers to [θ, y].</param>
/// <param name="Energy">E of θ, shape [1, parameters], and y, shape [1, data].</param>
internal sealed record CalibrationModel(string Name, IReadOnlyList<string> Parameters, int Data, Func<Rng, (double[] Theta, double[] Observed)> Draw, Func<Node, Node, Node> Energy)
{
    private const int Groups = 5;

    private static readonly double[] Places = [-1.5, -1.1, -0.8, -0.4, -0.1, 0.2, 0.5, 0.9, 1.2, 1.6];

    /// <summary>Eight of them.</summary>
    internal static IReadOnlyList<CalibrationModel> All { get; } =
    [
        NormalMean(),
        new("normal-scale", ["ln σ"], 8, rng => Of([0.7 * rng.Normal(0)], theta => Numbers(8, i => Math.Exp(theta[0]) * rng.Normal(10 + i))),
            (theta, y) => (Square(theta) / (2 * 0.49)) + (8 * theta) + (0.5 * Exp(-2 * theta) * SquaredNorm(y))),
        new("location-and-scale", ["μ", "ln σ"], 6, rng => Of([2 * rng.Normal(0), 0.5 * rng.Normal(1)], theta => Numbers(6, i => theta[0] + (Math.Exp(theta[1]) * rng.Normal(10 + i)))),
            (theta, y) => (Square(At(theta, 0)) / 8) + (2 * Square(At(theta, 1))) + (6 * At(theta, 1)) + (0.5 * Exp(-2 * At(theta, 1)) * SquaredNorm(y - At(theta, 0)))),
        new("line", ["intercept", "slope", "ln σ"], Places.Length, rng => Of([rng.Normal(0), rng.Normal(1), -0.5 + (0.4 * rng.Normal(2))], theta => Numbers(Places.Length, i => theta[0] + (theta[1] * Places[i]) + (Math.Exp(theta[2]) * rng.Normal(10 + i)))),
            (theta, y) => (0.5 * SquaredNorm(Slice(theta, 0, 2))) + (Square(At(theta, 2) + 0.5) / (2 * 0.16)) + (Places.Length * At(theta, 2)) + (0.5 * Exp(-2 * At(theta, 2)) * SquaredNorm(y - Line(theta)))),
        new("yes-or-no", ["intercept", "slope"], Places.Length, rng => Of([rng.Normal(0), 1.5 * rng.Normal(1)], theta => Numbers(Places.Length, i => rng.Uniform(10 + i) < 1 / (1 + Math.Exp(-theta[0] - (theta[1] * Places[i]))) ? 1 : 0)),
            (theta, y) => (0.5 * Square(At(theta, 0))) + (Square(At(theta, 1)) / 4.5) + Sum(Softplus(Line(theta)) - (y * Line(theta)))),
        new("counts", ["ln rate"], 4, rng => Of([1 + (0.6 * rng.Normal(0))], theta => Numbers(4, i => Poisson(Math.Exp(theta[0]), rng.Fork(10 + i)))),
            (theta, y) => (Square(theta - 1) / (2 * 0.36)) + (4 * Exp(theta)) - (theta * Sum(y))),

        // Each group's own mean is μ + τ z: without that, ln τ and the means make a funnel.
        new("groups", ["μ", "ln τ", .. Enumerable.Range(1, Groups).Select(i => $"z{i}")], Groups, rng => Of(
            [2 * rng.Normal(0), 0.7 * rng.Normal(1), .. Numbers(Groups, i => rng.Normal(2 + i))], theta => Numbers(Groups, i => theta[0] + (Math.Exp(theta[1]) * theta[2 + i]) + rng.Normal(20 + i))),
            (theta, y) => (Square(At(theta, 0)) / 8) + (Square(At(theta, 1)) / 0.98) + (0.5 * SquaredNorm(Slice(theta, 2, Groups)))
                + (0.5 * SquaredNorm(y - At(theta, 0) - (Exp(At(theta, 1)) * Slice(theta, 2, Groups))))),
        Track(),
    ];

    /// <summary>The first of them has a normal posterior, N(Σ y / (n + 1), 1 / (n + 1)): at the temperature 1.3² it is 1.3 times as wide exactly.</summary>
    private static CalibrationModel NormalMean() => new(
        "normal-mean", ["μ"], 5, rng => Of([rng.Normal(0)], theta => Numbers(5, i => theta[0] + rng.Normal(10 + i))),
        (theta, y) => (0.5 * Square(theta)) + (0.5 * SquaredNorm(y - theta)));

    // A particle in a bowl seen at twenty times, x ← x e^(−k) + √(T (1 − e^(−2k)) / k) ξ, from rest at 0: ln k and ln T.
    private static CalibrationModel Track()
    {
        const int Frames = 20;
        return new("track-in-a-bowl", ["ln stiffness", "ln temperature"], Frames, rng => Of([-0.7 + (0.5 * rng.Normal(0)), 0.5 * rng.Normal(1)], theta =>
        {
            double k = Math.Exp(theta[0]), kept = Math.Exp(-k), deviation = Math.Sqrt(Math.Exp(theta[1]) * (1 - (kept * kept)) / k), x = 0;
            return Numbers(Frames, i => x = (kept * x) + (deviation * rng.Normal(10 + i)));
        }), (theta, y) =>
        {
            Node k = Exp(At(theta, 0)), kept = Exp(-k), variance = Exp(At(theta, 1)) * (1 - (kept * kept)) / k;
            Node before = Pad(Slice(y, 0, Frames - 1), 0, 1, 1, Frames);
            return (2 * Square(At(theta, 0) + 0.7)) + (2 * Square(At(theta, 1))) + (0.5 * Frames * Log(variance)) + (SquaredNorm(y - (kept * before)) / (2 * variance));
        });
    }

    private static (double[] Theta, double[] Observed) Of(double[] theta, Func<double[], double[]> observed) => (theta, observed(theta));

    private static double[] Numbers(int count, Func<int, double> number) => [.. Enumerable.Range(0, count).Select(number)];

    private static Node At(Node theta, int i) => Slice(theta, i, 1);

    private static Node Line(Node theta) => At(theta, 0) + (At(theta, 1) * Node.Constant(Places, 1, Places.Length));

    // The number of unit-rate arrivals before the time.
    private static double Poisson(double rate, Rng rng)
    {
        int count = 0;
        for (double time = -Math.Log(rng.Uniform(0)); time < rate; time -= Math.Log(rng.Uniform(count)))
        {
            count++;
        }

        return count;
    }
}
