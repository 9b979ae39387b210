using Downhill.Compute;
using Downhill.Experiments.InverseStudies;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>What soft policies show of a reward: exactly as many dimensions as the rank says; the rest moves no policy.</summary>
/// <remarks>
/// r(s, a) = T ln π(a|s) + v(s) − γ Σ P v(s′) for any v: S dimensions are open. A second environment with the same r closes all but a constant exactly where
/// [E − γ₁ P₁, −(E − γ₂ P₂)] has rank 2 S − 1; dynamics that do not depend on the action close none.
/// </remarks>
public sealed record WhatRewardsShow : Verification
{
    private const int States = RankCase.States, Actions = RankCase.Actions;
    private const double Temperature = 0.7;

    /// <inheritdoc/>
    public override string Name => "what-rewards-show";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Soft policies and their reward: the ranks of one and two environments, the reward that two of them give back, what no policy shows, and how policies move with a reward.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the same environment twice", "rank-transitions"),
        new("the same environment twice", "rank-discounts"),
        new("another one beside it", "rank-alone"),
        new("actions that matter", "rank-deaf"),
        new("the temperature forgotten", "recovered"),
        new("a direction that shows", "open"),
        new("the value forgotten", "moves"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        Mdp first = Process(1), other = Makes("the same environment twice") ? first : Process(2).With(first.Rewards);
        Mdp later = Makes("the same environment twice") ? first : first.With(0.5, null);
        Mdp[] deaf = [Makes("actions that matter") ? first : RankCase.Deaf(first), Makes("actions that matter") ? other : RankCase.Deaf(other)];
        yield return Within("rank-transitions", "Two environments of other transitions: the rank, for 6 states.", Identification.Rank([first, other]), 2 * States - 1, 0);
        yield return Within("rank-discounts", "The same transitions at two discounts: the rank.", Identification.Rank([first, later]), 2 * States - 1, 0);
        yield return Within("rank-alone", "One environment: the rank.", Identification.Rank(Makes("another one beside it") ? [first, other] : [first]), States, 0);
        yield return Within("rank-deaf", "Two environments in which actions change nothing: the rank.", Identification.Rank(deaf), States, 0);

        Mdp[] both = [first, Process(2).With(first.Rewards)];
        Identification identified = Identification.Of(both);
        Rewards found = identified.Explain([.. both.Select(mdp => SoftValues.Of(mdp, Temperature).Policy)], Makes("the temperature forgotten") ? 1 : Temperature).Reward;
        double mean = first.Rewards.Values.Average();
        yield return AtMost("recovered", "The reward of pairs that two environments give back is the true one less its mean.", Compare.Largest(Compare.Difference(found.Values, [.. first.Rewards.Values.Select(r => r - mean)])), 1e-8, States * Actions);

        double[][] open = Makes("a direction that shows") ? [Calculation.Normal(2203, States * Actions)] : Identification.Of([first]).Unknown;
        yield return AtMost("open", "A step of length one along any direction that one environment leaves open moves no probability of its policy.", open.Worst(direction => Moved(first, direction)), 1e-10, open.Length);
        yield return AtMost("moves", "∂ ln π / ∂r of every pair, by every pair: (Q − V)/T of the policy's own visits is Richardson's differences.", Slopes(first), 1e-8, States * Actions * States * Actions);
    }

    private static double Moved(Mdp mdp, double[] direction) => Compare.Largest(Compare.Difference(
        SoftValues.Of(mdp.With(Rewards.OfStateAction([.. mdp.Rewards.Values.Zip(direction, (r, d) => r + d)]))).Policy.Probabilities,
        SoftValues.Of(mdp).Policy.Probabilities));

    private double Slopes(Mdp mdp)
    {
        Rewards[] pairs = [.. Enumerable.Range(0, States * Actions).Select(one => Rewards.OfStateAction([.. Enumerable.Range(0, States * Actions).Select(pair => pair == one ? 1.0 : 0)]))];
        double[][] slopes = PolicySensitivity.Of(mdp, SoftValues.Of(mdp, Temperature), pairs).Slopes;
        double worst = 0;
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            double[] differences = Differences.Along(by => Array.ConvertAll(SoftValues.Of(mdp.With(Rewards.OfStateAction([.. mdp.Rewards.Values.Select((r, i) => i == pair ? r + by : r)])), Temperature).Policy.Probabilities, Math.Log));
            double[] slope = Makes("the value forgotten") ? [.. slopes[pair].Select((x, i) => i == pair ? 1 / Temperature : 0)] : slopes[pair];
            worst = Math.Max(worst, Compare.Largest(Compare.Difference(slope, differences)));
        }

        return worst;
    }

    private static Mdp Process(int seed) => RankCase.Draw(new Rng(2201).Fork(seed));
}
