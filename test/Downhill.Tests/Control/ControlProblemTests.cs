using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Tests.Control;

/// <summary>Mechanics written again in another form, energies, and what is known of each problem.</summary>
public sealed class ControlProblemTests
{
    public static TheoryData<string> Names => [.. All.Select(problem => problem.Name)];

    private static ControlProblem[] All => [new CartPole(), new Pendulum(), new MountainCar(), new Acrobot(), new PointMaze()];

    [Theory, MemberData(nameof(Names))]
    public void An_observation_gives_its_state_back(string name)
    {
        ControlProblem problem = Named(name);
        double[] state = new double[problem.StateSize], again = new double[problem.StateSize];
        float[] seen = new float[problem.ObservationSize], twice = new float[problem.ObservationSize];
        for (int i = 0; i < 20; i++)
        {
            problem.Start(state, new Rng(1).Fork(i));
            problem.Observe(state, seen);
            problem.StateOf(seen, again);
            problem.Observe(again, twice);
            Assert.All(seen.Zip(twice), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_step_may_be_written_over_the_state_and_does_not_depend_on_who_asks(string name)
    {
        ControlProblem problem = Named(name);
        double[] state = new double[problem.StateSize], next = new double[problem.StateSize];
        float[] action = new float[problem.Actions.Width];
        problem.Start(state, new Rng(2));
        for (int t = 0; t < 30; t++)
        {
            problem.Actions.Draw(action, new Rng(3).Fork(t));
            Outcome apart = problem.Step(state, action, next, new Rng(4)), over = Named(name).Step(state, action, state, new Rng(4));
            Assert.Equal(apart, over);
            Assert.Equal(next, state);
        }
    }

    [Theory]
    [InlineData("cart-pole", 1, 1)]
    [InlineData("pendulum", -16.2736044, 0)] // π² + 0.1 · 8² + 0.001 · 2²
    [InlineData("mountain-car", -1, -1)]
    [InlineData("acrobot", -1, 0)]
    [InlineData("point-maze", -1, 0)] // the farthest corners are at √(0.5² + 0.85²) = 0.986
    public void Rewards_stay_in_their_range(string name, double least, double most)
    {
        ControlProblem problem = Named(name);
        Copies copies = new(problem, 8, new Rng(5));
        float[] actions = new float[8 * problem.Actions.Width];
        for (int t = 0; t < 600; t++)
        {
            Trials.AtRandom(problem)(copies.Observations, actions, new Rng(6).Fork(t));
            copies.Step(actions);
            Assert.All(copies.Rewards, reward => Assert.InRange(reward, least, most));
        }
    }

    [Fact]
    public void The_cart_and_its_pole_obey_lagrange()
    {
        // (M + m) ẍ + m l θ̈ cos θ = F + m l θ̇² sin θ and m l ẍ cos θ + 4/3 m l² θ̈ = m g l sin θ, solved as two equations.
        const double pole = 0.1, half = 0.5, h = 0.02;
        for (int i = 0; i < 50; i++)
        {
            double[] s = Numbers(4, new Rng(7).Fork(i), 1), next = new double[4];
            int action = i % 2;
            new CartPole().Step(s, OneOf(action, 2), next, default);
            double a = 1.1, b = pole * half * Math.Cos(s[2]), d = 4.0 / 3 * pole * half * half;
            double right = (action == 1 ? 10 : -10) + (pole * half * s[3] * s[3] * Math.Sin(s[2])), turn = pole * 9.8 * half * Math.Sin(s[2]);
            double x = ((right * d) - (b * turn)) / ((a * d) - (b * b)), theta = ((a * turn) - (b * right)) / ((a * d) - (b * b));
            Near([s[0] + (h * s[1]), s[1] + (h * x), s[2] + (h * s[3]), s[3] + (h * theta)], next, 1e-13);
        }
    }

    [Theory]
    [InlineData(2.401, 0, true)]
    [InlineData(2.39, 0, false)]
    [InlineData(-2.401, 0, true)]
    [InlineData(0, 0.2095, true)] // 12° = 0.20944
    [InlineData(0, -0.2095, true)]
    [InlineData(0, 0.2094, false)]
    public void The_cart_pole_ends_at_its_limits(double x, double lean, bool ends) =>
        Assert.Equal(ends, new CartPole().Step([x, 0, lean, 0], OneOf(1, 2), new double[4], default).IsTerminated);

    [Fact]
    public void A_pendulum_left_alone_keeps_its_energy_the_better_the_shorter_the_step()
    {
        // ½ ω² + 15 cos θ; the half-implicit step errs at first order, without drift.
        double coarse = Swing(0.002), fine = Swing(0.001);
        Assert.InRange(coarse / fine, 1.9, 2.1);
        Assert.InRange(fine, 0, 0.05);

        static double Swing(double step)
        {
            Pendulum pendulum = new() { TimeStep = step };
            double[] s = [2.5, 0.3];
            double start = Energy(s), worst = 0;
            for (int t = 0; t < 4 / step; t++)
            {
                pendulum.Step(s, [0], s, default);
                worst = Math.Max(worst, Math.Abs(Energy(s) - start));
            }

            return worst;
        }

        static double Energy(double[] s) => (0.5 * s[1] * s[1]) + (15 * Math.Cos(s[0]));
    }

    [Fact]
    public void An_acrobot_left_alone_keeps_its_energy_to_fourth_order()
    {
        // Speeds of both middles, 1/2 v² + 1/2 ω² each, and their heights; half the step is 2⁴ to 2⁵ times better over a given time.
        double coarse = Swing(0.04), fine = Swing(0.02);
        Assert.InRange(coarse / fine, 12, 40);
        Assert.InRange(fine, 0, 1e-4);

        static double Swing(double step)
        {
            Acrobot acrobot = new() { TimeStep = step };
            double[] s = [1.0, 0.5, 0, 0];
            double start = Energy(s), worst = 0;
            for (int t = 0; t < 4 / step; t++)
            {
                acrobot.Step(s, OneOf(1, 3), s, default);
                worst = Math.Max(worst, Math.Abs(Energy(s) - start));
            }

            return worst;
        }

        static double Energy(double[] s)
        {
            double both = s[0] + s[1], spin = s[2] + s[3];
            double x1 = 0.5 * s[2] * Math.Cos(s[0]), y1 = 0.5 * s[2] * Math.Sin(s[0]);
            double x2 = (s[2] * Math.Cos(s[0])) + (0.5 * spin * Math.Cos(both)), y2 = (s[2] * Math.Sin(s[0])) + (0.5 * spin * Math.Sin(both));
            double moving = 0.5 * ((x1 * x1) + (y1 * y1) + (x2 * x2) + (y2 * y2) + (s[2] * s[2]) + (spin * spin));
            return moving - (9.8 * ((0.5 * Math.Cos(s[0])) + Math.Cos(s[0]) + (0.5 * Math.Cos(both))));
        }
    }

    [Fact]
    public void A_torque_between_the_links_does_the_work_that_it_should()
    {
        // dE/dt = τ ω₂, over a short step: E changes by τ Δθ₂ up to the step's own error.
        Acrobot acrobot = new() { TimeStep = 1e-3 };
        double[] s = [0.4, -0.7, 0.3, 1.1], next = new double[4];
        acrobot.Step(s, OneOf(2, 3), next, default);
        double push = (next[3] - s[3]) / 1e-3, passive;
        acrobot.Step(s, OneOf(1, 3), next, default);
        passive = (next[3] - s[3]) / 1e-3;

        // The inverse inertia of the outer angle, from the mass matrix [[3.5 + c, 1.25 + c/2], [1.25 + c/2, 1.25]], c = cos θ₂.
        double c = Math.Cos(-0.7), a = 3.5 + c, b = 1.25 + (c / 2);
        Assert.Equal(a / ((a * 1.25) - (b * b)), push - passive, 2e-3);
    }

    [Fact]
    public void The_car_climbs_by_rocking_and_not_by_pushing()
    {
        Assert.Equal(200, Climb((_, _) => 2));
        Assert.InRange(Climb((_, v) => v >= 0 ? 2 : 0), 80, 130);

        static int Climb(Func<double, double, int> rule)
        {
            double[] s = [-0.5, 0];
            for (int t = 1; t < 200; t++)
            {
                if (new MountainCar().Step(s, OneOf(rule(s[0], s[1]), 3), s, default).IsTerminated)
                {
                    return t;
                }
            }

            return 200;
        }
    }

    [Fact]
    public void The_car_stops_at_the_left_end()
    {
        // v = −0.07 + … is cut to −0.07 and x to −1.2, where it stands; a step by hand: −0.5, 0 → v = 0.001 − 0.0025 cos(−1.5).
        double[] next = new double[2];
        new MountainCar().Step([-1.19, -0.07], OneOf(0, 3), next, default);
        Near([-1.2, 0], next, 1e-15);
        new MountainCar().Step([-0.5, 0], OneOf(2, 3), next, default);
        Near([-0.5 + 0.000823157, 0.000823157], next, 1e-9);
    }

    [Fact]
    public void Nobody_goes_through_a_wall()
    {
        PointMaze maze = new() { Walls = [new(0.5, 0, 0.75)] };
        int crossed = 0;
        for (int i = 0; i < 2000; i++)
        {
            double[] s = [new Rng(8).Uniform(i), new Rng(9).Uniform(i)], next = new double[2];
            float[] action = new float[2];
            maze.Actions.Draw(action, new Rng(10).Fork(i));
            maze.Step(s, action, next, default);
            bool isAcross = (s[1] < 0.5) != (next[1] < 0.5);
            crossed += isAcross ? 1 : 0;
            Assert.False(isAcross && next[0] <= 0.75);
            Assert.InRange(next[0], 0, 1);
            Assert.InRange(next[1], 0, 1);
        }

        // Through the open quarter they do: of those within 0.1 of the wall's height a quarter may, half move towards it, half of the way is enough.
        Assert.InRange(crossed, 10, 100);
    }

    [Fact]
    public void Copies_do_what_one_does_and_begin_anew_after_an_end()
    {
        CartPole problem = new();
        Copies copies = new(problem, 3, new Rng(11));
        double[] state = new double[4];
        float[] seen = new float[4], actions = new float[6];
        int episode = 0, ends = 0;
        problem.Start(state, new Rng(11).Fork(1).Fork(episode));
        for (int t = 0; t < 200; t++)
        {
            problem.Observe(state, seen);
            Assert.Equal(seen, copies.Observations[4..8]);
            Trials.AtRandom(problem)(copies.Observations, actions, new Rng(12).Fork(t));
            Outcome outcome = problem.Step(state, actions.AsSpan(2, 2), state, default);
            copies.Step(actions);
            problem.Observe(state, seen);
            Assert.Equal(seen, copies.Reached[4..8]);
            Assert.Equal((outcome.Reward, outcome.IsTerminated, false), (copies.Rewards[1], copies.IsTerminated[1], copies.IsTruncated[1]));
            if (outcome.IsTerminated)
            {
                ends++;
                problem.Start(state, new Rng(11).Fork(1).Fork(++episode));
            }
        }

        Assert.InRange(ends, 4, 20);
    }

    [Fact]
    public void A_time_limit_truncates_and_does_not_terminate()
    {
        Pendulum problem = new();
        Copies copies = new(problem, 2, new Rng(13));
        for (int t = 1; t <= 200; t++)
        {
            copies.Step([0, 0]);
            Assert.Equal(t == 200, copies.IsTruncated[0]);
            Assert.False(copies.IsTerminated[0]);
        }

        Assert.NotEqual(copies.Reached, copies.Observations);
        Replay replay = new(10, problem);
        replay.Add(new float[6], new float[2], copies);
        Experience batch = new(4, 3, 1);
        replay.Draw(batch, new Rng(14));
        Assert.All(batch.GoesOn, goesOn => Assert.Equal(1, goesOn));
        Assert.All(Enumerable.Range(0, 4), i => Assert.Contains(copies.Reached.Chunk(3), reached => reached.AsSpan().SequenceEqual(batch.Next.AsSpan(3 * i, 3))));
    }

    [Fact]
    public void An_episode_of_the_maze_is_as_long_as_was_asked()
    {
        PointMaze maze = new() { LongestEpisode = 7 };
        Copies copies = new(maze, 1, new Rng(17));
        Assert.Equal([false, false, false, false, false, false, true, false], Enumerable.Range(0, 8).Select(_ =>
        {
            copies.Step([0.1f, 0.1f]);
            return copies.IsTruncated[0];
        }));
        Assert.All(Trials.Episodes(maze, Trials.AtRandom(maze), 3, new Rng(18)), rollout => Assert.Equal((8 * 2, false), (rollout.Observations.Length, rollout.IsTerminated)));
        Assert.Equal(50, new PointMaze().TimeLimit);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointMaze { LongestEpisode = 0 });
    }

    [Fact]
    public void A_replay_forgets_the_oldest_and_draws_the_others_alike()
    {
        Replay replay = new(100, new PointMaze());
        for (int i = 0; i < 250; i++)
        {
            replay.Add([i, 0], [0, 0], i, [i, 1], true);
        }

        Assert.Equal(100, replay.Count);
        Experience batch = new(10_000, 2, 2), latest = new(1000, 2, 2);
        replay.Draw(batch, new Rng(15));
        replay.Draw(latest, new Rng(16), 7);
        Assert.Equal(Enumerable.Range(150, 100), batch.Rewards.Select(reward => (int)reward).Distinct().Order());
        Assert.Equal(Enumerable.Range(243, 7), latest.Rewards.Select(reward => (int)reward).Distinct().Order());

        // Each 100 times, with a deviation of 10.
        Assert.All(batch.Rewards.GroupBy(reward => reward), group => Assert.InRange(group.Count(), 50, 150));
        Assert.Throws<InvalidOperationException>(() => new Replay(5, new PointMaze()).Draw(batch, new Rng(1)));
    }

    private static ControlProblem Named(string name) => All.Single(problem => problem.Name == name);

    private static float[] OneOf(int action, int count) => [.. Enumerable.Range(0, count).Select(a => a == action ? 1f : 0f)];

    private static double[] Numbers(int count, Rng rng, double size) => [.. Enumerable.Range(0, count).Select(i => size * ((2 * rng.Uniform(i)) - 1))];

    private static void Near(double[] expected, double[] found, double tolerance) => Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
}
