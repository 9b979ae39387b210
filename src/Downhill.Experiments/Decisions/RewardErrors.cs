namespace Downhill.Experiments.Decisions;

/// <summary>How certain each number of a reward is, from fits to resampled episodes.</summary>
/// <param name="Deviations">Standard errors.</param>
/// <param name="Low">The lower ends of 95 % intervals.</param>
/// <param name="High">The upper ends.</param>
internal sealed record RewardErrors(double[] Deviations, double[] Low, double[] High)
{
    private const double Normal = 1.96;

    internal static RewardErrors Of(Rewards reward, double[][] again)
    {
        double[] deviations = [.. reward.Values.Select((_, i) => Deviation([.. again.Select(values => values[i])]))];
        return new(deviations, [.. reward.Values.Zip(deviations, (r, s) => r - (Normal * s))], [.. reward.Values.Zip(deviations, (r, s) => r + (Normal * s))]);
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
