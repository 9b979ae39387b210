using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Tests.Mdps;

public sealed class WorldTests
{
    [Fact]
    public void A_grid_is_worth_its_way_to_the_goal()
    {
        // Cost 1 a step and no slip: the value is minus the steps round the wall, plus the goal's 10.
        GridWorld world = new("S#G", ".#.", "...") { StepReward = -1, GoalReward = 10 };
        OptimalValues values = OptimalValues.Of(world.Process(1));
        Assert.Equal(7, world.States);
        Assert.Equal(10 - 6, values.V[world.StateAt(0, 0)!.Value], 1e-12);
        Assert.Equal(10, values.V[world.StateAt(2, 0)!.Value], 1e-12);
        Assert.Null(world.StateAt(1, 0));
        Assert.Null(world.StateAt(3, 0));
        Assert.Equal((2, 2), world.CellOf(world.StateAt(2, 2)!.Value));
    }

    [Fact]
    public void The_classic_grid_has_its_printed_values()
    {
        // S. Russell and P. Norvig, Artificial Intelligence, the 4 × 3 world: γ = 1, −0.04 a step, moves slip sideways one time in five.
        GridWorld world = new("...G", ".#.X", "S...") { Slip = 0.2, StepReward = -0.04 };
        double[] printed = [0.812, 0.868, 0.918, 1, 0.762, 0.660, -1, 0.705, 0.655, 0.611, 0.388];
        double[] v = OptimalValues.Of(world.Process(1)).V;
        Assert.Equal(printed, v.Select(value => Math.Round(value, 3)));
    }

    [Fact]
    public void Garnets_have_their_branches_and_are_laws()
    {
        Mdp mdp = new Garnet { States = 200, Actions = 4, Branches = 3, Ends = 5 }.Draw(new Rng(1));
        for (int pair = 0; pair < 800; pair++)
        {
            Assert.Equal(pair / 4 < 195 ? 3 : 0, mdp.Transitions.Starts[pair + 1] - mdp.Transitions.Starts[pair]);
        }

        // Each length between two cuts has mean 1/3 and standard deviation √(1/18): the mean of 780 of them is within 5 · 0.236/√780 = 0.042.
        Assert.Equal(1.0 / 3, Enumerable.Range(0, 780).Average(pair => mdp.Transitions.Probabilities[3 * pair]), 0.042);

        // A state follows with chance 3/200: 2340 choices over 200 states, five standard deviations √11.7 from 11.7.
        int[] counts = [.. Enumerable.Range(0, 200).Select(state => mdp.Transitions.Next.Count(next => next == state))];
        Assert.All(counts, count => Assert.InRange(count, 0, 11.7 + (5 * 3.42) + 3));
        Assert.InRange(counts.Count(count => count == 0), 0, 2);
    }

    [Fact]
    public void Object_worlds_pay_by_distance()
    {
        DrawnObjects world = new ObjectWorld { Size = 10, Objects = 8, Colours = 3 }.Draw(new Rng(3));
        double[] r = world.Mdp.Rewards.Values;
        for (int state = 0; state < 100; state++)
        {
            double Nearest(int colour) => world.Objects.Where(o => o.Outer == colour).Select(o => Math.Sqrt(Math.Pow(o.X - (state % 10), 2) + Math.Pow(o.Y - (state / 10), 2))).Append(99).Min();
            double expected = Nearest(0) <= 3 && Nearest(1) <= 2 ? 1 : Nearest(0) <= 3 ? -1 : 0;
            Assert.Equal(expected, r[state]);
        }

        Assert.Equal([-1.0, 0, 1], r.Distinct().Order());
        Assert.Equal(0.7 + (0.3 / 5), world.Mdp.Transitions.Probabilities[world.Mdp.Transitions.Row(55, 1)].Max(), 1e-15);
    }

    [Fact]
    public void The_risky_path_is_avoided_by_the_causal_policy_only()
    {
        // Causal: the risky action is worth (4 · 1 + 4 · (−100))/2 and never done. Over paths, exp(reward) of the lucky one is 0.5 e⁴
        // against e³ of the safe one and less of dawdling: the risk is taken.
        SoftValues soft = SoftValues.Of(KnownProcesses.RiskyPath());
        Assert.InRange(soft.Policy.At(0)[1], 0, 1e-80);
        Assert.Equal(0, OptimalValues.Of(KnownProcesses.RiskyPath()).Actions[0]);
    }

    [Fact]
    public void The_chain_goes_on_for_the_large_reward()
    {
        // From 0.99 the far end is worth more than the small reward at hand, from 0.5 it is not.
        Assert.Equal([0, 0, 0, 0, 0], OptimalValues.Of(KnownProcesses.Chain()).Actions);
        Assert.Equal(1, OptimalValues.Of(KnownProcesses.Chain(discount: 0.5)).Actions[0]);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(1.0)]
    public void The_problems_of_other_libraries_behave_as_their_tests_ask(double discount)
    {
        Mdp reasonable = KnownProcesses.Reasonable(discount), random = KnownProcesses.RandomTransition(discount);
        Policy policy = SoftValues.Of(reasonable).Policy;
        for (int t = 0; t < 19; t++)
        {
            Assert.Equal(policy.At(0, t)[0], policy.At(0, t)[2], 1e-12);
            Assert.True(discount == 0 || policy.At(0, t)[0] > 2 * policy.At(0, t)[1]);
            Assert.True(discount == 0 || (policy.At(1, t)[2] > policy.At(1, t)[0] && policy.At(1, t)[0] > policy.At(1, t)[1]));
            Assert.Equal(policy.At(1, t).ToArray(), policy.At(2, t).ToArray());
        }

        // Decisions are made at t = 0, …, H − 1 and no visit is counted after: the sum of states is that of γᵗ over t < H.
        double expected = Enumerable.Range(0, 10).Sum(t => Math.Pow(discount, t));
        Assert.Equal(expected, Occupancy.Of(random, SoftValues.Of(random).Policy).States.Sum(), 1e-12);
    }

    [Theory]
    [InlineData("..", "...")]
    [InlineData("##", "##")]
    [InlineData("GX", "##")]
    public void A_map_that_is_none_is_refused(params string[] map) => Assert.Throws<ArgumentException>(() => new GridWorld(map));
}
