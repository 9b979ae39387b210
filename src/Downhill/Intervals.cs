namespace Downhill;

/// <summary>How the times of a trajectory are spaced.</summary>
/// <param name="Median">The median interval, in seconds.</param>
/// <param name="Mean">(last time − first time) / (frames − 1), in seconds: the best estimate of an even interval whose times were rounded when printed.</param>
/// <param name="Smallest">The smallest interval, in seconds.</param>
/// <param name="Largest">The largest interval, in seconds.</param>
/// <param name="Uniform">
/// Whether the times are evenly spaced: every interval within 10⁻⁶ of the median, or every time as close to an even grid
/// as the decimals to which the times are printed can tell.
/// </param>
public sealed record Intervals(double Median, double Mean, double Smallest, double Largest, bool Uniform)
{
    private const double RelativeTolerance = 1e-6;

    // A rounding to whole frames would excuse a missing frame: only decimals well below the interval may excuse anything.
    private const double LeastUnitsPerInterval = 10;

    private const int MostDecimals = 9;

    /// <summary>The spacing of strictly increasing times.</summary>
    /// <param name="times">Seconds, strictly increasing, shape [frames], at least two.</param>
    /// <returns>The summary; O(frames log frames).</returns>
    /// <exception cref="InvalidOperationException">There are fewer than two times.</exception>
    public static Intervals Of(ReadOnlySpan<double> times)
    {
        if (times.Length < 2)
        {
            throw new InvalidOperationException("Intervals need at least two frames.");
        }

        double[] sorted = new double[times.Length - 1];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = times[i + 1] - times[i];
        }

        Array.Sort(sorted);
        double mean = (times[^1] - times[0]) / sorted.Length;
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        double rounding = 2 * Math.Max(Math.BitIncrement(Math.Abs(times[^1])) - Math.Abs(times[^1]), Math.BitIncrement(Math.Abs(times[0])) - Math.Abs(times[0]));
        bool alike = Math.Max(sorted[^1] - median, median - sorted[0]) <= RelativeTolerance * median + rounding;
        return new(median, mean, sorted[0], sorted[^1], alike || EvenWithinPrinting(times, mean, rounding));
    }

    /// <summary>Whether |t[k] − t[0] − k h| stays within one unit of the last printed decimal: half a unit for t[k], half for the two ends that fix the grid.</summary>
    private static bool EvenWithinPrinting(ReadOnlySpan<double> times, double interval, double rounding)
    {
        double unit = PrintedUnit(times);
        if (unit * LeastUnitsPerInterval > interval * (1 + RelativeTolerance))
        {
            return false;
        }

        for (int k = 0; k < times.Length; k++)
        {
            if (Math.Abs(times[k] - times[0] - k * interval) > unit + rounding)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>10⁻ᵖ for the fewest decimals p that print every time exactly, or +∞ where nine do not.</summary>
    private static double PrintedUnit(ReadOnlySpan<double> times)
    {
        int decimals = 0;
        foreach (double time in times)
        {
            while (Math.Round(time, decimals) != time)
            {
                if (++decimals > MostDecimals)
                {
                    return double.PositiveInfinity;
                }
            }
        }

        return Math.Pow(10, -decimals);
    }
}
