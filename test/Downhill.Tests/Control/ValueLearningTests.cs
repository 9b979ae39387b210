using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Tests.Control;

/// <summary>DQN and double DQN against sums by hand and exact values, and what they share with PreQN.</summary>
public sealed class ValueLearningTests
{
    private const double Discount = 0.9;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_target_is_that_of_the_definition(bool isDouble)
    {
        // Both networks are told apart by learning before the copy follows.
        DeepQLearning learning = new() { Widths = [5], Discount = Discount, IsDouble = isDouble, TargetPeriod = 1000, StepSize = 0.05, Settling = 1000 };
        DeepQAgent agent = Assert.IsType<DeepQAgent>(learning.For(new Row(), new Rng(1)));
        Experience batch = new Row().Everything();
        float[] delayed = new float[Row.Pairs * 2], online = new float[Row.Pairs * 2];
        agent.Judge(batch.Next, delayed);
        for (int i = 0; i < 40; i++)
        {
            agent.Learn(batch);
        }

        agent.Judge(batch.Next, online);
        agent.Learn(batch);
        int apart = 0;
        for (int i = 0; i < Row.Pairs; i++)
        {
            int chosen = Best(isDouble ? online : delayed, i);
            apart += Best(online, i) == Best(delayed, i) ? 0 : 1;
            Assert.Equal(batch.Rewards[i] + (Discount * batch.GoesOn[i] * delayed[(2 * i) + chosen]), agent.Targets[i], 1e-5);
        }

        // Else the two definitions would not differ here.
        Assert.True(apart > 0);

        static int Best(float[] values, int row) => values[2 * row] >= values[(2 * row) + 1] ? 0 : 1;
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 0.25)]
    public void The_copy_follows_as_often_and_as_far_as_is_said(int period, double share)
    {
        // Without hidden layers values are linear in the weights: what the copy's weights do, its values do.
        DeepQLearning learning = new() { Widths = share == 1 ? [5] : [], Discount = 1, TargetPeriod = period, TargetShare = share, StepSize = 0.02 };
        DeepQAgent agent = Assert.IsType<DeepQAgent>(learning.For(new Row(), new Rng(2)));
        Experience batch = new Row().Everything();
        float[] values = new float[Row.Pairs * 2], held = new float[Row.Pairs * 2];
        agent.Judge(batch.Next, held);
        for (int update = 0; update < 21; update++)
        {
            agent.Judge(batch.Next, values);
            agent.Learn(batch);
            held = update % period == 0 ? [.. held.Zip(values, (copy, own) => copy + ((float)share * (own - copy)))] : held;
            Assert.Equal(batch.Rewards[1] + Math.Max(held[2], held[3]), agent.Targets[1], 1e-5);
        }

        // A copy that goes a quarter of the way is behind the network.
        Assert.True(share == 1 || Math.Abs(agent.Targets[1] - batch.Rewards[1] - Math.Max(values[2], values[3])) > 1e-5);
    }

    [Theory]
    [InlineData("dqn")]
    [InlineData("double")]
    [InlineData("alone")]
    [InlineData("preqn")]
    public void Values_come_to_those_of_value_iteration(string kind)
    {
        ValueLearning learning = kind switch
        {
            "preqn" => new PreconditionedQLearning { Widths = [32], Discount = Discount, BatchSize = 8, StepSize = 0.3 },
            "alone" => DeepQLearning.Alone with { Widths = [32], Discount = Discount },
            _ => new DeepQLearning { Widths = [32], Discount = Discount, IsDouble = kind == "double", TargetPeriod = 20 },
        };
        ValueAgent agent = Practised(learning, new Row(), 6000, 3);
        double[] optimal = new Row().Optimal(Discount);
        float[] values = new float[6];
        agent.Judge([1, 0, 0, 0, 1, 0, 0, 0, 1], values, isSettled: true);

        // Values reach 10, and Adam at 0.001 wanders by some hundredths of that.
        Assert.All(values.Zip(optimal), pair => Assert.Equal(pair.Second, pair.First, 0.3));
        float[] actions = new float[6];
        agent.Act([1, 0, 0, 0, 1, 0, 0, 0, 1], actions, new Rng(4), isSettled: true);
        Assert.Equal([0, 1, 0, 1, 0, 1], actions);
    }

    [Fact]
    public void Exploration_falls_in_a_straight_line_and_stays()
    {
        Exploration exploration = new() { First = 1, Last = 0.1, Steps = 1000 };
        Assert.All(new[] { (0, 1), (500, 0.55), (1000, 0.1), (5000, 0.1) }, at => Assert.Equal(at.Item2, exploration.At(at.Item1), 1e-12));
    }

    [Fact]
    public void An_explorer_acts_at_random_as_often_as_is_said()
    {
        ValueAgent agent = new DeepQLearning().For(new Row(), new Rng(5));
        float[] seen = new float[3 * 4000], actions = new float[2 * 4000];
        agent.Act(seen, actions, new Rng(6));
        int best = ActionSpace.Chosen(actions.AsSpan(0, 2));
        agent.Act(seen, actions, new Rng(6), exploring: 0.4);

        // Half of the random ones are the best one: binomial with mean 0.2, five standard errors of √(0.16 / 4000) = 0.0063.
        double other = Enumerable.Range(0, 4000).Count(row => actions[(2 * row) + best] == 0) / 4000.0;
        Assert.Equal(0.2, other, 0.032);
    }

    [Fact]
    public void A_world_of_vectors_has_every_choice_of_its_levels()
    {
        Discretised world = new(new Pendulum(), 5);
        double[] state = [0.3, 0.2], next = new double[2], expected = new double[2];
        Assert.Equal(ActionSpace.OneOf(5), world.Actions);
        for (int choice = 0; choice < 5; choice++)
        {
            float[] one = new float[5];
            one[choice] = 1;
            Assert.Equal(new Pendulum().Step(state, [-1 + (0.5f * choice)], expected, new Rng(1)), world.Step(state, one, next, new Rng(1)));
            Assert.Equal(expected, next);
        }
    }

    [Fact]
    public void A_choice_counts_through_the_levels_of_every_number()
    {
        Discretised world = new(new PointMaze(), 3);
        double[] state = [0.25, 0.2], next = new double[2], expected = new double[2];
        Assert.Equal(9, world.Actions.Width);
        for (int choice = 0; choice < 9; choice++)
        {
            float[] one = new float[9];
            one[choice] = 1;
            new PointMaze().Step(state, [(choice % 3) - 1, (choice / 3) - 1], expected, new Rng(1));
            world.Step(state, one, next, new Rng(1));
            Assert.Equal(expected, next);
        }

        Assert.Throws<ArgumentException>(() => new Discretised(new CartPole(), 3));
    }

    [Fact]
    public void A_world_in_other_units_is_the_same_world()
    {
        Rescaled world = new(new CartPole(), 2, 4, 0.5, 8);
        double[] state = [0.5, -1, 0.125, 2], again = new double[4];
        float[] seen = new float[4];
        world.Observe(state, seen);
        Assert.Equal([0.25f, -0.25f, 0.25f, 0.25f], seen);
        world.StateOf(seen, again);
        Assert.Equal(state, again);
        Assert.Throws<ArgumentException>(() => new Rescaled(new CartPole(), 1, 2));
    }

    [Fact]
    public void A_world_of_vectors_is_refused_by_name() =>
        Assert.Contains("pendulum", Assert.Throws<ArgumentException>(() => new DeepQLearning().For(new Pendulum(), new Rng(1))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Learning_allocates_nothing_once_it_goes(bool isPreconditioned)
    {
        ValueLearning learning = isPreconditioned ? new PreconditionedQLearning() : new DeepQLearning { IsDouble = true, TargetPeriod = 3 };
        ValueAgent agent = learning.For(new Row(), new Rng(8));
        Experience batch = new Row().Everything();
        for (int i = 0; i < 40; i++)
        {
            agent.Learn(batch);
        }

        // Code that is made better while it runs may allocate once; what allocated at every update would in each of these.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Allocated()));

        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
            {
                agent.Learn(batch);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    internal static ValueAgent Practised(ValueLearning learning, ControlProblem problem, int steps, ulong seed)
    {
        ValueAgent agent = learning.For(problem, new Rng(seed));
        foreach (int done in new Practice { Warming = 500 }.Run(agent, steps, new Rng(seed).Fork(1)))
        {
            _ = done;
        }

        return agent;
    }
}
