using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Tests.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class MaximumCausalEntropyTests
{
    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.5, 10)]
    [InlineData(0.9, 3)]
    [InlineData(0.9, 10)]
    [InlineData(0.99, 50)]
    [InlineData(1.0, 50)]
    [InlineData(0.5, null)]
    [InlineData(0.9, null)]
    [InlineData(0.99, null)]
    public void The_returned_policy_visits_what_exact_demonstrations_did(double discount, int? horizon)
    {
        // Any policy, not one of the model: what is matched then are the discounted visits of what rewards tell apart.
        Mdp mdp = Processes.Random(31, 5, 3, discount, horizon, branches: 2);
        Policy expert = Someone(mdp, 41);
        foreach (RewardKind kind in Enum.GetValues<RewardKind>())
        {
            InverseFit fit = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(kind), expert);
            Occupancy did = Occupancy.Of(mdp, expert), does = Occupancy.Of(mdp, fit.Policy);
            Assert.InRange(kind == RewardKind.State ? Apart(did.States, does.States) : Apart(did.Pairs, does.Pairs), 0, 1e-10);
        }
    }

    [Theory]
    [InlineData(RewardKind.State)]
    [InlineData(RewardKind.StateAction)]
    [InlineData(RewardKind.Transition)]
    public void A_first_exit_without_discount_is_matched(RewardKind kind)
    {
        Mdp mdp = Processes.Random(33, 6, 3, 1, ends: true, branches: 2);
        Policy expert = Someone(mdp, 43);
        InverseFit fit = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(kind), expert);
        Occupancy did = Occupancy.Of(mdp, expert), does = Occupancy.Of(mdp, fit.Policy);
        Assert.InRange(kind == RewardKind.State ? Apart(did.States, does.States) : Apart(did.Pairs, does.Pairs), 0, 1e-10);
    }

    [Theory]
    [InlineData(0.9, 6, false)]
    [InlineData(0.9, null, false)]
    [InlineData(0.8, null, true)]
    public void Its_gradient_is_that_of_its_loss(double discount, int? horizon, bool ends)
    {
        // Central differences at 1e-5: truncation 1e-10, rounding of a loss of order one 1e-11.
        Mdp mdp = Processes.Random(35, 4, 3, discount, horizon, ends);
        Policy expert = Someone(mdp, 45);
        foreach (RewardKind kind in Enum.GetValues<RewardKind>())
        {
            LinearRewards rewards = LinearRewards.Tabular(kind);
            double[] theta = new double[rewards.Count(mdp)];
            new Rng(7).Normal(theta);
            MaximumCausalEntropy method = new() { Temperature = 0.7 };
            double[] gradient = method.LossAt(mdp, rewards, expert, theta).Gradient;
            for (int i = 0; i < theta.Length; i++)
            {
                double slope = (At(i, 1e-5) - At(i, -1e-5)) / 2e-5;
                Assert.Equal(slope, gradient[i], 1e-8);
            }

            double At(int i, double move) => method.LossAt(mdp, rewards, expert, [.. theta.Select((x, j) => j == i ? x + move : x)]).Value;
        }
    }

    [Fact]
    public void The_policy_of_a_reward_is_recovered_from_it_and_the_reward_up_to_what_cannot_be_known()
    {
        Mdp mdp = Processes.Random(37, 5, 3, 0.9, 8, kind: RewardKind.State, branches: 2);
        Policy expert = SoftValues.Of(mdp).Policy;
        InverseFit fit = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.State), expert);
        Assert.InRange(Apart(expert.Probabilities, fit.Policy.Probabilities), 0, 1e-9);

        // With a horizon a reward of states is known up to a constant where the dynamics tell states apart.
        double shift = fit.Parameters[0] - mdp.Rewards.Values[0];
        Assert.All(Enumerable.Range(0, 5), s => Assert.Equal(mdp.Rewards.Values[s] + shift, fit.Parameters[s], 1e-7));
    }

    [Fact]
    public void Many_demonstrations_come_near_with_the_root_of_their_number()
    {
        Mdp mdp = Processes.Random(39, 5, 3, 0.9, 10, kind: RewardKind.State, branches: 2);
        Policy expert = SoftValues.Of(mdp).Policy;
        double Error(int count) => Enumerable.Range(0, 4).Average(seed => Apart(
            Occupancy.Of(mdp, new MaximumCausalEntropy { Penalty = 0.1 / count }.Fit(mdp, LinearRewards.Tabular(RewardKind.State), Episodes.Draw(mdp, expert, count, new Rng(100).Fork(seed))).Policy).States,
            Occupancy.Of(mdp, expert).States));

        // 100 times as many demonstrations, a tenth of the error; means over four draws scatter by less than a factor of 2.
        Assert.InRange(Error(50) / Error(5000), 5, 20);
    }

    [Fact]
    public void Features_that_are_the_indicators_of_states_are_the_table()
    {
        Mdp mdp = Processes.Random(51, 4, 2, 0.9, branches: 2);
        double[] identity = [.. Enumerable.Range(0, 16).Select(i => i % 5 == 0 ? 1.0 : 0)];
        Policy expert = Someone(mdp, 53);
        InverseFit table = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.State), expert);
        InverseFit features = new MaximumCausalEntropy().Fit(mdp, LinearRewards.OfFeatures(RewardKind.State, identity, 4), expert);
        Assert.Equal(table.Parameters, features.Parameters);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void The_information_is_that_of_the_demonstrations_alone(double penalty)
    {
        // One decision between two ends: p (1 − p) of a difference of rewards, whatever the penalty.
        Mdp mdp = new(Transitions.Of(3, 2, [(0, 0, 1, 1), (0, 1, 2, 1)]), Rewards.OfState(new double[3]), [1, 0, 0], [false, true, true], 1);
        Policy expert = new(3, 2, [0.8, 0.2, 0.5, 0.5, 0.5, 0.5]);
        InverseFit fit = new MaximumCausalEntropy { Penalty = penalty }.Fit(mdp, LinearRewards.Tabular(RewardKind.StateAction), expert);
        double p = fit.Policy.At(0)[0];
        Assert.Equal(p * (1 - p), fit.Information[0], 1e-12);
        Assert.Equal(-p * (1 - p), fit.Information[1], 1e-12);
        Assert.Equal(0, fit.Information[^1]);
    }

    [Fact]
    public void A_demonstration_that_cannot_have_happened_is_refused()
    {
        Mdp mdp = Processes.Random(55, 4, 2, 0.9, branches: 1);
        int next = mdp.Transitions.Next[mdp.Transitions.Starts[0]];
        Demonstrations wrong = new([new Episode([0], [0], (next + 1) % 4)]);
        Assert.Contains("may follow", Assert.Throws<ArgumentException>(() => new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.State), wrong)).Message, StringComparison.Ordinal);
    }

    /// <summary>Someone who decides by chance, but not evenly, and in time where there is a horizon.</summary>
    internal static Policy Someone(Mdp mdp, int seed)
    {
        int rows = mdp.States * (mdp.Horizon ?? 1);
        Rng rng = new((ulong)seed);
        double[][] weights = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, mdp.Actions).Select(a => 0.1 + rng.Uniform((row * mdp.Actions) + a)).ToArray())];
        return new(mdp.States, mdp.Actions, [.. weights.SelectMany(row => row.Select(w => w / row.Sum()))], mdp.Horizon);
    }

    internal static double Apart(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
