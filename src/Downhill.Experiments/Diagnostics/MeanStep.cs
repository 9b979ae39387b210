namespace Downhill.Experiments.Diagnostics;

/// <summary>The mean step of all tracks along each coordinate: a steady drift.</summary>
/// <param name="Coordinates">Length per frame, shape [dimension].</param>
internal sealed record MeanStep(Estimate[] Coordinates)
{
    // With several coordinates and no wish to correct for what is not there, more than the usual three.
    private const double Significant = 4;

    /// <summary>Whether any coordinate drifts by more than four standard errors.</summary>
    internal bool IsDrift => Array.Exists(Coordinates, step => Math.Abs(step.Value) > Significant * step.Error);

    internal static MeanStep Of(StepTable table, Resampling resampling)
    {
        int d = table.Dimension;
        double[][] perUnit = resampling.Empty(d + 1);
        for (int s = 0; s < table.Stretches.Count; s++)
        {
            double[] steps = table.Stretches[s].Steps;
            for (int at = 0; at < steps.Length; at++)
            {
                double[] sums = perUnit[resampling.UnitOf(s, at / d)];
                sums[at % d] += steps[at];
                sums[d] += 1.0 / d;
            }
        }

        double[][] all = resampling.Sums(perUnit);
        return new([.. Enumerable.Range(0, d).Select(i => Resampling.Of(all, sums => sums[i] / sums[d]))]);
    }
}
