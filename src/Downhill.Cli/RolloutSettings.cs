using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>What <c>rollout</c> is told.</summary>
internal sealed record RolloutSettings
{
    [Setting("frames to move every point by, of the interval that was learned from", Minimum = 1, Maximum = 10_000_000)]
    public int Steps { get; init; } = 1;

    [Setting("names the noise, where the landscape has a temperature: same seed, same tracks", Minimum = 0)]
    public long Seed { get; init; } = 1;
}
