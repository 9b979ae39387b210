namespace Downhill.Dynamics;

/// <summary>Whether chains have forgotten where they began, and how many independent draws theirs are worth.</summary>
/// <remarks>Source: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner (2021), Bayesian Analysis 16(2), 667–718.</remarks>
public static class Mixing
{
    private const double Tail = 0.05;

    /// <summary>Split R̂ = √(((n − 1) W / n + B / n) / W), from the variances within halves of chains, W, and between them, B / n; 1 where they are alike.</summary>
    /// <param name="draws">One number for each round and chain, shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    /// <returns>Not a number where nothing moves at all.</returns>
    public static double RHat(ReadOnlySpan<double> draws, int chains)
    {
        Halves halves = Halves.Of(draws, chains);
        return Math.Sqrt(halves.All / halves.Within);
    }

    /// <summary>The larger R̂ of the normal scores of the draws' ranks, and of those of their distances from the median: it sees spreads that differ, and laws without a variance.</summary>
    /// <param name="draws">Shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    public static double RankRHat(ReadOnlySpan<double> draws, int chains)
    {
        double median = Quantile(draws, 0.5);
        double[] folded = [.. draws.ToArray().Select(draw => Math.Abs(draw - median))];
        return Math.Max(RHat(NormalScores.Of(draws), chains), RHat(NormalScores.Of(folded), chains));
    }

    /// <summary>How many independent draws have as certain a mean: n m / (1 + 2 Σ ρ_t) over halves of chains, the sum cut where pairs of ρ turn negative, and its pairs never rising (Geyer).</summary>
    /// <param name="draws">One number for each round and chain, shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    /// <returns>Above the number of draws where they alternate, at most that number times its decimal logarithm; not a number for less than 10 rounds, or where nothing moves at all. Cost O(draws × lags).</returns>
    public static double EffectiveSize(ReadOnlySpan<double> draws, int chains) => Halves.Of(draws, chains).EffectiveSize();

    /// <summary>The effective size of the normal scores of ranks: for means, medians, the bulk of the law.</summary>
    /// <param name="draws">Shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    public static double BulkSize(ReadOnlySpan<double> draws, int chains) => EffectiveSize(NormalScores.Of(draws), chains);

    /// <summary>The smaller effective size of two indicators, being below the 5 % quantile and below the 95 % quantile.</summary>
    /// <param name="draws">Shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    public static double TailSize(ReadOnlySpan<double> draws, int chains) => Math.Min(Below(draws, chains, Tail), Below(draws, chains, 1 - Tail));

    /// <summary>The standard error of the mean of all draws: deviation / √effective size.</summary>
    /// <param name="draws">Shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    public static double MeanError(ReadOnlySpan<double> draws, int chains)
    {
        double[] numbers = draws.ToArray();
        double mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Length - 1) / EffectiveSize(draws, chains));
    }

    private static double Below(ReadOnlySpan<double> draws, int chains, double probability)
    {
        double bound = Quantile(draws, probability);
        return EffectiveSize((double[])[.. draws.ToArray().Select(draw => draw <= bound ? 1.0 : 0)], chains);
    }

    // On the straight line between the two nearest ones.
    private static double Quantile(ReadOnlySpan<double> draws, double probability)
    {
        double[] ordered = draws.ToArray();
        Array.Sort(ordered);
        double at = probability * (ordered.Length - 1);
        int below = (int)at;
        return below + 1 == ordered.Length ? ordered[below] : ordered[below] + ((at - below) * (ordered[below + 1] - ordered[below]));
    }
}
