using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Tests.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class MaximumEntropyTests
{
    [Theory]
    [InlineData(RewardKind.State, 6)]
    [InlineData(RewardKind.StateAction, 6)]
    [InlineData(RewardKind.StateAction, null)]
    public void Where_nothing_is_left_to_chance_it_is_the_causal_one(RewardKind kind, int? horizon)
    {
        Mdp mdp = Processes.Random(81, 5, 3, 0.9, horizon, branches: 1);
        Policy expert = MaximumCausalEntropyTests.Someone(mdp, 83);
        Policy causal = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(kind), expert).Policy;
        Policy whole = new MaximumEntropy().Fit(mdp, LinearRewards.Tabular(kind), expert).Policy;

        // L-BFGS ends where the loss no longer falls by 1e-14: half of its digits are left for the policy.
        Assert.InRange(MaximumCausalEntropyTests.Apart(causal.Probabilities, whole.Probabilities), 0, 1e-5);
    }

    [Theory]
    [InlineData(RewardKind.State)]
    [InlineData(RewardKind.StateAction)]
    [InlineData(RewardKind.Transition)]
    public void The_law_of_its_paths_has_the_visits_of_the_demonstrations(RewardKind kind)
    {
        // p(τ|s₀) ∝ Π P exp(Σ r), summed over all paths from s₀; an end is among them.
        Mdp mdp = Processes.Random(85, 4, 2, 1, 4, ends: true, branches: 2);
        Policy expert = MaximumCausalEntropyTests.Someone(mdp, 87);
        InverseFit fit = new MaximumEntropy().Fit(mdp, LinearRewards.Tabular(kind), expert);
        AllPaths all = AllPaths.Of(mdp);
        double[] weights = [.. all.Returns(fit.Rewards).Zip(all.LogDynamics, (r, dynamics) => Math.Exp(r + dynamics))], law = all.Law(expert);
        double[] z = [.. Enumerable.Range(0, 4).Select(s => weights.Where((_, path) => all.Paths[path].States[0] == s).Sum() / mdp.Initial[s])];
        Assert.Equal(fit.Rewards.Values.Length, Rewards.Count(kind, mdp.Transitions));
        for (int i = 0; i < fit.Rewards.Values.Length; i++)
        {
            double[] one = new double[fit.Rewards.Values.Length];
            one[i] = 1;
            double[] visits = all.Returns(kind switch { RewardKind.State => Rewards.OfState(one), RewardKind.StateAction => Rewards.OfStateAction(one), _ => Rewards.OfTransition(one) });
            Assert.Equal(visits.Zip(law, (v, p) => v * p).Sum(), visits.Select((v, path) => v * weights[path] / z[all.Paths[path].States[0]]).Sum(), 1e-6);
        }
    }

    [Fact]
    public void The_losses_begin_at_no_reward_fall_and_end_where_it_ended()
    {
        // Without a reward every action has the chance 1/3, so the causal loss begins at ln 3 for each of six decisions.
        Mdp mdp = Processes.Random(81, 5, 3, 1, 6);
        Policy expert = MaximumCausalEntropyTests.Someone(mdp, 83);
        InverseFit causal = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.StateAction), expert), whole = new MaximumEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.StateAction), expert);
        Assert.Equal(6 * Math.Log(3), causal.Losses[0], 1e-12);
        Assert.All([causal, whole], fit =>
        {
            Assert.Equal(fit.Loss, fit.Losses[^1]);
            Assert.True(fit.Losses.Length > 3);

            // At the end a step is kept for its slope where rounding hides what it is worth.
            Assert.All(fit.Losses.Zip(fit.Losses.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1e-12));
        });
    }

    [Fact]
    public void On_the_risky_path_it_takes_the_risk_that_nobody_took()
    {
        // A careful expert; the 2008 model explains what was seen by a policy that goes the risky way far more often.
        Mdp mdp = KnownProcesses.RiskyPath(trap: -10);
        Policy expert = SoftValues.Of(mdp).Policy;
        Policy whole = MaximumEntropy.PolicyOf(mdp), causal = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.State), expert).Policy;
        Assert.InRange(expert.At(0)[1], 0, 0.01);
        Assert.Equal(expert.At(0)[1], causal.At(0)[1], 1e-9);
        Assert.InRange(whole.At(0)[1], 0.2, 1);
    }

    [Fact]
    public void Values_of_any_size_settle_where_there_is_a_discount()
    {
        // The trap is worth −10⁸, of which a double has the last 1.5e-8, and probabilities are differences of values. 0.99⁴⁰⁰⁰ = 4e-18 of a value is left at the horizon.
        Policy always = MaximumEntropy.PolicyOf(KnownProcesses.RiskyPath(-1e6, 0.99, null)), longer = MaximumEntropy.PolicyOf(KnownProcesses.RiskyPath(-1e6, 0.99, 4000));
        Assert.InRange(MaximumCausalEntropyTests.Apart(always.Probabilities, longer.Probabilities[..8]), 0, 1e-7);
    }

    [Fact]
    public void A_first_exit_without_discount_is_matched_and_free_steps_have_no_value()
    {
        GridWorld grid = new("S..", "...", "..G");
        Mdp free = grid.Process(1);
        Policy expert = SoftValues.Of((grid with { StepReward = -2.5 }).Process(1)).Policy;
        Assert.Contains("expected a horizon", Assert.Throws<NoValueException>(() => MaximumEntropy.PolicyOf(free)).Message, StringComparison.Ordinal);

        // Nothing is left to chance, so the expert is one of the model's; L-BFGS leaves about half of the digits. At the goal, the last state, nothing is decided.
        InverseFit fit = new MaximumEntropy().Fit(free, LinearRewards.Tabular(RewardKind.State), expert);
        Assert.InRange(MaximumCausalEntropyTests.Apart(expert.Probabilities[..^4], fit.Policy.Probabilities[..^4]), 0, 1e-4);
    }
}
