using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>What <c>sample</c> is told.</summary>
internal sealed record SampleSettings
{
    [Setting("how many points to draw", Minimum = 1, Maximum = 100_000_000)]
    public int Count { get; init; } = 1000;

    [Setting("the rule: exp(-E/T) exactly by mala, tested steps, hmc, tested trajectories, or replica-exchange, tested steps at four temperatures for wells far apart; with a bias that vanishes with the step by langevin, underdamped or shrinking-langevin")]
    public SamplerKind Sampler { get; init; } = SamplerKind.Mala;

    [Setting("T, in units of energy; default: the learned one, where there is one", Above = 0, Maximum = 1e12)]
    public double? Temperature { get; init; }

    [Setting("steps of every chain before the first draw, in which the step size is found", Minimum = 100, Maximum = 100_000_000)]
    public int BurnIn { get; init; } = 1000;

    [Setting("steps from one draw of a chain to the next; more where the chains do not mix", Minimum = 1, Maximum = 10_000_000)]
    public int Thin { get; init; } = 20;

    [Setting("names the random numbers: same seed, same points", Minimum = 0)]
    public long Seed { get; init; } = 1;
}
