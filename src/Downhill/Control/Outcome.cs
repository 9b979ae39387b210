namespace Downhill.Control;

/// <summary>What a step gives beside the next state.</summary>
/// <param name="Reward">The reward of the step.</param>
/// <param name="IsTerminated">Whether the episode ended by itself: nothing comes after, so nothing is bootstrapped. A time limit is not meant here.</param>
public readonly record struct Outcome(double Reward, bool IsTerminated);
