using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Tests.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class WassersteinControlTests
{
    // One decision between two ends at distance D, the expert always at the first: g grows with the difference of costs, so it is L D, and the
    // other end has the probability 1/(1 + exp(L D/T)).
    [Theory]
    [InlineData(1.0, 2.0, 1.0)]
    [InlineData(3.0, 0.5, 0.7)]
    public void One_decision_has_a_closed_form(double lipschitz, double apart, double temperature)
    {
        Transitions transitions = Transitions.Of(3, 2, [(0, 0, 1, 1), (0, 1, 2, 1)]);
        Mdp mdp = new(transitions, Rewards.OfState(new double[3]), [1, 0, 0], [false, true, true], 1);
        ControlledPolicy found = new WassersteinControl { Lipschitz = lipschitz, Temperature = temperature, Tolerance = 1e-12 }
            .Of(mdp, [1, 1, 0], (x, y) => x == y ? 0 : x == 0 || y == 0 ? 10 : apart);
        double other = 1 / (1 + Math.Exp(lipschitz * apart / temperature));
        Assert.Equal(other, found.Policy.At(0)[1], 10);
        Assert.Equal(apart * other, found.Distance, 10);
        Assert.Equal(lipschitz * apart, found.Cost[2] - found.Cost[1], 10);
    }

    // An expert who is soft in a cost of slope below L is met: there the gradient is zero, and the bound does not bind.
    [Theory]
    [InlineData(0.9, null)]
    [InlineData(1.0, 8)]
    public void An_expert_within_the_bound_is_met(double discount, int? horizon)
    {
        Mdp mdp = Processes.Random(5, 7, 3, discount, horizon, kind: RewardKind.State);
        double[] cost = [.. Enumerable.Range(0, 7).Select(s => 0.8 * Math.Sin(s))];
        Policy expert = SoftValues.Of(mdp.With(Rewards.OfState([.. cost.Select(c => -c)]))).Policy;
        ControlledPolicy found = new WassersteinControl { Tolerance = 1e-8 }.Of(mdp, Occupancy.Of(mdp, expert).States, (x, y) => Math.Abs(x - y));
        Assert.InRange(found.Gap, -1e-9, 1e-8);
        Assert.InRange(found.Distance, 0, 1e-3);
        for (int s = 0; s < 7; s++)
        {
            Assert.Equal(expert.At(s)[0], found.Policy.At(s)[0], 3);
        }
    }

    // The gap is one: no cost of the hull of potentials, and no other within the bound, is better by more. Here against costs drawn at random.
    [Fact]
    public void No_cost_within_the_bound_is_better_by_more_than_the_gap()
    {
        Mdp mdp = Processes.Random(6, 6, 3, 0.8, kind: RewardKind.State);
        double[] expert = [0, 0, 0, 0, 0, 0, 2, 3];
        double[] places = [0, 1, 2, 3, 4, 5, 1.5, 4.25];
        double Apart(int x, int y) => Math.Abs(places[x] - places[y]);
        ControlledPolicy found = new WassersteinControl { Lipschitz = 0.5, Tolerance = 1e-9 }.Of(mdp, expert, Apart);
        Assert.InRange(found.Gap, -1e-9, 1e-9);
        double Value(double[] cost) => -expert.Zip(cost, (p, c) => p * c).Sum() - SoftValues.Of(mdp.With(Rewards.OfState([.. cost.Take(6).Select(c => -c)]))).V.Zip(mdp.Initial, (v, p) => v * p).Sum();
        double best = Value(found.Cost);
        for (int draw = 0; draw < 300; draw++)
        {
            // Steps of at most L along the line.
            Downhill.Compute.Rng rng = new Downhill.Compute.Rng(9).Fork(draw);
            int[] order = [.. Enumerable.Range(0, 8).OrderBy(x => places[x])];
            double[] other = new double[8];
            for (int k = 1; k < 8; k++)
            {
                other[order[k]] = other[order[k - 1]] + (0.5 * Apart(order[k], order[k - 1]) * ((2 * rng.Uniform(k)) - 1));
            }

            double share = rng.Uniform(0);
            Assert.True(Value([.. found.Cost.Zip(other, (c, o) => ((1 - share) * c) + (share * o))]) <= best + 1e-9);
        }

        for (int pair = 0; pair < 64; pair++)
        {
            Assert.True(found.Cost[pair / 8] - found.Cost[pair % 8] <= (0.5 * Apart(pair / 8, pair % 8)) + 1e-9);
        }
    }

    // Six slopes between seven places cannot be had from three potentials, so the limit ends the search, however many of them are in use.
    [Fact]
    public void No_more_potentials_are_added_than_is_said()
    {
        Mdp mdp = Processes.Random(5, 7, 3, 0.9, kind: RewardKind.State);
        Policy expert = SoftValues.Of(mdp.With(Rewards.OfState([.. Enumerable.Range(0, 7).Select(s => -0.8 * Math.Sin(s))]))).Policy;
        ControlledPolicy found = new WassersteinControl { Most = 3 }.Of(mdp, Occupancy.Of(mdp, expert).States, (x, y) => Math.Abs(x - y));
        Assert.Equal(4, found.Distances.Length);
        Assert.Equal(4, found.Gaps.Length);
        Assert.True(found.Gap > 1e-7);
    }

    [Fact]
    public void Places_must_hold_the_states() =>
        Assert.Throws<ArgumentException>(() => new WassersteinControl().Of(Processes.Random(6), [1], (_, _) => 0));
}
