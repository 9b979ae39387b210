using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Tests.Mdps;

/// <summary>Processes too large for elimination, and the error that is certified.</summary>
public sealed class LargeTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.9999)]
    [InlineData(0.999999)]
    public void One_reward_everywhere_is_worth_its_sum_for_ever(double discount)
    {
        // V = (r + T ln A)/(1 − γ), whatever follows what. 1 − γ is a difference without rounding.
        Mdp drawn = new Garnet { States = 3000, Actions = 8, Branches = 4, Discount = discount }.Draw(new Rng(2));
        double[] rewards = new double[24_000];
        Array.Fill(rewards, 0.3);
        SoftValues soft = SoftValues.Of(drawn.With(Rewards.OfStateAction(rewards)), 0.5);

        // The rows sum to one but for 1e-16, which 1/(1 − γ) magnifies.
        double exact = (0.3 + (0.5 * Math.Log(8))) / (1 - discount);
        Assert.All(soft.V, v => Assert.InRange(Math.Abs(v - exact), 0, soft.Error + (3e-16 * exact / (1 - discount))));
        Assert.InRange(soft.Error, 0, Math.Max(1e-12 * exact, 1e-13));
    }

    [Fact]
    public void Rows_that_miss_one_are_taken_as_they_are()
    {
        // Every row sums to 1 + 4e-10, so V = (r + T ln A)/(1 − γ (1 + 4e-10)): at γ = 0.9999 it differs in the sixth digit.
        const double Over = 4e-10, Discount = 0.9999;
        Mdp drawn = new Garnet { States = 500, Actions = 2, Branches = 2, Discount = Discount }.Draw(new Rng(3));
        Transitions over = Transitions.OfRows(500, 2, drawn.Transitions.Starts, drawn.Transitions.Next, [.. drawn.Transitions.Probabilities.Select((p, i) => i % 2 == 0 ? p + Over : p)]);
        double[] rewards = new double[1000];
        Array.Fill(rewards, 1);
        SoftValues soft = SoftValues.Of(new Mdp(over, Rewards.OfStateAction(rewards), drawn.Initial, drawn.Terminal, Discount));
        double exact = (1 + Math.Log(2)) / (1 - (Discount * (1 + Over)));
        Assert.All(soft.V, v => Assert.Equal(exact, v, 2e-11 * exact));
        Assert.NotEqual(exact, (1 + Math.Log(2)) / (1 - Discount), 1e-7 * exact);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(8)]
    public void A_way_out_without_chance_is_a_linear_problem(int side)
    {
        // Without slip z = exp(V) obeys z(s) = exp(r) Σ z(next): swept by itself until nothing changes.
        GridWorld world = new([.. Enumerable.Range(0, side).Select(row => new string('.', side - 1) + (row == side - 1 ? 'G' : '.'))]) { StepReward = -1.5 };
        Mdp mdp = world.Process(1);
        SoftValues soft = SoftValues.Of(mdp);
        double[] z = new double[mdp.States];
        double change = 1;
        while (change > 1e-15)
        {
            change = 0;
            for (int state = mdp.States - 1; state >= 0; state--)
            {
                double now = mdp.Terminal[state] ? Math.E : Math.Exp(-1.5) * Enumerable.Range(0, 4).Sum(action => z[mdp.Transitions.Next[mdp.Transitions.Starts[(state * 4) + action]]]);
                change = Math.Max(change, Math.Abs(now - z[state]) / now);
                z[state] = now;
            }
        }

        Assert.All(Enumerable.Range(0, mdp.States), state => Assert.InRange(Math.Abs(soft.V[state] - Math.Log(z[state])), 0, soft.Error + 1e-11));
        Assert.InRange(soft.Error, 0, 1e-9);
    }

    [Fact]
    public void The_values_of_a_policy_and_its_visits_agree_on_a_large_grid()
    {
        GridWorld world = new([.. Enumerable.Range(0, 50).Select(row => new string('.', 49) + (row == 49 ? 'G' : '.'))]) { StepReward = -3, Slip = 0.3 };
        Mdp mdp = world.Process(1);
        Policy policy = SoftValues.Of(mdp.With(0.99, null)).Policy;
        Occupancy visits = Occupancy.Of(mdp, policy);
        PolicyValues values = PolicyValues.Of(mdp, policy);
        Assert.Equal(values.Earned(mdp), visits.Earned(mdp), 1e-9 * Math.Abs(values.Earned(mdp)));
        Assert.InRange(visits.Residual, 0, 1e-11);
        Assert.Equal(1, visits.States[^1], 1e-9);
    }

    [Fact]
    public void The_bound_holds_with_a_horizon_too()
    {
        Mdp mdp = new Garnet { States = 50, Actions = 3, Horizon = 50, Discount = 1 }.Draw(new Rng(4));
        double[] rewards = new double[150];
        Array.Fill(rewards, 0.1);
        SoftValues soft = SoftValues.Of(mdp.With(Rewards.OfStateAction(rewards)));
        Assert.All(soft.V[..50], v => Assert.InRange(Math.Abs(v - (50 * (0.1 + Math.Log(3)))), 0, soft.Error));
        Assert.InRange(soft.Error, 1e-14, 1e-11);
    }
}
