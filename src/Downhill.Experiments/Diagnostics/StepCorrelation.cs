namespace Downhill.Experiments.Diagnostics;

/// <summary>The autocorrelation of steps, or of what a drift leaves of them: ⟨r(t) r(t + lag)⟩ / ⟨r²⟩ over standardised coordinates, pooled.</summary>
/// <param name="Curves">The autocorrelation at lags of 1, 2, … frames, of all tracks and then of each resample, shape [1 + resamples][lags].</param>
internal sealed record StepCorrelation(double[][] Curves)
{
    /// <summary>Correlations smaller than this spoil nothing.</summary>
    internal const double Least = 0.02;

    private const int MostLags = 12;

    /// <summary>The value at each lag from 1 frame on, with standard errors by resampling tracks.</summary>
    internal Estimate[] Lags { get; } = [.. Enumerable.Range(0, Curves[0].Length).Select(i => Resampling.Of(Curves, curve => curve[i]))];

    /// <summary>Over how many frames steps are correlated: the last lag of a run from lag 1 whose correlation exceeds three standard errors and 0.02.</summary>
    internal int Reach => Lags.TakeWhile(lag => lag.Differs(Least)).Count();

    /// <summary>A statistic of the correlations, whose entry i is at a lag of i + 1 frames, with its error.</summary>
    internal Estimate Of(Func<double[], double> statistic) => Resampling.Of(Curves, statistic);

    internal static StepCorrelation Of(StepTable table, Resampling resampling)
    {
        int d = table.Dimension, lags = Math.Min(MostLags, table.LongestLag);
        double[][] perUnit = resampling.Empty(2 * (lags + 1));
        StepTable standardised = table.Standardised();
        for (int s = 0; s < standardised.Stretches.Count; s++)
        {
            double[] steps = standardised.Stretches[s].Steps;
            for (int at = 0; at < steps.Length; at++)
            {
                double[] sums = perUnit[resampling.UnitOf(s, at / d)];
                for (int lag = 0; lag <= lags && at + (lag * d) < steps.Length; lag++)
                {
                    sums[2 * lag] += steps[at] * steps[at + (lag * d)];
                    sums[(2 * lag) + 1]++;
                }
            }
        }

        return new([.. resampling.Sums(perUnit).Select(sums => Enumerable.Range(1, lags).Select(lag => sums[2 * lag] / sums[(2 * lag) + 1] / (sums[0] / sums[1])).ToArray())]);
    }
}
