using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Tests.Mdps;

namespace Downhill.Tests.Inverse;

public sealed class ApprenticeshipTests
{
    [Theory]
    [InlineData(ApprenticeshipForm.MaximumMargin, 0.9, null, RewardKind.State)]
    [InlineData(ApprenticeshipForm.MaximumMargin, 0.8, null, RewardKind.StateAction)]
    [InlineData(ApprenticeshipForm.MaximumMargin, 1, 6, RewardKind.State)]
    [InlineData(ApprenticeshipForm.Projection, 0.9, null, RewardKind.State)]
    [InlineData(ApprenticeshipForm.Projection, 0.8, null, RewardKind.Transition)]
    public void The_mixture_comes_within_the_tolerance_in_the_bounded_number_of_policies(ApprenticeshipForm form, double discount, int? horizon, RewardKind kind)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            Mdp mdp = Processes.Random(700 + seed, 8, 3, discount, horizon, ends: seed % 2 == 1, kind: kind);
            Rewards[] features = Features(mdp, kind, 4, seed);

            // A soft expert is a mixture of policies, not one of them.
            double[] expert = Apprenticeship.Expectations(mdp, SoftValues.Of(mdp).Policy, features);
            Apprentice apprentice = new Apprenticeship { Form = form, Tolerance = 0.02 }.Of(mdp, features, expert);
            Assert.True(apprentice.IsReached);
            double[] mean = [.. expert.Select((_, k) => apprentice.Policies.Select((policy, i) => apprentice.Mixture[i] * Apprenticeship.Expectations(mdp, policy, features)[k]).Sum())];
            Assert.InRange(Math.Sqrt(mean.Zip(expert, (a, b) => (a - b) * (a - b)).Sum()), 0, 0.02);
            Assert.Equal(1, apprentice.Mixture.Sum(), 12);
            Assert.True(apprentice.Mixture.Min() >= 0);

            // 1/t² grows by at least 1/D² with each policy.
            double widest = apprentice.Expectations.Max(mu => mu.Zip(expert, (a, b) => (a - b) * (a - b)).Sum());
            double[] t = apprentice.Distances;
            Assert.All(Enumerable.Range(1, t.Length - 1), i => Assert.True(t[i] == 0 || 1 / (t[i] * t[i]) >= (1 / (t[i - 1] * t[i - 1])) + ((1 - 1e-9) / widest)));
            Assert.True(apprentice.Policies.Count <= 1 + (widest / (0.02 * 0.02)));
        }
    }

    [Fact]
    public void An_optimal_expert_is_matched_as_earner()
    {
        Mdp mdp = Processes.Random(31, 8, 3, 0.9, kind: RewardKind.State);
        Rewards[] features = [.. Advantages.OfEachState(8)];
        OptimalValues values = OptimalValues.Of(mdp);
        Apprentice apprentice = new Apprenticeship { Tolerance = 1e-6 }.Of(mdp, features, Apprenticeship.Expectations(mdp, values.Policy, features));
        Assert.True(apprentice.IsReached);
        double best = values.V.Zip(mdp.Initial, (v, p) => v * p).Sum();
        Policy one = apprentice.AsOne(mdp);

        // |J_E − J| ≤ |r| ε.
        Assert.InRange(best - PolicyValues.Of(mdp, one).Earned(mdp), -1e-9, 1e-6 * Math.Sqrt(mdp.Rewards.Values.Sum(r => r * r)) + 1e-9);
        double[] visited = Apprenticeship.Expectations(mdp, one, features);
        Assert.All(visited.Zip(apprentice.Mean), pair => Assert.Equal(pair.Second, pair.First, 9));
    }

    // Twice an expert's visits are no policy's visits: the nearest mixture is found, and that it is not reached is said.
    [Theory]
    [InlineData(ApprenticeshipForm.MaximumMargin)]
    [InlineData(ApprenticeshipForm.Projection)]
    public void Expectations_that_no_policy_has_are_approached_and_no_more(ApprenticeshipForm form)
    {
        Mdp mdp = Processes.Random(32, 6, 3, 0.9, kind: RewardKind.State);
        Rewards[] features = [.. Advantages.OfEachState(6)];
        double[] expert = [.. Apprenticeship.Expectations(mdp, OptimalValues.Of(mdp).Policy, features).Select(x => 2 * x)];
        Apprentice apprentice = new Apprenticeship { Form = form, Tolerance = 1e-6, Most = 2000 }.Of(mdp, features, expert);
        Assert.False(apprentice.IsReached);

        // What is in the way is a plane: no policy is beyond it, so nothing nearer exists.
        double[] w = apprentice.Weights;
        Mdp asked = mdp.With(Apprenticeship.Combined(features, w));
        double most = OptimalValues.Of(asked).V.Zip(mdp.Initial, (v, p) => v * p).Sum(), reached = w.Zip(apprentice.Mean, (a, b) => a * b).Sum();
        Assert.InRange(most - reached, -1e-9, (form == ApprenticeshipForm.MaximumMargin ? 1e-8 : 1e-2) * w.Sum(x => x * x));
    }

    [Fact]
    public void Features_must_match()
    {
        Mdp mdp = Processes.Random(33, kind: RewardKind.State);
        Assert.Throws<ArgumentException>(() => new Apprenticeship().Of(mdp, [], []));
        Assert.Throws<ArgumentException>(() => new Apprenticeship().Of(mdp, [Rewards.OfState(new double[4])], [1, 2]));
        Assert.Throws<ArgumentException>(() => new Apprenticeship().Of(mdp, [Rewards.OfState(new double[4]), Rewards.OfStateAction(new double[12])], [1, 2]));
    }

    private static Rewards[] Features(Mdp mdp, RewardKind kind, int count, int seed) => [.. Enumerable.Range(0, count).Select(k =>
    {
        Rng rng = new Rng(71).Fork(seed).Fork(k);
        double[] values = [.. Enumerable.Range(0, Rewards.Count(kind, mdp.Transitions)).Select(i => rng.Uniform(i))];
        return kind switch
        {
            RewardKind.State => Rewards.OfState(values),
            RewardKind.StateAction => Rewards.OfStateAction([.. values.Select((x, pair) => mdp.Terminal[pair / mdp.Actions] ? 0 : x)]),
            _ => Rewards.OfTransition(values),
        };
    })];
}
