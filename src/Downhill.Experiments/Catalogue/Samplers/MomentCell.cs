using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Experiments.Samplers;

/// <summary>A mean as it was measured.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Measured">The mean over all draws.</param>
/// <param name="Error">Its standard error, from the scatter of independent chains.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Effective">How many independent draws have as certain a mean.</param>
internal sealed record Moment(string Name, double Measured, double Error, double Expected, double Effective)
{
    internal double Score => (Measured - Expected) / Error;
}

/// <summary>A rule at a target.</summary>
/// <param name="Target">The law.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Law">What was expected.</param>
/// <param name="Moments">What was measured.</param>
/// <param name="Accepted">The share of proposals that were taken; null where none is tested.</param>
internal sealed record MomentCell(MomentTarget Target, string Rule, ExpectedLaw Law, IReadOnlyList<Moment> Moments, double? Accepted)
{
    private const int Block = 8, MostRounds = 4000, FindSteps = 400;

    // A chain is given this many of its memories before it is measured.
    private const double Forgetting = 8;

    /// <summary>The largest departure, in standard errors.</summary>
    internal double Worst => Moments.Max(moment => double.IsNaN(moment.Score) ? double.PositiveInfinity : Math.Abs(moment.Score));

    /// <summary>Measures until the draws are worth enough.</summary>
    /// <param name="contender">The rule.</param>
    /// <param name="target">The law.</param>
    /// <param name="wanted">Effective draws of every statistic.</param>
    /// <param name="precision">Relative standard error of every statistic, wanted too; infinity: whatever it is.</param>
    /// <param name="chains">How many chains.</param>
    /// <param name="heat">The temperature; other than 1 it is a mistake on purpose.</param>
    /// <param name="rng">Where starts and noise are drawn from.</param>
    /// <param name="stop">When to stop.</param>
    internal static MomentCell Measure(Contender contender, MomentTarget target, double wanted, double precision, int chains, double heat, Rng rng, CancellationToken stop)
    {
        SamplingRule rule = contender.For(target);
        ExpectedLaw law = ExpectedLaw.Of(target, rule);
        (Moment[] whole, double? accepted) = Run(rule, law, 0);
        if (law.Order == 0)
        {
            return new(target, contender.Name, law, whole, accepted);
        }

        // Half the step has half the bias, or a quarter: it is taken away, with its noise.
        double share = law.Order == 1 ? 1 : 1.0 / 3;
        (Moment[] half, _) = Run(rule with { StepSize = rule.StepSize / 2 }, law, 1);
        return new(target, contender.Name, law, [.. half.Zip(whole, (fine, coarse) => fine with
        {
            Measured = fine.Measured + (share * (fine.Measured - coarse.Measured)),
            Error = Math.Sqrt(Math.Pow((1 + share) * fine.Error, 2) + Math.Pow(share * coarse.Error, 2)),
            Effective = Math.Min(fine.Effective, coarse.Effective),
        })], null);

        (Moment[] Moments, double? Accepted) Run(SamplingRule first, ExpectedLaw expected, int part) =>
            Draw(contender, target, first, expected, wanted, precision, chains, heat, rng.Fork(part), stop);
    }

    private static (Moment[] Moments, double? Accepted) Draw(
        Contender contender, MomentTarget target, SamplingRule rule, ExpectedLaw law, double wanted, double precision, int chains, double heat, Rng rng, CancellationToken stop)
    {
        double[] starts = new double[chains * target.Energy.Dimension];
        rng.Fork(0).Normal(starts);
        starts = [.. starts.Select(z => target.Spread * z)];
        rule = rule with { Temperature = heat };

        // A chain without a test would run away from a start where the landscape is steep; with one it comes in.
        Draws found = new Sampler { Rule = rule.Tested(), BurnIn = FindSteps, Thin = 1 }.Draw(target.Energy, starts, 1, rng.Fork(1));
        (rule, starts) = (rule.Tested() == rule ? rule with { StepSize = found.StepSize } : rule, found.Points);

        double memory = contender.Memory(target, rule);
        int thin = Math.Max(1, (int)(memory / 4)), burnIn = (int)Math.Ceiling(Forgetting * memory / thin);
        Chain chain = new(target.Energy, rule, thin, rng.Fork(2));
        double[][] state = chain.AtRest(starts);
        for (int round = 0; round < burnIn; round++)
        {
            stop.ThrowIfCancellationRequested();
            state = chain.Advance(state);
        }

        _ = law.After(burnIn * thin);
        Tally? before = rule.Count(state);
        MomentSums sums = new(target, chains);
        do
        {
            for (int round = 0; round < Block; round++)
            {
                stop.ThrowIfCancellationRequested();
                state = chain.Advance(state);
                sums.Add(state[0], law.After(thin));
            }
        }
        while (!sums.IsEnough(wanted, precision) && sums.Rounds < MostRounds);
        return (sums.Moments(), rule.Count(state) is { } after ? (after.Taken - before!.Taken) / ((double)sums.Rounds * thin * chains) : null);
    }
}
