using Downhill.Compute;
using Downhill.Energies;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class SampledCostTests
{
    private static readonly GridWorld Grid = new("S...", ".#..", "....");
    private static readonly Mdp World = Grid.Process(1, 7).With(Rewards.OfState([0, -0.5, -1, 0.5, 0.2, 0.3, 0.8, 0, -0.6, 0.4, 1]));
    private static readonly Policy Expert = SoftValues.Of(World).Policy;
    private static readonly Demonstrations Shown = Episodes.Draw(World, Expert, 2000, new Rng(5));

    private static readonly Linear Table = new(new double[World.States]);

    [Fact]
    public void Guided_cost_learning_ends_at_the_maximum_entropy_cost()
    {
        SampledFit fit = new GuidedCostLearning { Rounds = 6, Samples = 1000, Penalty = 1e-4 }.Fit(World, Shown, Table, Place, new Rng(6));

        // 2,000 demonstrations show visits of order one to some 0.03; Z from thousands of paths adds as much.
        Assert.InRange(Far(fit), 0, 0.1);
        Assert.InRange(fit.EffectiveSampleSizes[^1], 1000, 8000);
        Assert.Equal(6, fit.EffectiveSampleSizes.Count);
        Assert.InRange(Math.Abs(fit.LogPartition - SoftValues.Of(World.With(fit.Rewards)).V[0]), 0, 0.1);
    }

    [Fact]
    public void A_gan_with_a_learned_z_ends_at_the_same_cost_and_knows_its_z()
    {
        SampledFit fit = new AdversarialCost { Rounds = 10, Samples = 600, Penalty = 1e-4 }.Fit(World, Shown, Table, Place, new Rng(6));
        Assert.InRange(Far(fit), 0, 0.1);

        // ln Z that was learned against the ln Σ e⁻ᶜ of the cost that was learned, which soft values know exactly.
        Assert.InRange(Math.Abs(fit.LogPartition - SoftValues.Of(World.With(fit.Rewards)).V[0]), 0, 0.1);
    }

    [Fact]
    public void Paths_that_end_when_they_end_are_learned_from_too()
    {
        // First exit without discount: a cost of 0, where both begin, has no soft value here, for never to end would pay.
        GridWorld grid = new("S..", "...", "..G") { StepReward = -2 };
        Mdp world = grid.Process(1);
        Policy expert = SoftValues.Of(world).Policy;
        Demonstrations shown = Episodes.Draw(world, expert, 1000, new Rng(8));
        static double[] One(int state, int action) => [.. Enumerable.Range(0, 9).Select(s => s == state && action >= 0 ? 1.0 : 0)];
        SampledFit[] fits =
        [
            new GuidedCostLearning { Rounds = 5, Samples = 500 }.Fit(world, shown, new Linear([.. Enumerable.Repeat(1.5, 9)]), One, new Rng(9)),
            new AdversarialCost { Rounds = 8, Samples = 500 }.Fit(world, shown, new Linear([.. Enumerable.Repeat(1.5, 9)]), One, new Rng(9)),
        ];
        double[] did = Occupancy.Of(world, expert).States;

        // A thousand paths show visits of order one to some 0.03.
        Assert.All(fits, fit => Assert.InRange(MaximumCausalEntropyTests.Apart(did, Occupancy.Of(world, fit.Policy).States), 0, 0.12));
    }

    [Fact]
    public void The_partition_is_the_root_of_its_equation()
    {
        double[] costs = [0.3, -1, 2, 0.5], logSampler = [-1, -2, -0.5, -3], p = [0.1, 0.5, 0.2, 0.2], q = [0.4, 0.1, 0.3, 0.2];
        double z = DiscriminatorPartition.Log(costs, logSampler, p, q);
        double Loss(double at) => costs.Select((c, i) => (p[i] * Math.Log(1 + Math.Exp(c + logSampler[i] + at))) + (q[i] * Math.Log(1 + Math.Exp(-c - logSampler[i] - at)))).Sum();
        Assert.True(Loss(z) < Loss(z + 1e-4) && Loss(z) < Loss(z - 1e-4));
    }

    [Fact]
    public void Behaviour_is_cloned_by_counting()
    {
        Demonstrations shown = new([new Episode([0, 1], [1, 2], 1), new Episode([0], [1], 1)]);
        Policy clone = new BehaviourCloning { Prior = 0.5 }.Fit(World, shown);
        Assert.Equal([0.5 / 4, 2.5 / 4, 0.5 / 4, 0.5 / 4], clone.At(0).ToArray());
        Assert.Equal([0.25, 0.25, 0.25, 0.25], clone.At(3).ToArray());
        Policy inTime = new BehaviourCloning { Prior = 0, InTime = true }.Fit(World, shown);
        Assert.Equal([0, 0, 1, 0], inTime.At(1, 1).ToArray());
        Assert.Equal([0.25, 0.25, 0.25, 0.25], inTime.At(1, 0).ToArray());
    }

    [Fact]
    public void All_paths_add_up_to_one_and_to_what_a_policy_earns()
    {
        Mdp mdp = Tests.Mdps.Processes.Random(91, 4, 2, 0.8, 4, ends: true, kind: RewardKind.State, branches: 2);
        Policy policy = MaximumCausalEntropyTests.Someone(mdp, 93);
        AllPaths all = AllPaths.Of(mdp);
        double[] law = all.Law(policy);
        Assert.Equal(1, law.Sum(), 1e-13);
        Assert.Equal(Occupancy.Of(mdp, policy).Earned(mdp), law.Zip(all.Returns(mdp.Rewards), (p, r) => p * r).Sum(), 1e-13);
    }

    private static double[] Place(int state, int action)
    {
        _ = action;
        double[] place = new double[World.States];
        place[state] = 1;
        return place;
    }

    private static double Far(SampledFit fit) => MaximumCausalEntropyTests.Apart(
        Occupancy.Of(World, Expert).States,
        Occupancy.Of(World, SoftValues.Of(World.With(fit.Rewards)).Policy).States);
}
