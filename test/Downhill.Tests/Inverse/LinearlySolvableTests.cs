using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class LinearlySolvableTests
{
    private const int States = 7;

    [Fact]
    public void First_exit_values_obey_the_bellman_equation_and_no_other_control_is_better()
    {
        (Transitions passive, double[] costs, bool[] terminal) = Problem(ends: true);
        LinearlySolvable solved = LinearlySolvable.FirstExit(passive, costs, terminal);
        for (int x = 0; x < States - 1; x++)
        {
            // v = q + min_u [KL(u‖p) + u·v], which the best u attains and others do not.
            Assert.Equal(solved.Values[x], costs[x] + Price(passive, x, solved.Controlled, solved.Values), 1e-12);
            Assert.True(Price(passive, x, passive.Probabilities, solved.Values) > solved.Values[x] - costs[x]);
        }

        Assert.Equal(costs[^1], solved.Values[^1], 1e-15);
    }

    [Fact]
    public void Average_costs_obey_the_bellman_equation_and_are_what_is_paid_in_the_long_run()
    {
        (Transitions passive, double[] costs, _) = Problem(ends: false);
        LinearlySolvable solved = LinearlySolvable.AverageCostOf(passive, costs);
        for (int x = 0; x < States; x++)
        {
            Assert.Equal(solved.Values[x] + solved.AverageCost, costs[x] + Price(passive, x, solved.Controlled, solved.Values), 1e-12);
        }

        // The stationary law of the controlled chain, by letting it run: its second eigenvalue to the 2000th is nothing.
        double[] law = [.. Enumerable.Repeat(1.0 / States, States)], zero = new double[States];
        for (int t = 0; t < 2000; t++)
        {
            double[] next = new double[States];
            for (int x = 0; x < States; x++)
            {
                for (int i = passive.Starts[x]; i < passive.Starts[x + 1]; i++)
                {
                    next[passive.Next[i]] += law[x] * solved.Controlled[i];
                }
            }

            law = next;
        }

        Assert.Equal(solved.AverageCost, law.Select((p, x) => p * (costs[x] + Price(passive, x, solved.Controlled, zero))).Sum(), 1e-12);
    }

    [Fact]
    public void A_walk_that_only_returns_on_even_steps_is_solved_too()
    {
        // Period two: power iteration would swing for ever.
        Transitions passive = Transitions.Of(4, 1, [(0, 0, 1, 0.5), (0, 0, 3, 0.5), (1, 0, 0, 0.5), (1, 0, 2, 0.5), (2, 0, 1, 0.5), (2, 0, 3, 0.5), (3, 0, 0, 0.5), (3, 0, 2, 0.5)]);
        LinearlySolvable solved = LinearlySolvable.AverageCostOf(passive, [0, 1, 0.5, 2]);
        Assert.All(Enumerable.Range(0, 4), x => Assert.Equal(solved.Values[x] + solved.AverageCost, new[] { 0, 1, 0.5, 2 }[x] + Price(passive, x, solved.Controlled, solved.Values), 1e-12));
    }

    [Fact]
    public void Soft_values_of_one_action_a_successor_are_the_same_problem()
    {
        // p uniform over b successors, each an action: V = ln Σ exp(−q + V′) = −v + ln b a step, so costs are raised by ln b.
        (Transitions passive, double[] costs, bool[] terminal) = Problem(ends: true, even: true);
        LinearlySolvable solved = LinearlySolvable.FirstExit(passive, costs, terminal);
        Transitions moves = Transitions.Of(States, 3, Enumerable.Range(0, States - 1).SelectMany(x => Enumerable.Range(0, 3).Select(a => (x, a, passive.Next[passive.Starts[x] + a], 1.0))));
        Rewards rewards = Rewards.OfState([.. costs.Select((q, x) => terminal[x] ? -q : -q - Math.Log(3))]);
        double[] initial = [1, .. new double[States - 1]];
        SoftValues soft = SoftValues.Of(new Mdp(moves, rewards, initial, terminal, 1));
        Assert.All(Enumerable.Range(0, States), x => Assert.Equal(-solved.Values[x], soft.V[x], 1e-11));
    }

    [Fact]
    public void Costs_below_zero_that_pay_for_never_ending_have_no_value()
    {
        (Transitions passive, double[] costs, bool[] terminal) = Problem(ends: true);
        Assert.Throws<ArithmeticException>(() => LinearlySolvable.FirstExit(passive, [.. costs.Select(q => q - 5)], terminal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Values_and_costs_are_recovered_from_exact_transitions(bool ends)
    {
        (Transitions passive, double[] costs, bool[] terminal) = Problem(ends);
        LinearlySolvable solved = ends ? LinearlySolvable.FirstExit(passive, costs, terminal) : LinearlySolvable.AverageCostOf(passive, costs);

        // Whoever collected the data need not have visited states as often as the controlled chain does.
        double[] counts = [.. solved.Controlled.Select((u, i) => u * (1 + (Array.FindIndex(passive.Starts, start => start > i) % 3)))];
        InverseValues found = new OptV().Fit(passive, counts, terminal);
        double shift = found.Values[0] - solved.Values[0];
        Assert.All(Enumerable.Range(0, States), x => Assert.Equal(solved.Values[x] + shift, found.Values[x], 1e-10));
        Assert.All(Enumerable.Range(0, States - 1), x => Assert.Equal(costs[x] - solved.AverageCost, found.Costs[x], 1e-10));
        Assert.Equal(ends ? costs[^1] + shift : costs[^1] - solved.AverageCost, found.Costs[^1], 1e-10);
    }

    [Fact]
    public void Few_transitions_need_a_penalty_and_more_come_nearer()
    {
        (Transitions passive, double[] costs, _) = Problem(ends: false);
        LinearlySolvable solved = LinearlySolvable.AverageCostOf(passive, costs);
        double Error(int count)
        {
            double[] counts = new double[passive.Next.Length];
            Rng rng = new(77);
            for (int n = 0; n < count; n++)
            {
                int x = rng.Below(n, States);
                double u = rng.Uniform(n);
                int i = passive.Starts[x];
                for (; i < passive.Starts[x + 1] - 1 && u > solved.Controlled[i]; i++)
                {
                    u -= solved.Controlled[i];
                }

                counts[i]++;
            }

            InverseValues found = new OptV { Penalty = 0.1 / count }.Fit(passive, counts);
            return found.Costs.Zip(costs, (a, b) => Math.Abs(a - b + solved.AverageCost)).Max();
        }

        // A hundred times as many: a tenth, and chance leaves less than a factor of 3.
        Assert.InRange(Error(1000) / Error(100_000), 3, 30);
    }

    private static double Price(Transitions passive, int x, double[] controlled, double[] values)
    {
        double sum = 0;
        for (int i = passive.Starts[x]; i < passive.Starts[x + 1]; i++)
        {
            sum += controlled[i] * (Math.Log(controlled[i] / passive.Probabilities[i]) + values[passive.Next[i]]);
        }

        return sum;
    }

    private static (Transitions Passive, double[] Costs, bool[] Terminal) Problem(bool ends, bool even = false)
    {
        Rng rng = new(61);
        List<(int, int, int, double)> listed = [];
        for (int x = 0; x < States - (ends ? 1 : 0); x++)
        {
            int[] next = [x, (x + 1) % States, (x + 3) % States];
            double[] weights = [.. next.Select((_, i) => even ? 1 : 0.2 + rng.Fork(x).Uniform(i))];
            listed.AddRange(next.Select((to, i) => (x, 0, to, weights[i] / weights.Sum())));
        }

        return (Transitions.Of(States, 1, listed), [.. Enumerable.Range(0, States).Select(x => 0.2 + rng.Fork(1000).Uniform(x))], [.. Enumerable.Range(0, States).Select(x => ends && x == States - 1)]);
    }
}
