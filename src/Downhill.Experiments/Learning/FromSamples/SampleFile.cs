using Downhill.Data;
using Downhill.Training;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>Samples as a file has them.</summary>
/// <param name="Words">The file, in words.</param>
/// <param name="Columns">What was taken.</param>
/// <param name="Samples">The rows.</param>
/// <param name="Choice">Which columns were taken for what, in words.</param>
/// <param name="Fingerprint">Size and SHA-256 of the file as it was read.</param>
/// <param name="Warnings">What is odd in it.</param>
internal sealed record SampleFile(string Words, string[] Columns, Samples Samples, string Choice, DataFingerprint? Fingerprint, IReadOnlyList<string> Warnings)
{
    private const int Fewest = 100;
    private const double Largest = 1e60, Smallest = 1e-60, Rounding = 1e-13, MostAlike = 0.05;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It cannot be used.</exception>
    internal static SampleFile Read(LearnSamplesSettings settings)
    {
        string file = settings.Samples ?? throw new SettingException("learn --samples: found no file, expected a CSV file of samples, one a row");
        TrackSet set = TrackReader.Read(file, new TrackFormat { Samples = true, Columns = settings.Columns, MaximumFrames = settings.MaxFrames });
        Samples samples = new([.. set.Trajectories.SelectMany(track => track.Values)], set.Columns.Length);
        if (samples.Count < Fewest)
        {
            throw new DataException(file, null, null, $"found {Reporting.Words.Count(samples.Count, "sample")}, expected at least {Fewest} to learn from and to measure by, record more");
        }

        for (int i = 0; i < set.Columns.Length; i++)
        {
            Require(file, set.Columns[i], [.. samples.Points.Where((_, at) => at % samples.Dimension == i)]);
        }

        return new(Path.GetFileName(file), set.Columns, samples, set.Choice, set.Fingerprint, [.. set.Warnings, .. Repeated(file, set.Columns, samples)]);
    }

    private static void Require(string file, string column, double[] values)
    {
        (double low, double high) = (values.Min(), values.Max());
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= Rounding * largest)
        {
            throw new DataException(file, null, null, $"found column '{column}' that {(high > low ? $"changes by {high - low:G3} at {largest:G3}, which is no more than rounding" : "never changes")}, expected a spread, leave it out with --columns");
        }

        if (largest > Largest || high - low < Smallest)
        {
            throw new DataException(file, null, null, $"found numbers from {low:G3} to {high:G3} in column '{column}', expected a size and a spread between {Smallest} and {Largest}, use other units");
        }
    }

    // The likelihood of points that coincide has no bound, and a density of them is spikes.
    private static IEnumerable<string> Repeated(string file, string[] columns, Samples samples)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            int different = samples.Points.Where((_, at) => at % samples.Dimension == i).Distinct().Count();
            if (different < MostAlike * samples.Count && different < 1000)
            {
                yield return $"{file}: column '{columns[i]}' has only {different} different values in {samples.Count} rows: a density over it is a row of spikes; shake it by its rounding, or leave it out with --columns";
            }
        }
    }
}
