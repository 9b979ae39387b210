namespace Downhill.Experiments.Diagnostics;

/// <summary>Something that could make steps differ from free diffusion, and what its signature says.</summary>
/// <param name="Name">What it is, as part of a sentence.</param>
/// <param name="IsCompatible">Whether all of its signature is there, so that it alone can explain the correlations.</param>
/// <param name="Signature">What it alone would leave in the steps.</param>
internal sealed record Cause(string Name, bool IsCompatible, string Signature)
{
    /// <summary>The causes whose signatures are tested; nothing else is ever named.</summary>
    /// <remarks>
    /// With D the diffusion coefficient, Δt the interval, and per coordinate: noise of variance σ² on each position adds 2σ² to the variance
    /// of a step and −σ² to the covariance of successive ones; an exposure of share e ≤ 1 makes the variance 2DΔt (1 − e/3) and the covariance
    /// 2DΔt e/6, so the correlation is at most 1/4, and neither reaches lag 2. A force back to a place makes all lags negative, and the mean
    /// squared displacement bends over. Several causes at once can leave the signature of none.
    /// Source: A. J. Berglund (2010), Statistics of camera-based single-particle tracking, Phys. Rev. E 82, 011917.
    /// </remarks>
    internal static IReadOnlyList<Cause> Of(StepCorrelation correlation, MeanSquaredDisplacement msd, CommonDrift? common)
    {
        if (correlation.Lags.Length < 2)
        {
            return [];
        }

        Estimate first = correlation.Lags[0], second = correlation.Lags[1];
        bool isShort = !second.Differs(0);
        return
        [
            new(LocalisationNoise, first.IsBelow(StepCorrelation.Least) && isShort, "successive steps anticorrelated, and nothing at lag 2"),
            new(MotionBlur, first.IsAbove(StepCorrelation.Least) && isShort && !new Estimate(first.Value - LargestOfBlur, first.Error).IsAbove(0), "a positive correlation of at most 0.25 at lag 1, and nothing at lag 2"),
            new(Smoothing, first.IsAbove(StepCorrelation.Least) && second.IsAbove(0), "positive correlations at several lags"),
            new(Confinement, IsConfined(correlation, msd), "negative correlations at every lag, and a mean squared displacement that bends over"),
            .. common is null ? Array.Empty<Cause>() : [new(Drift, IsExplained(first, common), "a correlation between different tracks in the same frame, at least as large")],
        ];
    }

    internal const string LocalisationNoise = "noise of the positions", MotionBlur = "blur over the exposure", Smoothing = "smoothing of the tracks, or motion that persists", Confinement = "confinement", Drift = "a drift common to all tracks";

    private const double LargestOfBlur = 0.25, Bent = 0.9;

    /// <summary>What is common to all cannot be more correlated in time than it is large.</summary>
    private static bool IsExplained(Estimate first, CommonDrift common) =>
        common.IsDrift && first.Differs(StepCorrelation.Least) && common.Correlation.Value > Math.Abs(first.Value) - (3 * first.Error);

    private static bool IsConfined(StepCorrelation correlation, MeanSquaredDisplacement msd)
    {
        int last = msd.LongestLag, third = last / 3;
        if (third < 2)
        {
            return false;
        }

        Estimate tail = correlation.Of(curve => curve.Skip(1).Sum());
        Estimate bend = msd.Of(curve => ((curve[last - 1] - curve[last - third - 1]) / third) - (Bent * (curve[third - 1] - curve[0]) / (third - 1)));
        return tail.IsBelow(0) && bend.IsBelow(0);
    }
}
