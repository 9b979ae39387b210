namespace Downhill.Experiments.Diagnostics;

/// <summary>⟨(x(t + lag) − x(t))²⟩ per coordinate, pooled over frames, tracks and coordinates; of the sums of residuals, where a drift was taken off.</summary>
/// <param name="Interval">Seconds from frame to frame.</param>
/// <param name="Curves">The mean squared displacement at lags of 1, 2, … frames, of all tracks and then of each resample, shape [1 + resamples][lags].</param>
internal sealed record MeanSquaredDisplacement(double Interval, double[][] Curves)
{
    /// <summary>The longest lag, in frames.</summary>
    internal int LongestLag => Curves[0].Length;

    /// <summary>The value at each lag from 1 frame on, in length², with standard errors by resampling tracks.</summary>
    internal Estimate[] Lags { get; } = [.. Enumerable.Range(0, Curves[0].Length).Select(i => Resampling.Of(Curves, curve => curve[i]))];

    /// <summary>MSD / (2 lag Δt), length² per second: the diffusion coefficient, were the steps independent and the positions exact.</summary>
    internal Estimate Apparent(int lag) => Lags[lag - 1].Times(1 / (2 * lag * Interval));

    /// <summary>A statistic of the curve, whose entry i is at a lag of i + 1 frames, with its error.</summary>
    internal Estimate Of(Func<double[], double> statistic) => Resampling.Of(Curves, statistic);

    internal static MeanSquaredDisplacement Of(StepTable table, Resampling resampling)
    {
        int lags = table.LongestLag;
        double[][] perUnit = resampling.Empty(2 * lags);
        for (int s = 0; s < table.Stretches.Count; s++)
        {
            double[] path = table.Stretches[s].Path(table.Dimension);
            for (int lag = 1; lag <= lags; lag++)
            {
                Add(path, lag * table.Dimension, table.Dimension, at => perUnit[resampling.UnitOf(s, at)].AsSpan(2 * (lag - 1), 2));
            }
        }

        return new(table.Interval, [.. resampling.Sums(perUnit).Select(sums => Enumerable.Range(0, lags).Select(i => sums[2 * i] / sums[(2 * i) + 1]).ToArray())]);
    }

    private static void Add(double[] path, int shift, int dimension, SumsOf sumsOf)
    {
        for (int at = 0; at + shift < path.Length; at += dimension)
        {
            double square = 0;
            for (int i = at; i < at + dimension; i++)
            {
                square += (path[i + shift] - path[i]) * (path[i + shift] - path[i]);
            }

            Span<double> sums = sumsOf(at / dimension);
            sums[0] += square;
            sums[1] += dimension;
        }
    }

    private delegate Span<double> SumsOf(int step);
}
