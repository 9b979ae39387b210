namespace Downhill.Control;

/// <summary>What was seen and done from a start to an end.</summary>
/// <param name="Observations">What was seen, one more than there are steps, shape [steps + 1, observation size].</param>
/// <param name="Actions">What was done, shape [steps, action width].</param>
/// <param name="IsTerminated">Whether it ended by itself; else a time limit cut it.</param>
public sealed record Rollout(float[] Observations, float[] Actions, bool IsTerminated)
{
    /// <summary>The sum of its rewards. Default 0.</summary>
    public double Return { get; init; }
}
