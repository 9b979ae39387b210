namespace Downhill.Compute.Numerics;

/// <summary>W₁(p, q) = min Σ d(x, y) γ(x, y) over γ with marginals p and q = max E_p f − E_q f over |f(x) − f(y)| ≤ d(x, y), on a finite metric space.</summary>
/// <remarks>
/// As d is a metric, mass that p and q share stays where it is; only what p has too much of is moved to where q has more, by a linear
/// programme of that many rows. Its prices give f.
/// <para>Source: L. V. Kantorovich and G. S. Rubinstein (1958), On a space of completely additive functions, Vestnik Leningrad. Univ. 13(7), 52–59.</para>
/// </remarks>
public sealed record Wasserstein
{
    private Wasserstein(double distance, double[] potential, IReadOnlyList<(int From, int To, double Mass)> plan, double dual) =>
        (Distance, Potential, Plan, DualDistance) = (distance, potential, plan, dual);

    /// <summary>Σ d γ, the cost of <see cref="Plan"/>: never below W₁.</summary>
    public double Distance { get; }

    /// <summary>f, shape [n], 1-Lipschitz, zero where it is least.</summary>
    public double[] Potential { get; }

    /// <summary>What is moved; mass that stays is left out.</summary>
    public IReadOnlyList<(int From, int To, double Mass)> Plan { get; }

    /// <summary>E_p f − E_q f: never above W₁.</summary>
    public double DualDistance { get; }

    /// <summary><see cref="Distance"/> − <see cref="DualDistance"/>: zero, up to rounding.</summary>
    public double Gap => Distance - DualDistance;

    /// <summary>W₁ between two laws.</summary>
    /// <param name="p">A law, shape [n].</param>
    /// <param name="q">A law, shape [n].</param>
    /// <param name="distance">d(x, y), a metric on 0 … n − 1: zero from a point to itself, symmetric, and no way round shorter (not checked).</param>
    /// <returns>The distance, the plan and the potential, in about n steps of n² numbers.</returns>
    /// <exception cref="ArgumentException">Laws of different lengths or masses (by more than 1e-9), or numbers that are no probabilities.</exception>
    /// <exception cref="ArithmeticException">Rounding kept the linear programme from its end.</exception>
    public static Wasserstein Of(double[] p, double[] q, Func<int, int, double> distance)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(distance);
        Check(p, q);
        int[] sources = [.. Enumerable.Range(0, p.Length).Where(x => p[x] > q[x])], sinks = [.. Enumerable.Range(0, p.Length).Where(x => q[x] > p[x])];
        if (sources.Length == 0 || sinks.Length == 0)
        {
            return new(0, new double[p.Length], [], 0);
        }

        // The two excesses are equal up to rounding; the programme wants them equal, and not so small that to leave them seems exact. A power of two rounds nothing.
        double supply = sources.Sum(x => p[x] - q[x]), share = supply / sinks.Sum(x => q[x] - p[x]);
        int size = Math.ILogB(supply);
        double[] supplies = [.. sources.Select(x => Math.ScaleB(p[x] - q[x], -size))], demands = [.. sinks.Select(x => Math.ScaleB(share * (q[x] - p[x]), -size))];
        LinearSolution solution = Transport(supplies, demands, (i, j) => distance(sources[i], sinks[j])).Solve();
        if (solution.Status != LinearStatus.Optimal)
        {
            throw new ArithmeticException($"the transport of {sources.Length} excesses to {sinks.Length} ended {solution.Status}, expected a plan: are the distances finite and not negative?");
        }

        double[] potential = Potentials(solution.Prices[sources.Length..], sinks, p.Length, distance);
        (int From, int To, double Mass)[] plan = [.. solution.Point.Select((mass, k) => (sources[k / sinks.Length], sinks[k % sinks.Length], mass: Math.ScaleB(mass, size))).Where(move => move.mass > 0)];
        return new(plan.Sum(move => move.Mass * distance(move.From, move.To)), potential, plan, p.Zip(q, (a, b) => a - b).Zip(potential, (mass, f) => mass * f).Sum());
    }

    /// <summary>W₁ on the line: ∫ |F_p − F_q| dx.</summary>
    /// <param name="p">A law, shape [n].</param>
    /// <param name="q">A law, shape [n].</param>
    /// <param name="places">Where the points are, ascending, shape [n].</param>
    /// <exception cref="ArgumentException">Laws as in <see cref="Of"/>, or places that are not as many, not ascending or not finite.</exception>
    public static double OnLine(double[] p, double[] q, double[] places)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(places);
        Check(p, q);
        if (places.Length != p.Length || !Array.TrueForAll(places, double.IsFinite) || places.Zip(places.Skip(1)).Any(pair => pair.First > pair.Second))
        {
            throw new ArgumentException($"{places.Length} places for {p.Length} points, expected one finite place for each, ascending.", nameof(places));
        }

        double sum = 0, ahead = 0;
        for (int k = 0; k + 1 < places.Length; k++)
        {
            ahead += p[k] - q[k];
            sum += Math.Abs(ahead) * (places[k + 1] - places[k]);
        }

        return sum;
    }

    private static LinearProgram Transport(double[] supplies, double[] demands, Func<int, int, double> distance)
    {
        int n = supplies.Length, m = demands.Length;
        return new([.. Enumerable.Range(0, n * m).Select(k => -distance(k / m, k % m))])
        {
            Rows =
            [
                .. supplies.Select((mass, i) => new LinearRow([.. Enumerable.Range(0, m).Select(j => ((i * m) + j, 1.0))], mass, true)),
                .. demands.Select((mass, j) => new LinearRow([.. Enumerable.Range(0, n).Select(i => ((i * m) + j, 1.0))], mass, true)),
            ],
        };
    }

    // The greatest 1-Lipschitz function that is at most a sink's price there: the prices bind it from below along every way of the plan.
    private static double[] Potentials(double[] prices, int[] sinks, int n, Func<int, int, double> distance)
    {
        double[] potential = [.. Enumerable.Range(0, n).Select(x => Enumerable.Range(0, sinks.Length).Min(j => distance(x, sinks[j]) + prices[j]))];
        double least = potential.Min();
        return Array.ConvertAll(potential, f => f - least);
    }

    private static void Check(double[] p, double[] q)
    {
        bool areLaws = p.Length == q.Length && p.Concat(q).All(mass => mass >= 0 && double.IsFinite(mass)) && Math.Abs(p.Sum() - q.Sum()) <= 1e-9;
        if (!areLaws)
        {
            throw new ArgumentException($"laws of {p.Length} and {q.Length} points that sum to {p.Sum():R} and {q.Sum():R}, expected probabilities of the same points with the same sum.");
        }
    }
}
