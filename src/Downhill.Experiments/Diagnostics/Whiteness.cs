using MathNet.Numerics.Distributions;

namespace Downhill.Experiments.Diagnostics;

/// <summary>Whether steps are correlated at any lag: Q = Σ (correlation / error)², which is χ² with as many degrees of freedom as lags where they are not.</summary>
/// <remarks>
/// Source: G. M. Ljung and G. E. P. Box (1978), On a measure of lack of fit in time series models, Biometrika 65, 297–303.
/// Differs from the source: errors come from resampling tracks, not from independent residuals of one variance, so that unlike tracks do not alarm.
/// </remarks>
/// <param name="Statistic">Q.</param>
/// <param name="Lags">How many lags are in it.</param>
internal sealed record Whiteness(double Statistic, int Lags)
{
    private const double Alarm = 1e-3;

    /// <summary>How often white steps show as much.</summary>
    internal double Probability => double.IsNaN(Statistic) ? 1 : 1 - ChiSquared.CDF(Lags, Statistic);

    /// <summary>Whether white steps would show as much more often than once in a thousand times.</summary>
    internal bool IsWhite => Probability > Alarm;

    internal static Whiteness Of(StepCorrelation correlation) =>
        new(correlation.Lags.Sum(lag => lag.Value / lag.Error * (lag.Value / lag.Error)), correlation.Lags.Length);
}
