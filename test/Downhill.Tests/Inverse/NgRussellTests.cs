using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Tests.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class NgRussellTests
{
    // Rounding of values near ten and of the linear programme's ten digits.
    private const double Rounding = 1e-9;

    [Theory]
    [InlineData(0.5, null, false)]
    [InlineData(0.9, null, false)]
    [InlineData(0.99, null, true)]
    [InlineData(1, 5, false)]
    [InlineData(0.9, 8, true)]
    public void The_policy_is_optimal_for_the_reward_that_explains_it(double discount, int? horizon, bool ends)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Mdp mdp = Processes.Random(100 + seed, 6, 3, discount, horizon, ends, RewardKind.State);
            Policy policy = OptimalValues.Of(mdp).Policy;
            ExplainedPolicy explained = new NgRussell { Penalty = 0.1 }.Of(mdp, policy);
            Assert.All(explained.Slacks, slack => Assert.True(slack >= -Rounding));
            Assert.InRange(explained.Proof.Gap, 0, Rounding);

            // The policy earns all that there is to earn of the reward, from every state.
            Mdp found = mdp.With(explained.Reward);
            double[] best = OptimalValues.Of(found).V, own = PolicyValues.Of(found, policy).V;
            Assert.All(best.Zip(own), pair => Assert.Equal(pair.First, pair.Second, 8));
            Assert.True(explained.Margin > 1e-3);
        }
    }

    // What is asked for the margins is optimality itself: a reward for which the policy is not optimal violates one of them.
    // On the way to this reward pivots of 1e-9 follow one another, and an inverse of the basis that is kept for fifty steps becomes singular.
    [Fact]
    public void Small_pivots_in_a_row_end_with_a_reward_too()
    {
        GridWorld grid = new(".....", ".##..", "...#.", ".#...", ".....") { Slip = 0.1 };
        double[] values = new double[grid.States];
        (values[grid.StateAt(4, 4)!.Value], values[grid.StateAt(0, 4)!.Value], values[grid.StateAt(4, 1)!.Value]) = (1, -1, -1);
        Mdp mdp = grid.Process(0.9).With(Rewards.OfState(values));
        Demonstrations shown = Episodes.Draw(mdp, SoftValues.Of(mdp, 1.6).Policy, 100, new Rng(1).Fork(41).Fork(5), 60);
        Policy clone = new BehaviourCloning { Prior = 0.25 }.Fit(mdp, shown);
        Policy mostly = Policy.Deterministic(mdp.Actions, [.. clone.Probabilities.Chunk(mdp.Actions).Select(row => Array.IndexOf(row, row.Max()))]);
        ExplainedPolicy found = new NgRussell { Penalty = 0.01 }.Of(mdp, mostly);
        Assert.True(found.Slacks.Min() > -1e-9);
        Assert.True(Math.Abs(found.Proof.Gap) < 1e-9 * (1 + Math.Abs(found.Proof.Value)));
    }

    [Fact]
    public void Margins_are_negative_exactly_where_another_action_pays()
    {
        int optimal = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Mdp mdp = Processes.Random(300 + seed, 3, 2, 0.8, kind: RewardKind.State);
            Policy policy = Policy.Deterministic(2, [seed % 2, seed / 2 % 2, seed / 4 % 2]);
            double[][] tables = Advantages.Of(mdp, policy, Advantages.OfEachState(3)).Tables;
            double[] gains = [.. Enumerable.Range(0, 6).Select(pair => tables.Select((table, state) => mdp.Rewards.Values[state] * table[pair]).Sum())];
            bool holds = gains.Max() <= Rounding;
            double[] best = OptimalValues.Of(mdp).V, own = PolicyValues.Of(mdp, policy).V;
            Assert.Equal(holds, best.Zip(own, (b, o) => b - o).Max() <= Rounding);
            optimal += holds ? 1 : 0;
        }

        // One in eight policies is optimal.
        Assert.InRange(optimal, 8, 60);
    }

    // The objective is piecewise linear and concave in R, so its maximum lies where as many of the planes meet on which it bends or ends
    // as R has numbers.
    [Theory]
    [InlineData(2, 2, 0.0)]
    [InlineData(2, 3, 0.3)]
    [InlineData(3, 2, 0.0)]
    [InlineData(3, 2, 0.2)]
    [InlineData(3, 3, 0.5)]
    public void The_optimum_is_the_best_of_all_vertices(int states, int actions, double penalty)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            Mdp mdp = Processes.Random(500 + seed, states, actions, 0.7, kind: RewardKind.State, branches: 2);
            OptimalValues values = OptimalValues.Of(mdp);
            ExplainedPolicy explained = new NgRussell { Penalty = penalty, Largest = 2 }.Of(mdp, values.Policy);
            double[][] margins = MarginsByHand(mdp, values.Actions);
            int[] owners = [.. Enumerable.Range(0, states).SelectMany(state => Enumerable.Repeat(state, actions - 1))];
            double Value(double[] reward) => Enumerable.Range(0, states).Sum(state => margins.Where((_, i) => owners[i] == state).Min(m => Dot(m, reward))) - (penalty * reward.Sum(Math.Abs));
            (double[] Normal, double At)[] planes =
            [
                .. margins.Select(m => (m, 0.0)),
                .. from i in Enumerable.Range(0, margins.Length) from j in Enumerable.Range(0, i) where owners[i] == owners[j] select (margins[i].Zip(margins[j], (a, b) => a - b).ToArray(), 0.0),
                .. from k in Enumerable.Range(0, states) from at in new[] { -2.0, 0, 2 } select (Enumerable.Range(0, states).Select(j => j == k ? 1.0 : 0).ToArray(), at),
            ];
            double best = Choices(planes.Length, states).Select(chosen => Meeting([.. chosen.Select(k => planes[k])]))
                .Where(reward => reward.All(r => Math.Abs(r) <= 2 + 1e-9) && margins.All(m => Dot(m, reward) >= -1e-9)).Max(Value);
            Assert.Equal(best, explained.Proof.Value, 8);
            Assert.Equal(best, Value(explained.Reward.Values), 8);
        }
    }

    [Fact]
    public void From_the_largest_penalty_on_nothing_is_a_reason()
    {
        Mdp mdp = Processes.Random(7, 5, 3, 0.9, kind: RewardKind.State);
        Policy policy = OptimalValues.Of(mdp).Policy;
        double largest = NgRussell.LargestPenalty(mdp, policy);
        Assert.True(new NgRussell { Penalty = 0.99 * largest }.Of(mdp, policy).Reward.Values.Max(Math.Abs) > 0.01);
        Assert.InRange(new NgRussell { Penalty = 1.01 * largest }.Of(mdp, policy).Reward.Values.Max(Math.Abs), 0, Rounding);
    }

    [Fact]
    public void Actions_that_a_policy_mixes_are_made_equal()
    {
        int explained = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            Mdp mdp = Processes.Random(800 + seed, 5, 3, 0.9, kind: RewardKind.State);
            int[] actions = OptimalValues.Of(mdp).Actions;
            double[] table = [.. Policy.Deterministic(3, actions).Probabilities];
            (table[actions[0]], table[(actions[0] + 1) % 3]) = (0.5, 0.5);
            ExplainedPolicy found = new NgRussell().Of(mdp, new Policy(5, 3, table));
            Assert.InRange(Math.Abs(found.Slacks[actions[0]]), 0, Rounding);
            Assert.InRange(Math.Abs(found.Slacks[(actions[0] + 1) % 3]), 0, Rounding);
            Assert.True(found.Slacks.Min() >= -Rounding);
            explained += found.Margin > 0.01 ? 1 : 0;
        }

        // Not every mixing policy has a reason other than a constant, but some do.
        Assert.InRange(explained, 3, 30);
    }

    // With a feature for each state and every state asked, the sampled form has a reward without a shortfall to choose, so it is the finite one.
    [Fact]
    public void Asked_everywhere_the_sampled_form_is_the_finite_one()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Mdp mdp = Processes.Random(600 + seed, 5, 3, 0.9, kind: RewardKind.State);
            Policy policy = OptimalValues.Of(mdp).Policy;
            Rewards[] features = [.. Advantages.OfEachState(5)];
            FeatureReward sampled = new SampledNgRussell { Shortfall = 1000 }.Of(SampledNgRussell.Compared(mdp, policy, features, Enumerable.Range(0, 5)));
            ExplainedPolicy finite = new NgRussell().Of(mdp, policy);
            Assert.Equal(finite.Proof.Value, sampled.Value, 8);
            Assert.InRange(sampled.Proof.Gap, 0, Rounding);
        }
    }

    // max over |α| ≤ 1 of min(p(α), p(α − 2 β))-like sums, by hand: one feature, d = 1 in one state and −3 in another: p(α) + p(−3α) is −α·5 for
    // α > 0 and 3|α| − 2|α| for α < 0: best at α = −1, value 1.
    [Fact]
    public void Shortfalls_count_twice()
    {
        FeatureReward reward = new SampledNgRussell().Of([[[1]], [[-3]]]);
        Assert.Equal(-1, reward.Weights[0], 12);
        Assert.Equal(1, reward.Value, 12);
        Assert.Throws<ArgumentException>(() => new SampledNgRussell().Of([]));
    }

    // γ ((P_π − Pₐ)(I − γ P_π)⁻¹)(s, ·), by elimination on dense matrices.
    private static double[][] MarginsByHand(Mdp mdp, int[] actions)
    {
        int n = mdp.States;
        double[,] p = new double[n, n];
        double[] Row(int state, int action) => [.. Enumerable.Range(0, n).Select(next => mdp.Transitions.Expected(state, action, [.. Enumerable.Range(0, n).Select(k => k == next ? 1.0 : 0)]))];
        for (int s = 0; s < n; s++)
        {
            double[] row = Row(s, actions[s]);
            for (int k = 0; k < n; k++)
            {
                p[s, k] = row[k];
            }
        }

        // (I − γ P)⁻¹ = Σ γᵏ Pᵏ; 0.7²⁰⁰ is 10⁻³¹.
        double[,] sum = new double[n, n], power = new double[n, n];
        for (int k = 0; k < n; k++)
        {
            power[k, k] = 1;
        }

        for (int step = 0; step < 200; step++)
        {
            double[,] next = new double[n, n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    sum[i, j] += mdp.Discount * power[i, j];
                    next[i, j] = mdp.Discount * Enumerable.Range(0, n).Sum(k => power[i, k] * p[k, j]);
                }
            }

            power = next;
        }

        return [.. from s in Enumerable.Range(0, n)
                   from a in Enumerable.Range(0, mdp.Actions)
                   where a != actions[s]
                   let difference = Row(s, actions[s]).Zip(Row(s, a), (x, y) => x - y).ToArray()
                   select Enumerable.Range(0, n).Select(j => Enumerable.Range(0, n).Sum(k => difference[k] * sum[k, j])).ToArray()];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static IEnumerable<int[]> Choices(int among, int count) =>
        count == 0 ? [[]] : Enumerable.Range(0, among).SelectMany(last => Choices(last, count - 1).Select(rest => (int[])[.. rest, last]));

    private static double[] Meeting((double[] Normal, double At)[] planes)
    {
        double[][] rows = [.. planes.Select(plane => plane.Normal)];
        double whole = Determinant(rows);
        return [.. planes.Select((_, j) => Math.Abs(whole) < 1e-12 ? double.PositiveInfinity
            : Determinant([.. rows.Select((row, i) => (double[])[.. row.Select((a, k) => k == j ? planes[i].At : a)])]) / whole)];
    }

    private static double Determinant(double[][] rows) => rows.Length == 0 ? 1 : rows[0].Select((a, j) =>
        (j % 2 == 0 ? a : -a) * Determinant([.. rows.Skip(1).Select(row => (double[])[.. row.Where((_, k) => k != j)])])).Sum();
}
