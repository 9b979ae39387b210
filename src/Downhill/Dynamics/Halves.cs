using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>The halves of chains, as chains of their own; of an odd number of rounds the middle one is left out.</summary>
internal sealed record Halves
{
    private readonly double[][] _off;
    private readonly int _rounds;

    private Halves(double[][] halves)
    {
        _rounds = halves[0].Length;
        double[] means = [.. halves.Select(half => half.Average())];
        _off = [.. halves.Zip(means, (half, mean) => (double[])[.. half.Select(draw => draw - mean)])];
        Within = _off.Average(half => half.Sum(off => off * off)) / (_rounds - 1);
        double centre = means.Average();
        All = ((_rounds - 1.0) / _rounds * Within) + (means.Sum(mean => (mean - centre) * (mean - centre)) / (means.Length - 1));
    }

    /// <summary>W, the mean variance within a half.</summary>
    internal double Within { get; }

    /// <summary>(n − 1) W / n + B / n, the variance of all, were the halves independent.</summary>
    internal double All { get; }

    /// <summary>The halves of draws of shape [rounds, chains].</summary>
    internal static Halves Of(ReadOnlySpan<double> draws, int chains)
    {
        Require.AtLeast(chains, 1, nameof(chains));
        if (draws.Length % chains != 0 || draws.Length / chains < 4)
        {
            throw new ArgumentException($"The draws of {chains} chains are at least four rounds of {chains}, not {draws.Length} numbers.", nameof(draws));
        }

        int rounds = draws.Length / chains, half = rounds / 2;
        double[][] halves = new double[2 * chains][];
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = new double[half];
            int from = i < chains ? 0 : rounds - half;
            for (int round = 0; round < half; round++)
            {
                halves[i][round] = draws[((from + round) * chains) + (i % chains)];
            }
        }

        return new Halves(halves);
    }

    /// <summary>Not a number for less than five rounds of a half or draws that never change; else n m / τ with τ = 2 Σ (ρ₂ₖ + ρ₂ₖ₊₁) − 1 over the pairs before the first that is not positive, none counted above the one before, and ρ of the even lag behind them where that is positive.</summary>
    internal double EffectiveSize()
    {
        if (_rounds < 5 || !(All > 0))
        {
            return double.NaN;
        }

        double tau = -1, least = double.PositiveInfinity, draws = (double)_rounds * _off.Length;
        for (int lag = 0; ; lag += 2)
        {
            double even = lag == 0 ? 1 : Correlation(lag), pair = even + Correlation(lag + 1);
            bool isLast = lag + 4 >= _rounds;
            if (!(pair > 0) || isLast)
            {
                tau += Math.Max(0, even);
                break;
            }

            least = Math.Min(least, pair);
            tau += 2 * least;
        }

        return draws / Math.Max(tau, 1 / Math.Log10(draws));
    }

    private double Correlation(int lag)
    {
        double sum = 0;
        foreach (double[] off in _off)
        {
            ReadOnlySpan<double> early = off.AsSpan(0, _rounds - lag), late = off.AsSpan(lag);
            for (int i = 0; i < early.Length; i++)
            {
                sum += early[i] * late[i];
            }
        }

        // Divided by all rounds and not by those that have a partner: biased towards zero, and far less noisy at long lags.
        return 1 - ((Within - (sum / _rounds / _off.Length)) / All);
    }
}
