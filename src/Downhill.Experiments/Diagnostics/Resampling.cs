using Downhill.Compute;

namespace Downhill.Experiments.Diagnostics;

/// <summary>Standard errors by drawing whole tracks again with replacement: what is common to a track, or to its neighbouring frames, is not taken for independent.</summary>
/// <remarks>
/// Statistics are functions of sums over the drawn units, so a resample costs one weighted sum. With fewer than 20 tracks the units are
/// stretches of successive frames instead, with more than 500 they are groups of tracks.
/// Source: B. Efron (1979), Bootstrap methods: another look at the jackknife, Ann. Stat. 7, 1–26; blocks: H. R. Künsch (1989), Ann. Stat. 17, 1217–1241.
/// </remarks>
internal sealed class Resampling
{
    private const int Resamples = 400, FewestTracks = 20, MostUnits = 500, Blocks = 60;

    private readonly int[] firstUnit;
    private readonly int blockLength;
    private readonly ushort[][] drawn;

    internal Resampling(StepTable table, Rng rng)
    {
        int[] tracks = [.. table.Stretches.Select(stretch => stretch.Track).Distinct()];
        firstUnit = new int[table.Stretches.Count];
        if (tracks.Length >= FewestTracks)
        {
            Dictionary<int, int> rank = tracks.Select((track, i) => (track, i)).ToDictionary();
            blockLength = int.MaxValue;
            Units = Math.Min(tracks.Length, MostUnits);
            firstUnit = [.. table.Stretches.Select(stretch => rank[stretch.Track] % MostUnits)];
        }
        else
        {
            blockLength = Math.Max(2 * table.LongestLag, (table.Count + Blocks - 1) / Blocks);
            for (int i = 0; i < firstUnit.Length; i++)
            {
                firstUnit[i] = Units;
                Units += ((table.Stretches[i].Steps.Length / table.Dimension) + blockLength - 1) / blockLength;
            }
        }

        drawn = [.. Enumerable.Range(0, Resamples).Select(resample => Draw(rng.Fork(resample)))];
    }

    /// <summary>How many units are drawn.</summary>
    internal int Units { get; }

    /// <summary>The unit that a step belongs to.</summary>
    internal int UnitOf(int stretch, int step) => firstUnit[stretch] + (step / blockLength);

    /// <summary>An empty table of sums, one row a unit.</summary>
    internal double[][] Empty(int width) => [.. Enumerable.Range(0, Units).Select(_ => new double[width])];

    /// <summary>The sums over all units, then over the units of each resample, shape [1 + resamples, width].</summary>
    internal double[][] Sums(double[][] perUnit) =>
        [Sum(perUnit, _ => 1), .. drawn.Select(times => Sum(perUnit, unit => times[unit]))];

    /// <summary>A statistic of the sums, with its error.</summary>
    internal static Estimate Of(double[][] sums, Func<double[], double> statistic)
    {
        double[] resampled = [.. sums.Skip(1).Select(statistic).Where(double.IsFinite)];
        double mean = resampled.DefaultIfEmpty(double.NaN).Average();
        double variance = resampled.Sum(value => (value - mean) * (value - mean)) / (resampled.Length - 1);
        return new(statistic(sums[0]), Math.Sqrt(variance));
    }

    private static double[] Sum(double[][] perUnit, Func<int, double> times)
    {
        double[] sum = new double[perUnit[0].Length];
        for (int unit = 0; unit < perUnit.Length; unit++)
        {
            double weight = times(unit);
            for (int i = 0; weight > 0 && i < sum.Length; i++)
            {
                sum[i] += weight * perUnit[unit][i];
            }
        }

        return sum;
    }

    private ushort[] Draw(Rng rng)
    {
        ushort[] times = new ushort[Units];
        for (int draw = 0; draw < Units; draw++)
        {
            times[rng.Below(draw, Units)]++;
        }

        return times;
    }
}
