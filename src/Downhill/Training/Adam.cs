using Downhill.Compute;

namespace Downhill.Training;

/// <summary>m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², θ ← θ − α m̂ / (√ŝ + ε), with m̂ and ŝ corrected for their start at zero.</summary>
/// <remarks>Source: D. P. Kingma and J. Ba (2015), arXiv:1412.6980, algorithm 1.</remarks>
public sealed record Adam
{
    /// <summary>β₁, from 0 to below 1. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.Within(value, 0, Math.BitDecrement(1)); } = 0.9;

    /// <summary>β₂, from 0 to below 1. Default 0.999.</summary>
    public double SquareMomentum { get; init => field = Require.Within(value, 0, Math.BitDecrement(1)); } = 0.999;

    /// <summary>ε. Default 1e-8.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-8;

    /// <summary>One step, in place.</summary>
    /// <param name="values">θ.</param>
    /// <param name="gradient">g, of the same length.</param>
    /// <param name="moments">m and s of this array, of the same length each.</param>
    /// <param name="stepSize">α.</param>
    /// <param name="step">The number of the step, from 1.</param>
    public void Step(Span<double> values, ReadOnlySpan<double> gradient, Moments moments, double stepSize, int step)
    {
        ArgumentNullException.ThrowIfNull(moments);
        double first = 1 - Math.Pow(Momentum, step), second = 1 - Math.Pow(SquareMomentum, step);
        for (int i = 0; i < values.Length; i++)
        {
            double g = gradient[i];
            moments.Mean[i] += (1 - Momentum) * (g - moments.Mean[i]);
            moments.Square[i] += (1 - SquareMomentum) * ((g * g) - moments.Square[i]);
            values[i] -= stepSize * (moments.Mean[i] / first) / (Math.Sqrt(moments.Square[i] / second) + Epsilon);
        }
    }
}

/// <summary>What Adam remembers of one array.</summary>
/// <param name="Mean">m.</param>
/// <param name="Square">s.</param>
public sealed record Moments(double[] Mean, double[] Square)
{
    /// <summary>Nothing yet.</summary>
    public static Moments Zero(int length) => new(new double[length], new double[length]);
}
