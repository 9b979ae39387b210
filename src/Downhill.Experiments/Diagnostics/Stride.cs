namespace Downhill.Experiments.Diagnostics;

/// <summary>Every how many frames steps may be learned from as if they were independent.</summary>
/// <param name="Frames">The stride; 1: every frame. Where no stride is enough, the longest one tried.</param>
/// <param name="Correlation">The correlation of successive steps of that stride.</param>
/// <param name="IsEnough">Whether that is below 0.05.</param>
internal sealed record Stride(int Frames, double Correlation, bool IsEnough)
{
    /// <summary>Successive steps may be correlated by this much: with a correlation ρ at lag 1 only, a diffusion from single steps is off by about 2ρ.</summary>
    internal const double Most = 0.05;

    /// <summary>1 where steps are uncorrelated or confined, since longer steps of confined motion are not less correlated; else the shortest from which the slope is constant and steps are nearly independent.</summary>
    internal static Stride Of(MeanSquaredDisplacement msd, int reach, bool isConfined, int? firstLag)
    {
        int longest = msd.LongestLag / 2;
        if (reach == 0 || isConfined || longest < 1)
        {
            return new(1, longest < 1 ? 0 : AsSeen(msd, 1), reach == 0);
        }

        Func<int, double> correlation = reach == 1 && firstLag is { } first ? Along(Diffusion.From(msd, first), msd.Interval) : stride => AsSeen(msd, stride);
        int[] enough = [.. Enumerable.Range(1, longest).Where(stride => stride >= firstLag && Math.Abs(correlation(stride)) < Most)];
        int frames = enough.Length == 0 ? longest : enough[0];
        return new(frames, correlation(frames), enough.Length > 0);
    }

    /// <summary>The correlation of successive steps of s frames, from MSD(2s) = 2 MSD(s) (1 + ρ).</summary>
    private static double AsSeen(MeanSquaredDisplacement msd, int stride) => (msd.Lags[(2 * stride) - 1].Value / (2 * msd.Lags[stride - 1].Value)) - 1;

    /// <summary>The same from the line, which is there from the first lag on where steps are correlated at lag 1 only, and is less noisy.</summary>
    private static Func<int, double> Along(Diffusion line, double interval) =>
        stride => -line.Intercept.Value / (2 * ((2 * line.Value.Value * stride * interval) + line.Intercept.Value));
}
