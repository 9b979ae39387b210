namespace Downhill.Control;

/// <summary>Weights averaged over the last updates of others; over all, where there were fewer.</summary>
/// <remarks>What is learned against something that learns too goes around its goal: the average is nearer to it.</remarks>
/// <param name="weights">What is averaged.</param>
/// <param name="updates">Over how many.</param>
internal sealed class SettledWeights(LearnedArray[] weights, int updates)
{
    private int _seen;

    internal LearnedArray[] Arrays { get; } = LearnedArray.Copy(weights, "");

    /// <summary>Takes the weights in as they are after an update.</summary>
    internal void Follow() => LearnedArray.Approach(Arrays, weights, 1.0 / Math.Min(++_seen, updates));
}
