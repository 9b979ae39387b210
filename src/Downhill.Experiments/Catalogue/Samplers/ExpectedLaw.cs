using Downhill.Dynamics;

namespace Downhill.Experiments.Samplers;

/// <summary>What the means of a target's statistics should be, after so many steps of a rule.</summary>
/// <param name="Words">What law that is.</param>
/// <param name="Order">0 where it is that of the rule itself; else the order of the bias that is to be extrapolated away.</param>
/// <param name="After">The means after that many more steps.</param>
internal sealed record ExpectedLaw(string Words, int Order, Func<int, double[]> After)
{
    // Of the law at the start, e^(−2 · 12) is left.
    private const double Forgotten = 12;

    internal static ExpectedLaw Of(MomentTarget target, SamplingRule rule) => rule switch
    {
        Langevin langevin when target.IsGaussian => new("the rule's own, closed form", 0, Always(Gaussian(target, lambda => 1 / (1 - (langevin.StepSize * lambda / 2))))),
        Langevin langevin when target.Energy.Dimension == 1 => new("the rule's own, on a grid", 0, Always(Settled(target, langevin.StepSize))),
        StochasticGradientLangevin shrinking when target.IsGaussian => new("the rule's own, step by step", 0, Recursion(target, shrinking)),
        StochasticGradientLangevin shrinking when target.Energy.Dimension == 1 => new("the rule's own, step by step on a grid", 0, Followed(target, shrinking)),
        Langevin or StochasticGradientLangevin => new("exp(−E), extrapolated to no step", 1, Always(Exact(target))),
        UnderdampedLangevin when !target.IsGaussian => new("exp(−E), extrapolated to no step", 2, Always(Exact(target))),
        _ => new("exp(−E)", 0, Always(Exact(target))),
    };

    private static double[] Exact(MomentTarget target) => [.. target.Statistics.Select(statistic => statistic.Mean)];

    private static Func<int, double[]> Always(double[] means) => _ => means;

    // λ y² has mean λ v, where 1/λ is the variance of exp(−E) and v that of the rule.
    private static double[] Gaussian(MomentTarget target, Func<double, double> ratio) => [.. target.Statistics.Select(statistic => statistic.Stiffness.Average(ratio))];

    private static double[] Settled(MomentTarget target, double step)
    {
        GridLaw law = new(target.Energy, target.Box, step, target.Spread);
        for (int i = 0; i < Forgotten * target.Slowest / step; i++)
        {
            law.Move(step);
        }

        return [.. target.Statistics.Select(law.Mean)];
    }

    private static Func<int, double[]> Recursion(MomentTarget target, StochasticGradientLangevin rule)
    {
        double[][] variances = [.. target.Statistics.Select(statistic => (double[])[.. statistic.Stiffness.Select(_ => target.Spread * target.Spread)])];
        int time = 0;
        return steps =>
        {
            for (int i = 0; i < steps; i++, time++)
            {
                double eta = rule.StepAt(time);
                for (int s = 0; s < variances.Length; s++)
                {
                    variances[s] = [.. variances[s].Zip(target.Statistics[s].Stiffness, (v, lambda) => (Math.Pow(1 - (eta * lambda), 2) * v) + (2 * eta))];
                }
            }

            return [.. variances.Zip(target.Statistics, (v, statistic) => v.Zip(statistic.Stiffness, (one, lambda) => one * lambda).Average())];
        };
    }

    private static Func<int, double[]> Followed(MomentTarget target, StochasticGradientLangevin rule)
    {
        // No run is long enough to shrink the step to a fifteenth.
        GridLaw law = new(target.Energy, target.Box, rule.StepSize / 15, target.Spread);
        int time = 0;
        return steps =>
        {
            for (int i = 0; i < steps; i++, time++)
            {
                law.Move(rule.StepAt(time));
            }

            return [.. target.Statistics.Select(law.Mean)];
        };
    }
}
