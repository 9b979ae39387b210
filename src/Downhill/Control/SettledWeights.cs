namespace Downhill.Control;

/// <summary>w̄ ← w̄ + (w − w̄) / min(k, N) at update k: the mean of others' weights up to update N, then an exponential average that forgets over N updates.</summary>
/// <remarks>What is learned against something that learns too goes around its goal: the average is nearer to it.</remarks>
/// <param name="weights">What is averaged.</param>
/// <param name="updates">N.</param>
internal sealed class SettledWeights(LearnedArray[] weights, int updates)
{
    private int _seen;

    internal LearnedArray[] Arrays { get; } = LearnedArray.Copy(weights, "");

    /// <summary>Takes the weights in as they are after an update.</summary>
    internal void Follow() => LearnedArray.Approach(Arrays, weights, 1.0 / Math.Min(++_seen, updates));
}
