using Downhill.Compute;
using Downhill.Densities;

namespace Downhill.Experiments.Facts;

/// <summary>The eight known densities have a mass of one, and what is drawn from them follows them.</summary>
/// <remarks>
/// <para>
/// Each box is cut into 20 × 20 cells, and Gauss's rule of 14 nodes along each side of a cell gives the mass of each cell and the entropy.
/// The count of draws in a cell of mass m is Poisson-like about n m, so Σ (count − n m)² / n m over the ν + 1 cells where n m ≥ 10 (the others
/// as one) has the mean ν and the variance 2ν: five of its deviations are one false alarm in some hundred thousand.
/// </para>
/// <para>
/// Cells see what is in the wrong place, but not noise that is a little too wide within them. The mean of −ln p sees that: it is the
/// entropy, to a deviation of −ln p over √n, and noise that is 3 % too wide adds 0.03 to it.
/// </para>
/// </remarks>
public sealed record ExactDensities : Verification
{
    private const int Draws = 100_000, Side = 20, RuleNodes = 14;
    private const double LeastCount = 10;

    /// <inheritdoc/>
    public override string Name => "exact-densities";

    /// <inheritdoc/>
    public override string Topic => Topics.Densities;

    /// <inheritdoc/>
    public override string Summary => "Each of the eight known densities in the plane has a mass of one, and its draws fall into cells, and have the mean energy, as it says.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("a constant left out", "mass-swiss-roll"),
        new("draws in the mirror", "cells-swiss-roll"),
        new("noise 3 % too wide", "energy-swiss-roll"),
        new("noise 3 % too wide", "energy-circles"),
        new("draws in the mirror", "cells-moons"),
        new("draws in the mirror", "cells-checkerboard"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => KnownDensities.All.SelectMany(known => Of(known.Name, known.Density));

    private IEnumerable<Claim> Of(string name, Density density)
    {
        Node x = Node.Point(density.Dimension);
        Computation<double> computation = Computation.Compile<double>(density.Of(x));
        (double[] points, double[] weights) = Cells(density.Box);
        double[] energies = Run(computation, points);
        double[] masses = [.. energies.Select((e, i) => weights[i] * Math.Exp(-e - (Makes("a constant left out") ? 0.01 : 0)))];
        yield return Within($"mass-{name}", $"The {Words(name)} has a mass of one over its box.", masses.Sum(), 1, density is Checkerboard ? 1e-12 : 1e-6, energies.Length);

        double[] draws = Drawn(density);
        yield return AtMost($"cells-{name}", $"Draws from the {Words(name)} fall into cells of the box as its density says: χ² less its mean, in its deviations.", ChiSquare(density.Box, draws, masses), 5, Draws, "deviations");

        double entropy = energies.Select((e, i) => masses[i] > 0 ? masses[i] * e : 0).Sum();
        double[] drawn = Run(computation, draws);
        double mean = drawn.Average(), error = Math.Sqrt(drawn.Average(e => (e - mean) * (e - mean)) / Draws);

        // Where p is flat all draws have the same energy, and rounding is all that may be between.
        yield return Within($"energy-{name}", $"The mean of −ln p over draws from the {Words(name)} is its entropy.", mean, entropy, Math.Max(5 * error, 1e-9), Draws, "nat", (mean - (1.96 * error), mean + (1.96 * error)));
    }

    private double[] Drawn(Density density)
    {
        Density drawn = Makes("noise 3 % too wide") ? Wider(density) : density;
        double[] draws = drawn.Draw(new Rng(501), Draws);
        return Makes("draws in the mirror") ? [.. draws.Select((x, at) => at % 2 == 0 ? -x : x)] : draws;
    }

    private static Density Wider(Density density) => density switch
    {
        NoisyCurve curve => curve with { Noise = 1.03 * curve.Noise },
        NoisyRings rings => rings with { Noise = 1.03 * rings.Noise },
        _ => density,
    };

    private static string Words(string name) => name.Replace('-', ' ');

    private static double[] Run(Computation<double> computation, double[] points)
    {
        computation.Set("x", points);
        computation.Run();
        return computation[0].ToArray();
    }

    // The nodes and weights of every cell, one cell behind the other.
    private static (double[] Points, double[] Weights) Cells(Box box)
    {
        (double[] nodes, double[] weights) = Quadrature.GaussLegendre(RuleNodes);
        double[] sides = [.. box.Low.Zip(box.High, (low, high) => (high - low) / Side)];
        var places =
            from i in Enumerable.Range(0, Side)
            from j in Enumerable.Range(0, Side)
            from a in Enumerable.Range(0, RuleNodes)
            from b in Enumerable.Range(0, RuleNodes)
            select (X: box.Low[0] + ((i + nodes[a]) * sides[0]), Y: box.Low[1] + ((j + nodes[b]) * sides[1]), Weight: weights[a] * weights[b] * sides[0] * sides[1]);
        var all = places.ToArray();
        return ([.. all.SelectMany(place => new[] { place.X, place.Y })], [.. all.Select(place => place.Weight)]);
    }

    private static double ChiSquare(Box box, double[] draws, double[] masses)
    {
        double[] expected = [.. masses.Chunk(RuleNodes * RuleNodes).Select(cell => Draws * cell.Sum())];
        int[] counts = new int[Side * Side];
        for (int at = 0; at < draws.Length; at += 2)
        {
            (int i, int j) = (Cell(box, 0, draws[at]), Cell(box, 1, draws[at + 1]));
            counts[(i * Side) + j]++;
        }

        int[] large = [.. Enumerable.Range(0, counts.Length).Where(k => expected[k] >= LeastCount)];
        double square = large.Sum(k => Math.Pow(counts[k] - expected[k], 2) / expected[k]);
        double rest = Draws - large.Sum(k => expected[k]), restCount = Draws - large.Sum(k => counts[k]);

        // Of the checkerboard nothing is left for the rest: a draw there is a fault on its own.
        square += rest >= LeastCount ? Math.Pow(restCount - rest, 2) / rest : Math.Pow(Math.Max(0, restCount - (2 * LeastCount)), 2);
        int freedom = large.Length - (rest >= LeastCount ? 0 : 1);
        return (square - freedom) / Math.Sqrt(2 * freedom);
    }

    private static int Cell(Box box, int axis, double x) => (int)Math.Clamp(Side * (x - box.Low[axis]) / (box.High[axis] - box.Low[axis]), 0, Side - 1);
}
