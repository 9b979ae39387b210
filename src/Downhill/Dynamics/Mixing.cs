namespace Downhill.Dynamics;

/// <summary>Whether chains have forgotten where they began, and how many independent draws theirs are worth.</summary>
/// <remarks>
/// Source: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner (2021), Bayesian Analysis 16(2), 667–718. Differs from the
/// source: the numbers themselves and not their ranks, for laws with a variance.
/// </remarks>
public static class Mixing
{
    private const int LongestLag = 1000;

    /// <summary>Split R̂ = √(((n − 1) W / n + B / n) / W), from the variances within halves of chains, W, and between them, B / n; 1 where they are alike.</summary>
    /// <param name="draws">One number for each round and chain, shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    /// <returns>Not a number where nothing moves at all.</returns>
    public static double RHat(ReadOnlySpan<double> draws, int chains)
    {
        int half = Rounds(draws, chains) / 2, from = (draws.Length / chains) - half;
        double[] means = new double[2 * chains], variances = new double[2 * chains];
        for (int chain = 0; chain < chains; chain++)
        {
            (means[chain], variances[chain]) = Moments(draws, chains, chain, 0, half);
            (means[chains + chain], variances[chains + chain]) = Moments(draws, chains, chain, from, half);
        }

        double within = variances.Average();
        return Math.Sqrt((((half - 1.0) / half * within) + Variance(means)) / within);
    }

    /// <summary>How many independent draws have as certain a mean: n m / (1 + 2 Σ ρ_t), with the sum cut where pairs of ρ turn negative (Geyer).</summary>
    /// <param name="draws">One number for each round and chain, shape [rounds, chains].</param>
    /// <param name="chains">How many chains, at least 1; at least 4 rounds.</param>
    /// <returns>At most the number of draws; cost O(draws × lags), with at most 1000 lags.</returns>
    public static double EffectiveSize(ReadOnlySpan<double> draws, int chains)
    {
        int rounds = Rounds(draws, chains);
        double[] means = new double[chains], variances = new double[chains];
        for (int chain = 0; chain < chains; chain++)
        {
            (means[chain], variances[chain]) = Moments(draws, chains, chain, 0, rounds);
        }

        double within = variances.Average(), all = ((rounds - 1.0) / rounds * within) + (chains > 1 ? Variance(means) : 0), sum = 0;
        for (int lag = 0; lag + 1 < Math.Min(rounds, LongestLag); lag += 2)
        {
            double pair = Correlation(draws, chains, means, lag, within, all) + Correlation(draws, chains, means, lag + 1, within, all);
            if (pair <= 0)
            {
                break;
            }

            sum += pair;
        }

        // The pairs hold ρ₀ = 1 too, so 1 + 2 Σ_{t > 0} ρ_t is twice their sum less 1.
        return draws.Length / Math.Max(1, (2 * sum) - 1);
    }

    private static int Rounds(ReadOnlySpan<double> draws, int chains)
    {
        Compute.Require.AtLeast(chains, 1, nameof(chains));
        return draws.Length % chains == 0 && draws.Length / chains >= 4 ? draws.Length / chains
            : throw new ArgumentException($"The draws of {chains} chains are at least four rounds of {chains}, not {draws.Length} numbers.", nameof(draws));
    }

    private static double Correlation(ReadOnlySpan<double> draws, int chains, double[] means, int lag, double within, double all)
    {
        double sum = 0;
        for (int at = 0; at + (lag * chains) < draws.Length; at++)
        {
            double mean = means[at % chains];
            sum += (draws[at] - mean) * (draws[at + (lag * chains)] - mean);
        }

        // Divided by all rounds and not by those that have a partner: biased towards zero, and far less noisy at long lags.
        return 1 - ((within - (sum / draws.Length)) / all);
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> draws, int chains, int chain, int from, int rounds)
    {
        double mean = 0, square = 0;
        for (int round = from; round < from + rounds; round++)
        {
            mean += draws[(round * chains) + chain] / rounds;
        }

        for (int round = from; round < from + rounds; round++)
        {
            double off = draws[(round * chains) + chain] - mean;
            square += off * off / (rounds - 1);
        }

        return (mean, square);
    }

    private static double Variance(double[] numbers)
    {
        double mean = numbers.Average();
        return numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Length - 1);
    }
}
