namespace Downhill.Experiments.Diagnostics;

/// <summary>The diffusion coefficient from the slope of the mean squared displacement, MSD = 2 D lag Δt + intercept per coordinate.</summary>
/// <remarks>
/// A line by least squares with weights 1 / error², which does not need the intercept to be known; errors by resampling tracks, since values
/// at different lags share their frames. Localisation noise of variance σ² makes the intercept 2σ², an exposure of share e of the interval
/// makes it −2 D Δt e / 3, and steps with positive correlations make it negative too.
/// </remarks>
/// <param name="FirstLag">The first lag of the fit, in frames.</param>
/// <param name="LastLag">The last one.</param>
/// <param name="Value">D, length² per second.</param>
/// <param name="Intercept">The line at lag 0, length².</param>
internal sealed record Diffusion(int FirstLag, int LastLag, Estimate Value, Estimate Intercept)
{
    // Two tests in a row: one that passes by chance does not settle where the slope begins.
    private const int InARow = 2;

    // 1.2 % of Gaussian contrasts lie further out.
    private const double Constant = 2.5;

    /// <summary>The line through the lags from <paramref name="firstLag"/> on.</summary>
    internal static Diffusion From(MeanSquaredDisplacement msd, int firstLag)
    {
        double[] weights = [.. msd.Lags.Select((lag, i) => i + 1 < firstLag ? 0 : 1 / (lag.Error * lag.Error))];
        return new(firstLag, msd.LongestLag, msd.Of(curve => Line(curve, weights).Slope).Times(1 / (2 * msd.Interval)), msd.Of(curve => Line(curve, weights).Intercept));
    }

    /// <summary>The smallest lag, up to half the longest, from which the local slope does not differ from the slope that follows; null where it always does.</summary>
    /// <remarks>For a lag a: MSD(a + 1) − MSD(a) against the mean slope from a + 1 to 3 (a + 1), within 2.5 standard errors at a and at a + 1.</remarks>
    internal static int? FirstLagOfConstantSlope(MeanSquaredDisplacement msd)
    {
        for (int lag = 1; lag <= msd.LongestLag / 2; lag++)
        {
            if (Enumerable.Range(lag, InARow).All(at => IsConstantAt(msd, at)))
            {
                return lag;
            }
        }

        return null;
    }

    private static bool IsConstantAt(MeanSquaredDisplacement msd, int lag)
    {
        int next = lag + 1, last = Math.Min(3 * next, msd.LongestLag);
        if (last <= next)
        {
            return true;
        }

        Estimate contrast = msd.Of(curve => curve[next - 1] - curve[lag - 1] - ((curve[last - 1] - curve[next - 1]) / (last - next)));
        return Math.Abs(contrast.Value) < Constant * contrast.Error;
    }

    private static (double Slope, double Intercept) Line(double[] curve, double[] weights)
    {
        double w = 0, x = 0, y = 0, xx = 0, xy = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            int lag = i + 1;
            w += weights[i];
            x += weights[i] * lag;
            y += weights[i] * curve[i];
            xx += weights[i] * lag * lag;
            xy += weights[i] * lag * curve[i];
        }

        double slope = ((w * xy) - (x * y)) / ((w * xx) - (x * x));
        return (slope, (y - (slope * x)) / w);
    }
}
