using Downhill.Dynamics;

namespace Downhill.Experiments.Samplers;

/// <summary>A rule with the settings that suit a target.</summary>
/// <param name="Name">What to type after <c>--sampler</c>.</param>
/// <param name="For">The rule for a target.</param>
/// <param name="Memory">How many steps a chain takes to forget, about.</param>
internal sealed record Contender(string Name, Func<MomentTarget, SamplingRule> For, Func<MomentTarget, SamplingRule, double> Memory)
{
    private const double Tested = 0.3, Leap = 0.5, Drift = 0.4;

    internal static IReadOnlyList<Contender> All { get; } =
    [
        new("langevin", target => new Langevin { StepSize = Untested(target) }, ByStep),
        new("underdamped", target => new UnderdampedLangevin { StepSize = Drift / Math.Sqrt(target.Steepest), Friction = 1.5 / Math.Sqrt(target.Slowest) }, (target, rule) => 1.5 * Math.Sqrt(target.Slowest) / rule.StepSize),
        new("shrinking-langevin", Shrinking, (target, rule) => 2 * ByStep(target, rule)),
        new("mala", target => new Mala { StepSize = Tested / target.Steepest }, ByStep),
        new("hmc", target => new Hmc { StepSize = Leap / Math.Sqrt(target.Steepest), Leaps = Math.Clamp((int)Math.Round(1.5 * Math.Sqrt(target.Slowest * target.Steepest)), 1, 150) }, (_, _) => 4),
        new("replica-exchange", target => new ReplicaExchange { StepSize = Tested / target.Steepest, Levels = 3, Ratio = 1.5 }, ByStep),
    ];

    // Where the rule's own law is known the step may be large, and its bias of a tenth is seen; where it must be extrapolated away, it is small.
    private static double Untested(MomentTarget target) => (target.IsGaussian ? 0.2 : 0.1) / target.Steepest;

    // Steps that shrink within less than what a chain remembers would never get to the end of a long valley.
    private static StochasticGradientLangevin Shrinking(MomentTarget target)
    {
        StochasticGradientLangevin rule = new() { StepSize = 1.5 * Untested(target) };
        return rule with { Delay = Math.Max(500, 10 * ByStep(target, rule)) };
    }

    private static double ByStep(MomentTarget target, SamplingRule rule) => target.Slowest / rule.StepSize;
}
