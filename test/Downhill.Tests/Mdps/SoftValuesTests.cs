using Downhill.Mdps;

namespace Downhill.Tests.Mdps;

public sealed class SoftValuesTests
{
    [Theory]
    [InlineData(RewardKind.State)]
    [InlineData(RewardKind.StateAction)]
    [InlineData(RewardKind.Transition)]
    public void With_a_horizon_they_are_the_best_sum_of_rewards_and_entropies(RewardKind kind)
    {
        // V_t(s) = T ln Σ exp((r + γ Σ P V_{t+1})/T), by recursion from the definition, state by state, without tables.
        Mdp mdp = Processes.Random(3, discount: 0.8, horizon: 4, ends: true, kind: kind);
        SoftValues soft = SoftValues.Of(mdp, 0.7);
        for (int state = 0; state < mdp.States; state++)
        {
            Assert.Equal(Recursive(mdp, state, 0, 0.7), soft.V[state], 1e-12);
        }
    }

    [Theory]
    [InlineData(0.5, 4)]
    [InlineData(0.9, 40)]
    [InlineData(0.999, 40)]
    [InlineData(0.99, 500)]
    public void Without_a_horizon_they_are_the_limit_of_long_ones(double discount, int states)
    {
        // What is beyond the horizon is worth at most γᴴ (max |r| + T ln A)/(1 − γ), 5e-11 with the H below and |r| < 5.
        int horizon = (int)Math.Ceiling(Math.Log(5e-11 * (1 - discount) / (5 + Math.Log(3))) / Math.Log(discount));
        Mdp mdp = Processes.Random(5, states, discount: discount);
        SoftValues soft = SoftValues.Of(mdp), longer = SoftValues.Of(mdp.With(discount, horizon));
        Assert.All(Enumerable.Range(0, states), state => Assert.Equal(longer.V[state], soft.V[state], 1e-10));
        Assert.InRange(soft.Residual, 0, 1e-11);
    }

    [Fact]
    public void A_first_exit_without_discount_is_solved()
    {
        Mdp mdp = Processes.Lowered(Processes.Random(8, 6, discount: 1, ends: true), 3.5);
        SoftValues soft = SoftValues.Of(mdp);
        PolicyValues own = PolicyValues.Of(mdp, soft.Policy, 1);
        Assert.All(Enumerable.Range(0, 6), state => Assert.Equal(own.V[state], soft.V[state], 1e-11));
        Assert.InRange(soft.Residual, 0, 1e-12);
    }

    [Fact]
    public void A_first_exit_that_is_worth_putting_off_has_no_soft_value()
    {
        Mdp mdp = Processes.Random(21, 30, discount: 1, ends: true);
        Assert.Contains("putting off", Assert.Throws<NoValueException>(() => SoftValues.Of(mdp)).Message, StringComparison.Ordinal);
    }

    private static double Recursive(Mdp mdp, int state, int t, double temperature)
    {
        double[] expected = mdp.Rewards.Expected(mdp.Transitions);
        if (t == mdp.Horizon)
        {
            return 0;
        }

        if (mdp.Terminal[state])
        {
            return mdp.Rewards.Kind == RewardKind.State ? mdp.Rewards.Values[state] : 0;
        }

        return temperature * Math.Log(Enumerable.Range(0, mdp.Actions).Sum(action =>
        {
            Range row = mdp.Transitions.Row(state, action);
            double next = Enumerable.Range(row.Start.Value, row.End.Value - row.Start.Value).Sum(i => mdp.Transitions.Probabilities[i] * Recursive(mdp, mdp.Transitions.Next[i], t + 1, temperature));
            return Math.Exp((expected[(state * mdp.Actions) + action] + (mdp.Discount * next)) / temperature);
        }));
    }
}
