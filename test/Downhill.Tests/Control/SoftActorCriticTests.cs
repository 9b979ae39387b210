using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Tests.Control;

/// <summary>Soft actor-critic against soft values in closed form, and on the problems themselves.</summary>
public sealed class SoftActorCriticTests
{
    private const double Temperature = 0.5, Discount = 0.9;

    [Fact]
    public void Over_choices_the_policy_is_that_of_soft_value_iteration()
    {
        // V(s) = α ln Σ exp((r + γ V(s′))/α) on three places in a row: an end has no value after it, a time limit has.
        double[] values = new double[3];
        for (int sweep = 0; sweep < 500; sweep++)
        {
            values = [.. Enumerable.Range(0, 3).Select(s => Temperature * Math.Log(Enumerable.Range(0, 2).Sum(a => Math.Exp(Worth(s, a) / Temperature))))];
        }

        SoftActorCritic learner = new() { Widths = [32], Discount = Discount, Temperature = Temperature, LearnsTemperature = false, StepSize = 3e-3, BatchSize = 64 };
        Agent agent = Practised(learner, new Row(Leaving: 0.4), 8000, 1);
        Experience every = new(6, 3, 2);
        for (int i = 0; i < 6; i++)
        {
            (every.Observations[(3 * i) + (i / 2)], every.Actions[(2 * i) + (i % 2)]) = (1, 1);
        }

        float[] logs = new float[6];
        agent.LogProbability(every, logs);
        for (int i = 0; i < 6; i++)
        {
            // The lesser of two critics that both wander by some hundredths.
            Assert.Equal((Worth(i / 2, i % 2) - values[i / 2]) / Temperature, logs[i], 0.12);
        }

        double Worth(int s, int a)
        {
            (int next, double reward, bool ends) = new Row(Leaving: 0.4).Of(s, a);
            return reward + (ends ? 0 : Discount * values[next]);
        }
    }

    [Fact]
    public void Over_vectors_the_policy_is_the_density_that_the_reward_asks_for()
    {
        // One step with reward −5 (a − 0.3)² at α = 0.1: π ∝ exp(r/α) is N(0.3, 0.1²), and so of entropy ½ ln(2πe 0.01) = −0.884.
        SoftActorCritic learner = new() { Temperature = 0.1, LearnsTemperature = false, BatchSize = 64 };
        Agent agent = Practised(learner, new OneStep(), 6000, 2);
        float[] best = new float[1];
        agent.Act([1], best, new Rng(1), isGreedy: true);
        Assert.Equal(0.3, best[0], 0.03);
        Assert.Equal(-0.884, Enumerable.Range(0, 4000).Average(i => -LogAt(agent, Drawn(agent, i))), 0.15);

        // The density has mass one; the midpoint rule at 0.005, a twentieth of its width, is exact to rounding of floats.
        Assert.Equal(1, Enumerable.Range(0, 400).Sum(i => 0.005 * Math.Exp(LogAt(agent, -1 + (0.005 * (i + 0.5))))), 1e-3);
    }

    [Fact]
    public void The_temperature_is_learned_until_the_entropy_is_as_asked()
    {
        SoftActorCritic learner = new() { BatchSize = 64, TargetEntropy = -0.5, StepSize = 3e-3 };
        Agent agent = Practised(learner, new OneStep(), 6000, 3);
        Assert.Equal(-0.5, Enumerable.Range(0, 4000).Average(i => -LogAt(agent, Drawn(agent, i))), 0.15);

        // ½ ln(2πe α/10) = −0.5 at α = 10 exp(−1) / (2πe) = 0.215; the edges of [−1, 1] take a little of the width, so it is hotter.
        Assert.InRange(agent.Temperature, 0.17, 0.3);
    }

    [Fact]
    public void A_pendulum_is_swung_up_after_ten_thousand_steps()
    {
        Agent agent = Practised(new(), new Pendulum(), 10_000, 4);
        Assert.InRange(Trials.Returns(agent.Problem, Trials.Best(agent), 100, new Rng(5)).Average(), -220, -120);
    }

    [Fact]
    public void A_pole_is_balanced_after_forty_thousand_steps()
    {
        Agent agent = Practised(new(), new CartPole(), 40_000, 5);
        Assert.InRange(Trials.Returns(agent.Problem, Trials.Best(agent), 100, new Rng(5)).Average(), 450, 500);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_seed_learns_the_same_bits(bool isDiscrete)
    {
        ControlProblem problem = isDiscrete ? new CartPole() : new Pendulum();
        Assert.Equal(Bits(), Bits());

        double[] Bits() => Trials.Returns(problem, Trials.Best(Practised(new() { BatchSize = 32 }, problem, 1500, 6)), 5, new Rng(7));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Learning_allocates_nothing_once_it_goes(bool isDiscrete)
    {
        ControlProblem problem = isDiscrete ? new CartPole() : new Pendulum();
        Agent agent = new SoftActorCritic().For(problem, new Rng(8));
        Experience batch = new(128, problem.ObservationSize, problem.Actions.Width);
        for (int i = 0; i < 30; i++)
        {
            agent.Learn(batch, new Rng(9));
        }

        // Code that is made better while it runs may allocate once; what allocated at every update would in each of these.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Allocated()));

        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                agent.Learn(batch, new Rng(9));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static Agent Practised(SoftActorCritic learner, ControlProblem problem, int steps, ulong seed)
    {
        Agent agent = learner.For(problem, new Rng(seed));
        foreach (int done in new Practice { Warming = 500 }.Run(agent, steps, new Rng(seed).Fork(1)))
        {
            _ = done;
        }

        return agent;
    }

    private static double LogAt(Agent agent, double action)
    {
        Experience one = new(1, 1, 1);
        float[] log = new float[1];
        (one.Observations[0], one.Actions[0]) = (1, (float)action);
        agent.LogProbability(one, log);
        return log[0];
    }

    private static double Drawn(Agent agent, int i)
    {
        float[] action = new float[1];
        agent.Act([1], action, new Rng(10).Fork(i));
        return action[0];
    }

    /// <summary>One step with reward −5 (a − 0.3)².</summary>
    private sealed record OneStep : ControlProblem
    {
        public override string Name => "one-step";

        public override int StateSize => 1;

        public override int ObservationSize => 1;

        public override ActionSpace Actions => ActionSpace.Vector(1);

        public override int TimeLimit => 5;

        public override void Start(Span<double> state, Rng rng) => state[0] = 1;

        public override void Observe(ReadOnlySpan<double> state, Span<float> observation) => observation[0] = 1;

        public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => state[0] = 1;

        public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
        {
            next[0] = 1;
            return new(-5 * (action[0] - 0.3) * (action[0] - 0.3), true);
        }
    }
}
