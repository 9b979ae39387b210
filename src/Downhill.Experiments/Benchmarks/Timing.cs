using System.Diagnostics;

namespace Downhill.Experiments.Benchmarks;

/// <summary>Times of repeated calls.</summary>
internal static class Timing
{
    /// <summary>Milliseconds per call: the median of the calls that fit into that many seconds; at least three, or fewer where these take twice as long.</summary>
    internal static double Milliseconds(Action call, double seconds)
    {
        List<double> times = [];
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < (times.Count < 3 ? 2 * seconds : seconds))
        {
            long begin = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return Median(times);
    }

    internal static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    internal static double Quantile(IEnumerable<double> values, double q)
    {
        double[] sorted = [.. values.Order()];
        double at = q * (sorted.Length - 1);
        int below = (int)at;
        return sorted[below] + ((at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
