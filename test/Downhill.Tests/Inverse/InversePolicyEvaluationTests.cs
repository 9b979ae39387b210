using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Tests.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class InversePolicyEvaluationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reward_of_states_comes_back_from_its_values(bool ends)
    {
        Mdp mdp = Processes.Random(71, 5, 3, 0.9, ends: ends, kind: RewardKind.State);
        Policy policy = MaximumCausalEntropyTests.Someone(mdp, 73);
        Rewards back = InversePolicyEvaluation.OfValues(mdp, policy, PolicyValues.Of(mdp, policy).V);
        Assert.InRange(MaximumCausalEntropyTests.Apart(mdp.Rewards.Values, back.Values), 0, 1e-12);
    }

    [Fact]
    public void With_a_horizon_it_comes_back_at_every_time()
    {
        Mdp mdp = Processes.Random(71, 5, 3, 0.9, 6, kind: RewardKind.State);
        Policy policy = MaximumCausalEntropyTests.Someone(mdp, 73);
        double[] back = InversePolicyEvaluation.OfValuesInTime(mdp, policy, PolicyValues.Of(mdp, policy).V);
        Assert.All(Enumerable.Range(0, 30), i => Assert.Equal(mdp.Rewards.Values[i % 5], back[i], 1e-12));
    }

    [Fact]
    public void A_reward_of_pairs_comes_back_from_action_values()
    {
        Mdp mdp = Processes.Random(75, 5, 3, 0.9, ends: true);
        SoftValues soft = SoftValues.Of(mdp);
        Rewards back = InversePolicyEvaluation.OfActionValues(mdp, soft.Q, soft.V);
        Assert.InRange(MaximumCausalEntropyTests.Apart(mdp.Rewards.Values, back.Values), 0, 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Every_potential_gives_a_reward_with_the_same_soft_policy(double size)
    {
        Mdp mdp = Processes.Random(77, 5, 3, 0.9, ends: true);
        Policy policy = MaximumCausalEntropyTests.Someone(mdp, 79);
        double[] potential = new double[5];
        new Rng(3).Normal(potential);
        Rewards reward = InversePolicyEvaluation.Explaining(mdp, policy, [.. potential.Select(v => size * v)], 0.5);
        SoftValues soft = SoftValues.Of(mdp.With(reward), 0.5);
        Assert.All(Enumerable.Range(0, 4), s => Assert.InRange(MaximumCausalEntropyTests.Apart(policy.At(s).ToArray(), soft.Policy.At(s).ToArray()), 0, 1e-12));
        Assert.All(Enumerable.Range(0, 4), s => Assert.Equal(size * potential[s], soft.V[s], 1e-12));
    }
}
