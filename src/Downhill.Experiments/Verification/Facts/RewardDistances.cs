using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>EPIC and STARC: zero for rewards that differ by a scale and a potential, one for opposite ones; STARC also overlooks how a reward is spread over the next states, EPIC does not.</summary>
/// <remarks>λ r(s, a, s′) + γ Φ(s′) − Φ(s), λ &gt; 0, orders all policies as r does (A. Y. Ng, D. Harada and S. Russell 1999).</remarks>
public sealed record RewardDistances : Verification
{
    private const int States = 5, Actions = 3, Draws = 25;

    /// <inheritdoc/>
    public override string Name => "reward-distances";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "EPIC and STARC distances of rewards: zero exactly for scaled and shaped ones, one for opposite ones.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("a potential without its discount", "epic-shaped"),
        new("a potential without its discount", "starc-shaped"),
        new("a scale below zero", "epic-shaped"),
        new("compared with itself", "epic-others"),
        new("compared with itself", "starc-others"),
        new("the same sign", "opposite"),
        new("compared with itself", "epic-spread"),
        new("spread off the mean", "starc-spread"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        (Mdp Mdp, Rewards Shaped, Rewards Opposite, Rewards Other, Rewards Spread)[] all = [.. Enumerable.Range(0, Draws).Select(draw =>
        {
            Mdp mdp = Process(draw);
            Rewards other = Makes("compared with itself") ? mdp.Rewards : Process(1000 + draw).Rewards;
            return (mdp, Shaped(mdp, Makes("a scale below zero") ? -2.5 : 2.5, draw), Shaped(mdp, Makes("the same sign") ? 2 : -2, draw), other, Makes("compared with itself") ? mdp.Rewards : Spread(mdp));
        })];
        yield return AtMost("epic-shaped", "EPIC of a reward scaled and shaped by a potential.", all.Worst(one => RewardDistance.Epic(one.Mdp, one.Mdp.Rewards, one.Shaped)), 1e-12, Draws);
        yield return AtMost("starc-shaped", "STARC of a reward scaled and shaped by a potential.", all.Worst(one => RewardDistance.Starc(one.Mdp, one.Mdp.Rewards, one.Shaped)), 1e-12, Draws);
        yield return AtLeast("epic-others", "EPIC of two rewards drawn apart: the least.", all.Min(one => RewardDistance.Epic(one.Mdp, one.Mdp.Rewards, one.Other)), 0.1, Draws);
        yield return AtLeast("starc-others", "STARC of two rewards drawn apart: the least.", all.Min(one => RewardDistance.Starc(one.Mdp, one.Mdp.Rewards, one.Other)), 0.1, Draws);
        yield return AtMost("opposite", "Both, of a reward whose sign is turned: 1 less the distance.", all.Worst(one => Math.Max(1 - RewardDistance.Epic(one.Mdp, one.Mdp.Rewards, one.Opposite), 1 - RewardDistance.Starc(one.Mdp, one.Mdp.Rewards, one.Opposite))), 1e-12, Draws);
        yield return AtMost("starc-spread", "STARC of a reward spread otherwise over the next states, with the same mean: no policy sees it.", all.Worst(one => RewardDistance.Starc(one.Mdp, one.Mdp.Rewards, one.Spread)), 1e-12, Draws);
        yield return AtLeast("epic-spread", "EPIC of the same: the least; it does see it.", all.Min(one => RewardDistance.Epic(one.Mdp, one.Mdp.Rewards, one.Spread)), 0.1, Draws);
    }

    private static Mdp Process(int draw) => new Garnet { States = States, Actions = Actions, Branches = States, Kind = RewardKind.Transition }.Draw(new Rng(2301).Fork(draw));

    private Rewards Shaped(Mdp mdp, double scale, int draw)
    {
        double[] potential = Calculation.Normal(2302 + draw, States);
        double discount = Makes("a potential without its discount") ? 1 : mdp.Discount;
        return Rewards.OfTransition([.. mdp.Rewards.Values.Select((r, i) => scale * r + discount * potential[mdp.Transitions.Next[i]] - potential[i / States / Actions])]);
    }

    private Rewards Spread(Mdp mdp)
    {
        double[] values = [.. mdp.Rewards.Values];
        for (int pair = 0; pair < States * Actions; pair++)
        {
            values[pair * States] += 0.5 / mdp.Transitions.Probabilities[pair * States];
            values[pair * States + 1] -= (Makes("spread off the mean") ? pair : 0.5) / mdp.Transitions.Probabilities[pair * States + 1];
        }

        return Rewards.OfTransition(values);
    }
}
