using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Candidates that are independent points of a law.</summary>
public sealed record NoiseCandidates : Candidates
{
    /// <summary>The law.</summary>
    public required Noise Noise { get; init; }

    /// <inheritdoc/>
    public override double[] Draw(double[] samples, int dimension, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(samples);
        double[] points = Noise.Draw(samples.Length / dimension * Count, rng);
        return points.Length == samples.Length * Count ? points : throw new InvalidOperationException($"Candidates must be {samples.Length / dimension * Count} points of dimension {dimension}, not {points.Length} numbers; a stratified law gives whole grids only.");
    }
}
