using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Candidates that are other samples of the batch: for a conditional energy F(x, y) the y of another x.</summary>
/// <remarks>In small or discrete data another sample may be the same answer: what is as near as <see cref="LeastDistance"/> is not taken.</remarks>
public sealed record MismatchedPairs : Candidates
{
    private const int Trials = 64;

    /// <summary>A candidate is farther from the sample than this, in units of x. Default 0: it is another point.</summary>
    public double LeastDistance { get; init => field = Require.NotNegative(value); }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Of some sample, 64 others that were drawn are all too near.</exception>
    public override double[] Draw(double[] samples, int dimension, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(samples);
        int count = samples.Length / dimension;
        double[] points = new double[samples.Length * Count];
        for (int place = 0; place < count * Count; place++)
        {
            int other = Other(samples, dimension, place / Count, rng.Fork(place));
            samples.AsSpan(other * dimension, dimension).CopyTo(points.AsSpan(place * dimension));
        }

        return points;
    }

    private int Other(double[] samples, int dimension, int sample, Rng rng)
    {
        ReadOnlySpan<double> own = samples.AsSpan(sample * dimension, dimension);
        for (int trial = 0; trial < Trials; trial++)
        {
            int other = rng.Below(trial, samples.Length / dimension);
            if (SquaredDistance(own, samples.AsSpan(other * dimension, dimension)) > LeastDistance * LeastDistance)
            {
                return other;
            }
        }

        throw new ArgumentException($"Sample {sample} of the batch has no mismatched pair: {Trials} others are all within {LeastDistance} of it; take larger batches, or negatives from a law of noise.", nameof(samples));
    }

    private static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
