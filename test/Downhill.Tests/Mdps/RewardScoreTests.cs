using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Tests.Mdps;

public sealed class RewardScoreTests
{
    private const int States = 5, Actions = 3;

    // Rounding of a square root of squares of rounding.
    private const double Zero = 1e-12;

    [Fact]
    public void Both_distances_are_zero_for_shaped_and_scaled_rewards_and_only_for_them()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Mdp mdp = Full(seed);
            Rewards reward = mdp.Rewards, shaped = Shaped(mdp, reward, 3.5, seed), other = Full(900 + seed).Rewards;
            Assert.InRange(RewardDistance.Epic(mdp, reward, shaped), 0, Zero);
            Assert.InRange(RewardDistance.Starc(mdp, reward, shaped), 0, Zero);
            Assert.InRange(RewardDistance.Epic(mdp, reward, other), 0.1, 1);
            Assert.InRange(RewardDistance.Starc(mdp, reward, other), 0.1, 1);
        }
    }

    [Fact]
    public void The_opposite_reward_is_at_distance_one()
    {
        Mdp mdp = Full(3);
        Rewards opposite = Shaped(mdp, mdp.Rewards, -2, 5);
        Assert.Equal(1, RewardDistance.Epic(mdp, mdp.Rewards, opposite), 12);
        Assert.Equal(1, RewardDistance.Starc(mdp, mdp.Rewards, opposite), 12);
    }

    // No policy sees which of the next states pays, only what they pay on average: STARC knows, EPIC does not.
    [Fact]
    public void Only_starc_overlooks_how_a_reward_is_spread_over_the_next_states()
    {
        Mdp mdp = Full(4);
        double[] values = [.. mdp.Rewards.Values];
        Transitions transitions = mdp.Transitions;
        for (int pair = 0; pair < States * Actions; pair++)
        {
            (int i, int j) = (transitions.Starts[pair], transitions.Starts[pair] + 1);
            values[i] += 2 / transitions.Probabilities[i];
            values[j] -= 2 / transitions.Probabilities[j];
        }

        Rewards spread = Rewards.OfTransition(values);
        Assert.InRange(RewardDistance.Starc(mdp, mdp.Rewards, spread), 0, Zero);
        Assert.True(RewardDistance.Epic(mdp, mdp.Rewards, spread) > 0.1);
    }

    [Fact]
    public void Distances_are_distances()
    {
        Mdp mdp = Full(5);
        Rewards[] rewards = [.. Enumerable.Range(10, 6).Select(seed => Full(seed).Rewards)];
        Func<Mdp, Rewards, Rewards, double>[] distances = [RewardDistance.Epic, RewardDistance.Starc];
        foreach (Func<Mdp, Rewards, Rewards, double> distance in distances)
        {
            foreach (Rewards a in rewards)
            {
                foreach (Rewards b in rewards)
                {
                    Assert.Equal(distance(mdp, a, b), distance(mdp, b, a), 13);
                    Assert.All(rewards, c => Assert.True(distance(mdp, a, c) <= distance(mdp, a, b) + distance(mdp, b, c) + 1e-12));
                }
            }
        }
    }

    [Fact]
    public void Rewards_that_say_nothing_are_between_right_and_wrong()
    {
        Mdp mdp = Full(6);
        Rewards nothing = Rewards.OfState(new double[States]), same = Rewards.OfState([.. Enumerable.Repeat(3.0, States)]);
        Assert.Equal(0.5, RewardDistance.Starc(mdp, mdp.Rewards, nothing), 12);
        Assert.Equal(0.5, RewardDistance.Starc(mdp, mdp.Rewards, same), 12);
        Assert.Equal(Math.Sqrt(0.5), RewardDistance.Epic(mdp, mdp.Rewards, same), 12);
        Assert.Equal(0, RewardDistance.Epic(mdp, nothing, same));
        Assert.Equal(0, RewardDistance.Starc(mdp, nothing, same));
    }

    [Fact]
    public void Epic_does_not_invent_rewards_of_what_cannot_happen()
    {
        Mdp sparse = Processes.Random(1, States, Actions, kind: RewardKind.Transition, branches: 2);
        Assert.Throws<ArgumentException>(() => RewardDistance.Epic(sparse, sparse.Rewards, sparse.Rewards));
        Assert.Equal(0, RewardDistance.Starc(sparse, sparse.Rewards, sparse.Rewards));
    }

    [Theory]
    [InlineData(null, RewardKind.StateAction)]
    [InlineData(null, RewardKind.Transition)]
    [InlineData(6, RewardKind.State)]
    public void Regret_is_between_zero_and_the_worst_policy(int? horizon, RewardKind kind)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Mdp mdp = Processes.Random(20 + seed, States, Actions, 0.9, horizon, ends: seed % 2 == 1, kind: kind);
            Regret none = Regret.Of(mdp, mdp.Rewards), most = Regret.Of(mdp, Times(mdp.Rewards, -1)), other = Regret.Of(mdp, Processes.Random(60 + seed, States, Actions, 0.9, horizon, seed % 2 == 1, kind).Rewards);
            Assert.Equal(0, none.Normalized, 10);
            Assert.InRange(other.Least, most.Least - 1e-9, none.Best + 1e-9);
            Assert.True(other.Most >= other.Least - 1e-12 && most.Normalized > 1);

            // What acting for the opposite earns is the least that can be earned.
            Assert.Equal(-OptimalValues.Of(mdp.With(Times(mdp.Rewards, -1))).V.Zip(mdp.Initial, (v, p) => v * p).Sum(), most.Least, 9);
        }
    }

    // A reward of zero allows everything: the worst policy and the best.
    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void A_reward_that_leaves_a_choice_is_judged_by_its_worst(int? horizon)
    {
        Mdp mdp = Processes.Random(9, States, Actions, 0.9, horizon);
        Regret regret = Regret.Of(mdp, Rewards.OfStateAction(new double[States * Actions]));
        Assert.Equal(regret.Best, regret.Most, 10);
        Assert.Equal(Regret.Of(mdp, Times(mdp.Rewards, -1)).Least, regret.Least, 10);
    }

    // In closed form: two states that stay, an action that goes over; s₁ pays 1. From s₀ with γ = ½: 0 + γ/(1 − γ) = 1 by going over.
    [Fact]
    public void Regret_of_a_chain_by_hand()
    {
        Transitions transitions = Transitions.Of(2, 2, [(0, 0, 0, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]);
        Mdp mdp = new(transitions, Rewards.OfState([0, 1]), [1, 0], [false, false], 0.5);
        Regret regret = Regret.Of(mdp, Rewards.OfState([1, 0]));
        Assert.Equal((1.0, 0.0), (Math.Round(regret.Best, 12), Math.Round(regret.Least, 12)));

        // By chance: V = ½ γ V + ½ γ · 2, V = ⅔.
        Assert.Equal(2.0 / 3, regret.Uniform, 12);
        Assert.Equal(3, regret.Normalized, 12);
    }

    [Theory]
    [InlineData(0.9, null, false, 1.0)]
    [InlineData(0.9, null, true, 0.5)]
    [InlineData(1.0, 5, true, 2.0)]
    [InlineData(0.95, 7, false, 1.0)]
    public void Policies_move_as_the_derivative_says(double discount, int? horizon, bool ends, double temperature)
    {
        Mdp mdp = Processes.Random(91, States, Actions, discount, horizon, ends, RewardKind.State);
        PolicySensitivity sensitivity = PolicySensitivity.Of(mdp, SoftValues.Of(mdp, temperature));
        const double H = 1e-4;
        for (int state = 0; state < States; state++)
        {
            double[] Logs(double by) => Array.ConvertAll(SoftValues.Of(mdp.With(Rewards.OfState([.. mdp.Rewards.Values.Select((r, s) => s == state ? r + by : r)])), temperature).Policy.Probabilities, Math.Log);
            double[] up = Logs(H), down = Logs(-H), up2 = Logs(2 * H), down2 = Logs(-2 * H);
            for (int i = 0; i < up.Length; i++)
            {
                // Five points: the error is h⁴ of a fifth derivative, and rounding 10⁻¹⁴/h.
                double slope = ((8 * (up[i] - down[i])) - (up2[i] - down2[i])) / (12 * H);
                Assert.Equal(slope, sensitivity.Slopes[state][i], 8);
            }
        }
    }

    // Tilting all rewards of pairs in one state: π moves there by total variation π₀ (1 − π₀) / T to first order.
    [Fact]
    public void A_single_decision_moves_in_closed_form()
    {
        Transitions transitions = Transitions.Of(2, 2, [(0, 0, 1, 1), (0, 1, 1, 1)]);
        Mdp mdp = new(transitions, Rewards.OfStateAction([1, 0, 0, 0]), [1, 0], [false, true], 1);
        SoftValues values = SoftValues.Of(mdp, 2);
        double first = 1 / (1 + Math.Exp(-0.5));
        PolicySensitivity sensitivity = PolicySensitivity.Of(mdp, values, [Rewards.OfStateAction([1, 0, 0, 0])]);
        Assert.Equal(first * (1 - first) / 2, sensitivity.Moved[0], 12);
        Assert.Equal((1 - first) / 2, sensitivity.Slopes[0][0], 12);
    }

    private static Mdp Full(int seed) => Processes.Random(seed, States, Actions, kind: RewardKind.Transition, branches: States);

    private static Rewards Shaped(Mdp mdp, Rewards reward, double scale, int seed)
    {
        Rng rng = new Rng(95).Fork(seed);
        Transitions transitions = mdp.Transitions;
        return Rewards.OfTransition([.. from pair in Enumerable.Range(0, States * Actions)
                                        from i in Enumerable.Range(transitions.Starts[pair], transitions.Starts[pair + 1] - transitions.Starts[pair])
                                        select (scale * reward.Values[i]) + (mdp.Discount * rng.Normal(transitions.Next[i])) - rng.Normal(pair / Actions)]);
    }

    private static Rewards Times(Rewards rewards, double factor) => Like(rewards, [.. rewards.Values.Select(r => factor * r)]);

    private static Rewards Like(Rewards rewards, double[] values) => rewards.Kind switch
    {
        RewardKind.State => Rewards.OfState(values),
        RewardKind.StateAction => Rewards.OfStateAction(values),
        _ => Rewards.OfTransition(values),
    };
}
