using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Tests.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class IdentificationTests
{
    private const int States = 6, Actions = 3;

    // Rolland et al. (2022): 2 S − 1 identifies r(s, a) up to a constant.
    [Theory]
    [InlineData("other transitions", 11, 1)]
    [InlineData("other discount", 11, 1)]
    [InlineData("alone", 6, 6)]
    [InlineData("deaf to actions", 6, 6)]
    public void The_rank_says_whether_a_reward_of_pairs_is_known(string case_, int rank, int open)
    {
        Mdp[] environments = Environments(case_);
        Identification identification = Identification.Of(environments);
        Assert.Equal(rank, Identification.Rank(environments));
        Assert.Equal(open, identification.Unknown.Length);
        Assert.Equal(open == 1, identification.IsKnownUpToConstant);
    }

    [Theory]
    [InlineData("other transitions")]
    [InlineData("other discount")]
    [InlineData("alone")]
    [InlineData("deaf to actions")]
    [InlineData("horizon")]
    [InlineData("ends")]
    public void What_can_be_known_is_found(string case_)
    {
        Mdp[] environments = Environments(case_);
        Identification identification = Identification.Of(environments);
        ExplainedReward explained = identification.Explain([.. environments.Select(mdp => SoftValues.Of(mdp, 0.7).Policy)], 0.7);
        Assert.InRange(explained.Residual, 0, 1e-9);
        double[] visible = identification.Visible(environments[0].Rewards.Values);
        Assert.All(explained.Reward.Values.Zip(visible), pair => Assert.Equal(pair.Second, pair.First, 8));
        if (identification.Unknown.Length == 1)
        {
            double[] truth = environments[0].Rewards.Values;
            Assert.All(explained.Reward.Values.Zip(truth), pair => Assert.Equal(pair.Second - truth.Average(), pair.First, 8));
        }
    }

    // What is said to be open really is: a step along it leaves every policy as it was, and a step along anything else does not.
    [Theory]
    [InlineData("other transitions", RewardKind.StateAction)]
    [InlineData("alone", RewardKind.StateAction)]
    [InlineData("deaf to actions", RewardKind.StateAction)]
    [InlineData("horizon", RewardKind.StateAction)]
    [InlineData("ends", RewardKind.StateAction)]
    [InlineData("alone", RewardKind.State)]
    [InlineData("deaf to actions", RewardKind.State)]
    [InlineData("ends", RewardKind.State)]
    public void Only_what_is_open_moves_no_policy(string case_, RewardKind kind)
    {
        Mdp[] environments = Environments(case_, kind);
        Identification identification = Identification.Of(environments, kind);
        foreach (double[] direction in identification.Unknown)
        {
            Assert.InRange(Moved(environments, kind, direction), 0, 1e-9);
        }

        Rng rng = new(81);
        double[] other = identification.Visible([.. environments[0].Rewards.Values.Select((_, i) => kind == RewardKind.StateAction && environments[0].Terminal[i / Actions] ? 0 : rng.Normal(i))]);
        if (other.Max(Math.Abs) > 1e-9)
        {
            Assert.True(Moved(environments, kind, other) > 1e-4);
        }
        else
        {
            Assert.Equal("deaf to actions", case_);
        }
    }

    // Actions that change nothing say nothing of a reward of states.
    [Fact]
    public void A_reward_of_states_is_known_up_to_a_constant_where_actions_matter()
    {
        Assert.True(Identification.Of(Environments("alone", RewardKind.State), RewardKind.State).IsKnownUpToConstant);
        Assert.Equal(States, Identification.Of(Environments("deaf to actions", RewardKind.State)[..1], RewardKind.State).Unknown.Length);
    }

    [Fact]
    public void Policies_that_no_reward_explains_leave_a_residual()
    {
        Mdp[] environments = Environments("other transitions");
        Policy[] policies = [SoftValues.Of(environments[0]).Policy, Policy.Uniform(States, Actions)];
        Assert.True(Identification.Of(environments).Explain(policies).Residual > 0.01);
        double[] table = [.. policies[0].Probabilities];
        (table[0], table[1]) = (0, table[0] + table[1]);
        Assert.Throws<ArgumentException>(() => Identification.Of(environments).Explain([new(States, Actions, table), policies[1]]));
        Assert.Throws<ArgumentException>(() => Identification.Of(environments).Explain([policies[0]]));
        Assert.Throws<ArgumentException>(() => Identification.Of([]));
        Assert.Throws<ArgumentException>(() => Identification.Of(environments, RewardKind.Transition));
    }

    private static Mdp[] Environments(string case_, RewardKind kind = RewardKind.StateAction)
    {
        Mdp first = case_ == "deaf to actions" ? Deaf(1, kind) : Processes.Random(1, States, Actions, 0.9, ends: case_ == "ends", kind: kind);
        Mdp second = case_ switch
        {
            "deaf to actions" => Deaf(2, kind),
            "other discount" => first.With(0.5, null),
            "horizon" => first.With(0.9, 4),
            _ => Processes.Random(2, States, Actions, 0.9, ends: case_ == "ends", kind: kind),
        };
        return case_ is "alone" ? [first] : case_ is "horizon" ? [second] : [first, second.With(first.Rewards)];
    }

    private static Mdp Deaf(int seed, RewardKind kind)
    {
        Mdp mdp = Processes.Random(seed, States, Actions, 0.9, kind: kind);
        Transitions heard = mdp.Transitions;
        return new(Transitions.Of(States, Actions, Enumerable.Range(0, States * Actions).SelectMany(pair =>
        {
            Range row = heard.Row(pair / Actions, 0);
            return heard.Next[row].Zip(heard.Probabilities[row], (next, p) => (pair / Actions, pair % Actions, next, p));
        })), mdp.Rewards, mdp.Initial, mdp.Terminal, 0.9);
    }

    private static double Moved(Mdp[] environments, RewardKind kind, double[] direction) => environments.Max(mdp =>
    {
        double[] moved = [.. mdp.Rewards.Values.Zip(direction, (r, d) => r + d)];
        Mdp other = mdp.With(kind == RewardKind.State ? Rewards.OfState(moved) : Rewards.OfStateAction(moved));
        return SoftValues.Of(mdp).Policy.Probabilities.Zip(SoftValues.Of(other).Policy.Probabilities, (a, b) => Math.Abs(a - b)).Max();
    });
}
