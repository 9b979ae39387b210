using Downhill.Experiments.Runs;
using Downhill.Simulation;

namespace Downhill.Cli;

/// <summary>What <c>simulate</c> is told; where nothing is, the system decides.</summary>
internal sealed record SimulateSettings
{
    [Setting("how many tracks", Minimum = 1, Maximum = 1_000_000)]
    public int Tracks { get; init; } = 1;

    [Setting("frames of a track", Minimum = 2, Maximum = 100_000_000)]
    public int Frames { get; init; } = 2;

    [Setting("time from frame to frame", Unit = "s", Above = 0, Maximum = 1e6)]
    public double Dt { get; init; } = 1;

    [Setting("temperature, in units of energy", Minimum = 0, Maximum = 1e6)]
    public double Temperature { get; init; }

    [Setting("names the random numbers: same seed, same tracks", Minimum = 0)]
    public long Seed { get; init; } = 1;

    internal static SimulateSettings Of(SimulatedSystem system) => new()
    {
        Tracks = system.Tracks,
        Frames = system.Frames,
        Dt = system.Interval,
        Temperature = system.Temperature,
    };
}
