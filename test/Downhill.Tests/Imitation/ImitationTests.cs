using Downhill.Compute;
using Downhill.Control;
using Downhill.Data;
using Downhill.Imitation;
using Downhill.Tests.Data;

namespace Downhill.Tests.Imitation;

/// <summary>Discriminators, rewards and clones against what is known of them.</summary>
public sealed class ImitationTests
{
    private const double Discount = 0.9;

    private static readonly Discriminator Plain = new() { Widths = [16], GradientPenalty = 0, StepSize = 3e-3, SeesActions = false };

    [Fact]
    public void A_discriminator_comes_to_the_ratio_of_frequencies()
    {
        // D̃ = ln(p_E / p_A) where it may be any function; 100 of 1000 agent steps end and 400 of the expert's: r(absorbing) = ln 4.
        (Experience expert, Experience agent) = (Steps([500, 300, 200], 400), Steps([200, 300, 500], 100));
        LearnedReward reward = Learned(Plain, expert, agent);
        reward.Write(agent, RewardForm.EitherSign);
        double after = Discount / (1 - Discount) * Math.Log(4);
        Assert.Equal(Math.Log(4), reward.AbsorbingReward(RewardForm.EitherSign), 0.02);
        Assert.Equal(Math.Log(2.5) + after, agent.Rewards[0], 0.2);
        Assert.Equal(Math.Log(2.5), agent.Rewards[150], 0.02);
        Assert.Equal(0, agent.Rewards[400], 0.02);
        Assert.Equal(-Math.Log(2.5), agent.Rewards[800], 0.02);

        // Softplus(D̃) = −ln(1 − D) = ln(1 + p_E/p_A), −softplus(−D̃) = ln D = −ln(1 + p_A/p_E).
        reward.Write(agent, RewardForm.NeverNegative);
        Assert.Equal(Math.Log(1 + 2.5), agent.Rewards[150], 0.02);
        reward.Write(agent, RewardForm.NeverPositive);
        Assert.Equal(-Math.Log(1 + (1 / 2.5)), agent.Rewards[150], 0.02);
    }

    [Fact]
    public void Without_absorbing_states_an_end_is_worth_nothing()
    {
        (Experience expert, Experience agent) = (Steps([500, 300, 200], 400), Steps([200, 300, 500], 100));
        LearnedReward reward = Learned(Plain with { SeesAbsorbing = false }, expert, agent);
        reward.Write(agent, RewardForm.EitherSign);
        Assert.Equal(0, reward.AbsorbingReward(RewardForm.EitherSign));
        Assert.Equal(agent.Rewards[150], agent.Rewards[0], 1e-6);
    }

