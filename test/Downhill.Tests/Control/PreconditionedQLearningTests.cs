using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Tests.Control;

/// <summary>PreQN: value iteration where Q is linear, K's rank, and a search that moves what it should.</summary>
public sealed class PreconditionedQLearningTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0.3)]
    public void Where_values_are_linear_a_step_is_one_of_value_iteration(double stepSize)
    {
        // No hidden layer: Q(s, a) = w[s, a] + b[a], K of all six pairs is invertible, and α = 1 asks for the whole of T Q − Q.
        PreconditionedAgent agent = new PreconditionedQLearning { Widths = [], Discount = 0.9, StepSize = stepSize }.For(new Row(), new Rng(1));
        for (int update = 0; update < 5; update++)
        {
            double[] before = Values(agent), backed = new Row().Backup(before, 0.9);
            agent.Learn(new Row().Everything());

            // θ is a double; the condition of K is below 10².
            Assert.All(Values(agent).Zip(before.Zip(backed, (q, t) => q + (stepSize * (t - q)))), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
            Assert.Equal((6, 1), (agent.Last.Rank, agent.Last.Tries));
            Assert.Equal(1, agent.Last.Cosine, 1e-12);
        }
    }

    [Fact]
    public void A_repeated_row_costs_a_rank_and_nothing_else()
    {
        PreconditionedQLearning learning = new() { Widths = [], Discount = 0.9, StepSize = 1 };
        Experience all = new Row().Everything(), repeated = new(9, 3, 2);
        for (int i = 0; i < 9; i++)
        {
            repeated.Take(i, all, i % 6);
        }

        PreconditionedAgent once = learning.For(new Row(), new Rng(2)), again = learning.For(new Row(), new Rng(2));
        once.Learn(all);
        again.Learn(repeated);
        Assert.Equal((6, 6), (once.Last.Rank, again.Last.Rank));
        Assert.All(Values(once).Zip(Values(again)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void The_shortest_least_squares_solution_is_that_of_the_eigenvalues()
    {
        // K = B Bᵀ of rank 4 in 7; K⁺ b = B (BᵀB)⁻² Bᵀ b is checked by its four defining conditions: K z = P b and z in the range of K.
        double[] b = new double[28], given = new double[7], k = new double[49], z = new double[7];
        new Rng(3).Normal(b);
        new Rng(4).Normal(given);
        for (int i = 0; i < 49; i++)
        {
            k[i] = Enumerable.Range(0, 4).Sum(c => b[(4 * (i / 7)) + c] * b[(4 * (i % 7)) + c]);
        }

        Assert.Equal(4, new SemidefiniteSystem(7).Solve(k, given, z, 1e-10));
        double[] left = [.. given.Select((value, i) => value - Enumerable.Range(0, 7).Sum(j => k[(7 * i) + j] * z[j]))];
        for (int c = 0; c < 4; c++)
        {
            // The normal equations: what is left is orthogonal to K's range.
            Assert.Equal(0, Enumerable.Range(0, 7).Sum(i => b[(4 * i) + c] * left[i]), 1e-9);
        }

        // The shortest: orthogonal to what K takes to zero, which is where what is left lies.
        Assert.Equal(0, z.Zip(left, (x, y) => x * y).Sum(), 1e-9);
        Assert.True(left.Sum(Math.Abs) > 0.1);
    }

    [Fact]
    public void A_step_that_is_too_long_is_shortened_until_the_cosine_is_as_asked()
    {
        PreconditionedQLearning learning = new() { Widths = [16], StepSize = 64, Tries = 30 };
        PreconditionedAgent agent = Learned(learning, out double[] before, out double[] asked, out double[] after);
        PreconditionedStep step = agent.Last;
        Assert.True(step.FirstCosine < 0.97);
        Assert.True(step.IsTaken && step.Tries > 1 && step.Cosine >= 0.97);
        Assert.Equal(64 * Math.Pow(0.5, step.Tries - 1), step.StepSize, 1e-12);

        // The cosine is what really happened to the values that act; those are floats.
        double[] moved = [.. after.Zip(before, (a, b) => a - b)];
        Assert.Equal(step.Cosine, Cosine(moved, asked), 1e-3);
    }

    [Fact]
    public void Every_try_starts_from_the_weights_themselves()
    {
        // A known mistake names the tried weights as the network's own inside the loop: then nothing moves, or tries add up.
        PreconditionedQLearning learning = new() { Widths = [16], StepSize = 64, Tries = 30 };
        PreconditionedAgent searched = Learned(learning, out _, out _, out _);
        PreconditionedAgent direct = Learned(learning with { StepSize = searched.Last.StepSize }, out _, out _, out _);
        Assert.Equal((1, searched.Last.StepSize), (direct.Last.Tries, direct.Last.StepSize));
        Assert.Equal(direct.Theta(), searched.Theta());
        Assert.NotEqual(learning.For(new Row(), new Rng(5)).Theta(), searched.Theta());
    }

    [Fact]
    public void When_no_try_is_good_enough_nothing_moves()
    {
        PreconditionedQLearning learning = new() { Widths = [16], StepSize = 1e6, Tries = 2 };
        PreconditionedAgent agent = Learned(learning, out double[] before, out _, out double[] after);
        Assert.False(agent.Last.IsTaken);
        Assert.Equal((2, 0), (agent.Last.Tries, agent.Last.StepSize));
        Assert.Equal(before, after);
        Assert.Equal(learning.For(new Row(), new Rng(5)).Theta(), agent.Theta());
    }

    [Fact]
    public void Time_limits_go_on_and_ends_do_not()
    {
        // One step with reward 1 from a place to itself, at α = 1 in the linear case: T Q = 1 + γ Q or 1.
        foreach (float goesOn in new[] { 0f, 1f })
        {
            PreconditionedAgent agent = new PreconditionedQLearning { Widths = [], Discount = 0.5, StepSize = 1 }.For(new Row(), new Rng(6));
            double q = Values(agent).Take(2).Max();
            Experience one = new(1, 3, 2);
            (one.Observations[0], one.Next[0], one.Actions[1], one.Rewards[0], one.GoesOn[0]) = (1, 1, 1, 1, goesOn);
            agent.Learn(one);
            Assert.Equal(1 + (0.5 * goesOn * q), Values(agent)[1], 1e-12);
        }
    }

    [Fact]
    public void The_same_seed_learns_the_same_bits()
    {
        Assert.Equal(Bits(), Bits());

        static double[] Bits() => Assert.IsType<PreconditionedAgent>(ValueLearningTests.Practised(new PreconditionedQLearning { Widths = [16], BatchSize = 16 }, new CartPole(), 1500, 7)).Theta();
    }

    /// <summary>One update over every pair.</summary>
    private static PreconditionedAgent Learned(PreconditionedQLearning learning, out double[] before, out double[] asked, out double[] after)
    {
        PreconditionedAgent agent = learning.For(new Row(), new Rng(5));
        before = Judged(agent);
        asked = [.. new Row().Backup(before, learning.Discount).Zip(before, (t, q) => t - q)];
        agent.Learn(new Row().Everything());
        after = Judged(agent);
        return agent;
    }

    private static double[] Judged(PreconditionedAgent agent)
    {
        float[] values = new float[6];
        agent.Judge([1, 0, 0, 0, 1, 0, 0, 0, 1], values);
        return [.. values.Select(value => (double)value)];
    }

    /// <summary>Q of the linear case in double: weights [3, 2], then biases [2].</summary>
    private static double[] Values(PreconditionedAgent agent) => agent.Theta() is var theta ? [.. Enumerable.Range(0, 6).Select(i => theta[i] + theta[6 + (i % 2)])] : [];

    private static double Cosine(double[] a, double[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