    [Fact]
    public void Without_a_discount_rewards_are_finite_and_an_absorbing_state_is_refused()
    {
        Experience agent = Steps([5, 3, 2], 4);
        LearnedReward reward = Fresh(Plain with { SeesAbsorbing = false }, 1);
        reward.Write(agent, RewardForm.NeverNegative);
        Assert.All(agent.Rewards, one => Assert.True(float.IsFinite(one)));
        Assert.Equal(agent.Rewards[4], agent.Rewards[0], 1e-6);
        Assert.Contains("discount 1", Assert.Throws<ArgumentException>(() => Fresh(Plain, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reward_of_the_absorbing_state_is_that_of_the_weights_of_now()
    {
        (Experience expert, Experience agent) = (Steps([500, 300, 200], 400), Steps([200, 300, 500], 100));
        LearnedReward reward = Fresh(Plain with { Settling = 100 });
        double first = reward.AbsorbingReward(RewardForm.EitherSign);
        for (int update = 0; update < 20; update++)
        {
            reward.Learn(expert, agent, null!, new Rng(9).Fork(update), 1);
        }

        double now = reward.AbsorbingReward(RewardForm.EitherSign);
        Assert.NotEqual(first, now);

        // What settles has other weights, and what is written by them does not matter.
        reward.WriteInner(agent);
        Assert.Equal(now, reward.AbsorbingReward(RewardForm.EitherSign));
        reward.Write(agent, RewardForm.EitherSign);
        Assert.Equal(agent.Rewards[150] + (Discount / (1 - Discount) * now), agent.Rewards[0], 1e-5);
    }

    [Fact]
    public void A_penalised_slope_comes_down_to_one()
    {
        // Apart by 2 (3 − (−3)/deviation) the unpenalised ratio has no bound; at slope 1 the two differ by their distance in deviations.
        (Experience expert, Experience agent) = (Steps([1000, 0, 0], 0), Steps([0, 0, 1000], 0));
        LearnedReward steep = Learned(Plain, expert, agent), held = Learned(Plain with { GradientPenalty = 10 }, expert, agent);
        Assert.True(Between(steep) > 2 * Between(held));

        // One-hot places that never change have the least deviation that is allowed, 10⁻³: the distance is √2 · 1000, and the network saturates before.
        Assert.InRange(Between(held), 0.5, 20);

        double Between(LearnedReward reward)
        {
            reward.Write(agent, RewardForm.EitherSign);
            reward.Write(expert, RewardForm.EitherSign);
            return expert.Rewards[0] - agent.Rewards[0];
        }
    }

    [Fact]
    public void Airl_finds_the_reward_of_the_state_but_for_a_constant()
    {
        // Soft-optimal at temperature 1 in a ring: staying and going on link all places, so g is r and a constant.
        RingWorld ring = new(0.6, -0.8, 1.0, -0.4);
        ExpertDemonstrations demonstrations = new(ring, Trials.Episodes(ring, ring.Rule(ring.GoingOn(Discount)), 2000, new Rng(1)));
        AdversarialImitation airl = AdversarialImitation.Airl with
        {
            Learner = AdversarialImitation.Airl.Learner with { Discount = Discount, Widths = [32], StepSize = 2e-3, Averaging = 0.02 },
            Discriminator = AdversarialImitation.Airl.Discriminator with { Widths = [32], StepSize = 5e-4 },
        };
        Imitated found = airl.Learn(demonstrations, 20_000, new Rng(2));
        Experience places = new(4, 4, 2);
        for (int s = 0; s < 4; s++)
        {
            (places.Observations[5 * s], places.GoesOn[s]) = (1, 1);
        }

        found.Reward.WriteInner(places);
        double mean = places.Rewards.Average();

        // 20,000 demonstrated steps leave some hundredths in the log-odds of an action; what is learned against a moving policy some tenths.
        Assert.All(places.Rewards.Zip(ring.Rewards), pair => Assert.Equal(pair.Second - 0.1, pair.First - mean, 0.4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_last_observation_leaks_of_the_end_does_not_matter(bool airl)
    {
        Assert.Equal(Bits(0), Bits(1));

        double[] Bits(float leak)
        {
            Leaky problem = new(leak);
            ExpertDemonstrations demonstrations = new(problem, Trials.Episodes(problem, Trials.AtRandom(problem), 4, new Rng(3)));
            AdversarialImitation method = airl ? AdversarialImitation.Airl : AdversarialImitation.DiscriminatorActorCritic;
            Imitated found = method.Learn(demonstrations, 1500, new Rng(4));
            return [.. Trials.Returns(problem, Trials.Best(found.Agent), 5, new Rng(5)), found.Reward.AbsorbingReward(RewardForm.EitherSign), found.Agent.Temperature];
        }
    }

    [Fact]
    public void A_clone_does_what_it_was_shown()
    {
        // Random places in the maze, and the action (x − y, 0.5 − x): to be regressed to a hundredth.
        PointMaze maze = new();
        ExpertDemonstrations shown = new(maze, Trials.Episodes(maze, Rule, 40, new Rng(6)));
        ActionRule clone = new BehaviouralCloning().Learn(shown, new Rng(7));
        float[] found = new float[shown.Steps.Actions.Length];
        clone(shown.Steps.Observations, found, default);
        Assert.InRange(found.Zip(shown.Steps.Actions).Average(pair => Math.Abs(pair.First - pair.Second)), 0, 0.02);

        static void Rule(ReadOnlySpan<float> observations, Span<float> actions, Rng rng)
        {
            for (int i = 0; i < actions.Length; i += 2)
            {
                (actions[i], actions[i + 1]) = (observations[i] - observations[i + 1], 0.5f - observations[i]);
            }
        }
    }

    [Fact]
    public void Episodes_that_do_not_fit_are_refused()
    {
        Assert.Contains("at least one episode of actions of 1 numbers and one more observation of 3", Assert.Throws<ArgumentException>(() => new ExpertDemonstrations(new Pendulum(), [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ExpertDemonstrations(new Pendulum(), [new Rollout(new float[6], new float[2], false)]));
        _ = new ExpertDemonstrations(new Pendulum(), [new Rollout(new float[9], new float[2], false)]);
    }

    [SharedDataFact("imitation_rollouts/pendulum_expert.npz")]
    public void Recordings_of_another_problem_are_refused_in_one_line()
    {
        DataException refused = Assert.Throws<DataException>(() => ExpertDemonstrations.Read(SharedData.PathOf("imitation_rollouts/pendulum_expert.npz"), new CartPole()));
        Assert.Contains("found 33768 numbers in obs, 11200 in acts", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void A_reward_that_settles_is_that_of_averaged_weights()
    {
        // Of fewer updates than 4 the mean of all; then (3 of what it was + what it is now) / 4. Single numbers of about 1 round by 1e-7.
        double[][] now = [.. Enumerable.Range(1, 6).Select(updates => Weights(1, updates))];
        Near([.. now[0].Select((_, i) => (now[0][i] + now[1][i] + now[2][i]) / 3)], Weights(4, 3));
        double[] four = [.. now[0].Select((_, i) => now[..4].Average(weights => weights[i]))], five = [.. four.Zip(now[4], (mean, last) => ((3 * mean) + last) / 4)];
        Near(five, Weights(4, 5));
        Near([.. five.Zip(now[5], (mean, last) => ((3 * mean) + last) / 4)], Weights(4, 6));
        Assert.True(now[0].Zip(now[5]).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-3);

        static double[] Weights(int settling, int updates)
        {
            (Experience expert, Experience agent) = (Steps([500, 300, 200], 400), Steps([200, 300, 500], 100));
            LearnedReward reward = Fresh(Plain with { Settling = settling });
            for (int update = 0; update < updates; update++)
            {
                reward.Learn(expert, agent, null!, new Rng(9).Fork(update), 1);
            }

            return [.. reward.Weights.SelectMany(parameter => parameter.Values)];
        }

        static void Near(double[] expected, double[] found) => Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void What_acts_and_what_rewards_are_their_weights()
    {
        PointMaze maze = new();
        ExpertDemonstrations shown = new(maze, Trials.Episodes(maze, Trials.AtRandom(maze), 4, new Rng(10)));
        Imitated one = AdversarialImitation.Airl.Untaught(shown, new Rng(11)), other = AdversarialImitation.Airl.Untaught(shown, new Rng(12));
        Assert.NotEqual(Said(one), Said(other));
        other.Agent.Take(one.Agent.Weights);
        other.Reward.Take(one.Reward.Weights);
        Assert.Equal(Said(one), Said(other));
        Assert.Contains("expected 128", Assert.Throws<ArgumentException>(() => other.Agent.Take([new Parameter("actor.0.weight", 2, 1, [1, 2]), .. one.Agent.Weights.Skip(1)])).Message, StringComparison.Ordinal);

        BehaviouralCloning cloning = new() { Updates = 20 };
        ClonedPolicy clone = cloning.Fit(shown, new Rng(13));
        float[] actions = new float[shown.Steps.Actions.Length], again = [.. actions];
        clone.Rule(shown.Steps.Observations, actions, default);
        cloning.RuleOf(maze, clone.Weights)(shown.Steps.Observations, again, default);
        Assert.Equal(actions, again);

        float[] Said(Imitated imitated)
        {
            imitated.Reward.WriteInner(shown.Steps);
            float[] best = new float[shown.Steps.Actions.Length];
            imitated.Agent.Act(shown.Steps.Observations, best, default, isGreedy: true);
            return [.. shown.Steps.Rewards, .. best];
        }
    }

    [Fact]
    public void Saved_weights_are_read_layer_by_layer()
    {
        PointMaze maze = new();
        ExpertDemonstrations shown = new(maze, Trials.Episodes(maze, Trials.AtRandom(maze), 2, new Rng(14)));
        (Agent agent, LearnedReward reward) = AdversarialImitation.DiscriminatorActorCritic.Untaught(shown, new Rng(15));
        ClonedPolicy clone = new BehaviouralCloning { Updates = 5 }.Fit(shown, new Rng(16));
        double[] saw = [shown.Steps.Observations[0], shown.Steps.Observations[1]], did = [shown.Steps.Actions[0], shown.Steps.Actions[1]];
        float[] best = new float[shown.Steps.Actions.Length], cloned = [.. best];
        agent.Act(shown.Steps.Observations, best, default, isGreedy: true);
        clone.Rule(shown.Steps.Observations, cloned, default);
        reward.WriteInner(shown.Steps);
        double[] center = Of(reward.Weights, "center").Values, inverse = Of(reward.Weights, "inverse_radius").Values;
        double[] seen = [(saw[0] - center[0]) * inverse[0], (saw[1] - center[1]) * inverse[1], did[0], did[1], 0];

        // Sums of 64 single numbers below 1.
        Assert.Equal(Layers(reward.Weights, "reward", seen, Math.Tanh)[0], shown.Steps.Rewards[0], 1e-5);
        Assert.Equal(Math.Tanh(Layers(agent.Weights, "actor", saw, Relu)[1]), best[1], 1e-5);
        Assert.Equal(Math.Tanh(Layers(clone.Weights, "clone", saw, Relu)[1]), cloned[1], 1e-5);

        static double Relu(double x) => Math.Max(x, 0);

        static Parameter Of(IReadOnlyList<Parameter> weights, string name) => weights.Single(parameter => parameter.Name == name);

        static double[] Layers(IReadOnlyList<Parameter> weights, string name, double[] x, Func<double, double> bend)
        {
            for (int layer = 0; layer < 3; layer++)
            {
                Parameter matrix = Of(weights, $"{name}.{layer}.weight"), bias = Of(weights, $"{name}.{layer}.bias");
                double[] sums = [.. bias.Values.Select((b, j) => b + x.Select((value, i) => value * matrix.Values[(i * matrix.Width) + j]).Sum())];
                x = layer == 2 ? sums : [.. sums.Select(bend)];
            }

            return x;
        }
    }

    private static LearnedReward Fresh(Discriminator discriminator, double discount = Discount)
    {
        ExpertDemonstrations any = new(new RingWorld(0, 0, 0), [new Rollout([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], [0, 1, 0, 1, 0, 1], true)]);
        return new(discriminator, any, discount, new Rng(8));
    }

    private static LearnedReward Learned(Discriminator discriminator, Experience expert, Experience agent)
    {
        LearnedReward reward = Fresh(discriminator);
        for (int update = 0; update < 3000; update++)
        {
            reward.Learn(expert, agent, null!, new Rng(9).Fork(update), 1 - (update / 3000.0));
        }

        return reward;
    }

    /// <summary>So many steps at each place, the first of them ended.</summary>
    private static Experience Steps(int[] counts, int ended)
    {
        Experience steps = new(counts.Sum(), 3, 2);
        int[] places = [.. counts.SelectMany((count, place) => Enumerable.Repeat(place, count))];
        for (int i = 0; i < places.Length; i++)
        {
            steps.Observations[(3 * i) + places[i]] = 1;
            steps.GoesOn[i] = i < ended ? 0 : 1;
        }

        return steps;
    }

    /// <summary>A cart-pole whose observation has one number more: 0, and another once it has fallen.</summary>
    private sealed record Leaky(float Leak) : ControlProblem
    {
        private static readonly CartPole Inner = new();

        public override string Name => "leaky";

        public override int StateSize => 4;

        public override int ObservationSize => 5;

        public override ActionSpace Actions => Inner.Actions;

        public override int TimeLimit => 500;

        public override void Start(Span<double> state, Rng rng) => Inner.Start(state, rng);

        public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
        {
            Inner.Observe(state, observation[..4]);
            observation[4] = Math.Abs(state[0]) > 2.4 || Math.Abs(state[2]) > 0.2094395 ? Leak : 0;
        }

        public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => Inner.StateOf(observation[..4], state);

        public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng) => Inner.Step(state, action, next, rng);
    }
}
