using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Training;

/// <summary>Every way for learning to fail is provoked, and must be named.</summary>
public sealed class WatchdogTests
{
    // 0.5 · 40 = 20: a state grows 19-fold a step, so 300 steps from 1 are beyond 10³⁰⁸ squared.
    [Fact]
    public void Too_large_an_inner_step_is_named_with_the_one_that_would_do()
    {
        string cause = Cause(new Quadratic([40]) { Learned = true }, new TrajectoryMatching { StepSize = 0.5, Matched = 300, Weights = [1], Storage = LoopStorage.States }, Tracks(301), new Schedule());
        Assert.StartsWith("The loss is ", cause, StringComparison.Ordinal);
        Assert.Contains("at step 1: the roll-out runs away, from starts within 1 ", cause, StringComparison.Ordinal);
        Assert.Contains("the inner step times the largest curvature is 20 before anything is learned", cause, StringComparison.Ordinal);
        Assert.Contains("try an inner step below 0.05.", cause, StringComparison.Ordinal);
    }

    // The leapfrog is stable up to h √λ = 2; here it is 0.5 · √100 = 5.
    [Fact]
    public void Of_inertial_motion_it_is_the_root_of_the_curvature()
    {
        TrajectoryMatching objective = new() { Motion = Motion.Inertial, StepSize = 0.5, Matched = 300, Weights = [1, 1], Storage = LoopStorage.States };
        Trajectory track = new("", [.. Enumerable.Range(0, 301).Select(i => (double)i)], [.. Enumerable.Repeat(1.0, 602)], ["x", "v"]);
        Assert.Contains("the root of the largest curvature is 5 before", Cause(new Quadratic([100]) { Learned = true }, objective, [track], new Schedule()), StringComparison.Ordinal);
    }

    // The eigenvalues of [[21, 19], [19, 21]] are 40 and 2, along the diagonals.
    [Fact]
    public void The_curvature_is_the_largest_over_all_directions()
    {
        Trajectory track = new("", [.. Enumerable.Range(0, 301).Select(i => (double)i)], [.. Enumerable.Repeat(new[] { 1.0, -0.5 }, 301).SelectMany(x => x)], ["x", "y"]);
        TrajectoryMatching objective = new() { StepSize = 0.5, Matched = 300, Weights = [1, 1], Storage = LoopStorage.States };
        Assert.Contains("the largest curvature is 20 before", Cause(new Quadratic([21, 19, 19, 21]) { Learned = true }, objective, [track], new Schedule()), StringComparison.Ordinal);
    }

    // With α = 10⁴ the curvature is some 10⁴ after a step, and 0.1 times that is far above 2.
    [Fact]
    public void A_learning_rate_that_drove_the_roll_out_away_is_named()
    {
        string cause = Cause(new Quadratic([1]) { Learned = true }, new TrajectoryMatching { StepSize = 0.1, Matched = 100, Weights = [1], Storage = LoopStorage.States }, Tracks(101), new Schedule { StepSize = 1e4, WarmUp = 0 });
        Assert.Contains("was 0.1 before learning and is ", cause, StringComparison.Ordinal);
        Assert.Contains("try a smaller learning rate than 1e+04", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_grows_and_grows_is_a_diverging_learning_rate()
    {
        // One step only, so that nothing overflows: the curvature jumps about by α, and the loss by (η α)².
        string cause = Cause(new Quadratic([1]) { Learned = true }, new TrajectoryMatching { StepSize = 0.1, Weights = [1] }, Tracks(30), new Schedule { StepSize = 1e5, WarmUp = 0, Steps = 2000 });
        Assert.Contains("learning diverges; try a smaller learning rate than 1e+05", cause, StringComparison.Ordinal);
        Assert.Contains("for 50 steps", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void An_energy_that_nothing_depends_on_is_named()
    {
        string cause = Cause(new Height(2), new TrajectoryMatching { StepSize = 0.1, Weights = [1] }, Tracks(30), new Schedule());
        Assert.Contains("The gradient is exactly zero in all 1 parameters at step 1", cause, StringComparison.Ordinal);
    }

    // E = x √a at a = 0: the loss is finite, the slope in a is 1/0.
    [Fact]
    public void A_gradient_that_is_not_finite_is_named_with_its_parameter()
    {
        string cause = Cause(new Root(0), new TrajectoryMatching { StepSize = 0.1, Weights = [1] }, Tracks(30), new Schedule());
        Assert.Contains("The gradient in root is ", cause, StringComparison.Ordinal);
        Assert.Contains("at step 1, while the loss is ", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_another_objective_the_parameters_are_told()
    {
        string cause = Cause(new Quadratic([1e200]) { Learned = true }, new LangevinLikelihood { Interval = 1 }, Tracks(30), new Schedule());
        Assert.Contains("the largest parameter is 1e+200, at the start it was 1e+200", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_are_no_numbers_are_refused_earlier() => Assert.Throws<ArgumentException>(() => new Trajectory("", [0, 1], [1, double.NaN], ["x"]));

    [Fact]
    public void A_perfect_start_is_no_failure()
    {
        Windows windows = new([new Trajectory("", [0, 1], [0, 0], ["x"])], 1, 1);
        Trainer<double> trainer = new(new Quadratic([1]) { Learned = true }, new TrajectoryMatching { StepSize = 0.1, Weights = [1] }, windows, new Windows([], 1, 1), new Schedule { Steps = 3 }, new Rng(1), 1);
        Assert.All(trainer.Run(), step => Assert.Equal(0, step.Loss));
    }

    // After 40 gradients of length 1 comes one of length 1000.
    [Theory]
    [InlineData(10, 10)]
    [InlineData(0, 1000)]
    [InlineData(50, 50)]
    public void A_spike_is_shortened_to_so_many_medians(double longest, double expected)
    {
        Watchdog watchdog = new(new Schedule { LongestGradient = longest }, [new Parameter("w", 1, 2, [0, 0])]);
        for (int step = 1; step <= 40; step++)
        {
            Assert.Equal(1, watchdog.Check(step, 1, [[0.6, 0.8]]));
        }

        Assert.Equal(expected, 1000 * watchdog.Check(41, 1, [[600, 800]]), 1e-10);
        Assert.Equal(longest > 0 ? 1 : 0, watchdog.Shortened);

        // The spike is one of many lengths, and does not move their median: a second one is shortened as the first.
        Assert.Equal(1, watchdog.Check(42, 1, [[0.6, 0.8]]));
        Assert.Equal(expected, 1000 * watchdog.Check(43, 1, [[600, 800]]), 1e-10);
    }

    [Fact]
    public void The_first_steps_are_never_shortened()
    {
        Watchdog watchdog = new(new Schedule(), [new Parameter("w", 1, 1, [0])]);
        Assert.Equal(1, watchdog.Check(1, 1, [[1e-3]]));
        Assert.Equal(1, watchdog.Check(2, 1, [[1e3]]));
    }

    // A likelihood may be negative; noise about its best is no divergence.
    [Theory]
    [InlineData(-3, -2.5)]
    [InlineData(1e-20, 1e-15)]
    [InlineData(-1e-9, 0.4)]
    public void Losses_about_a_small_or_negative_best_are_no_failure(double best, double later)
    {
        Watchdog watchdog = new(new Schedule(), [new Parameter("w", 1, 1, [0])]);
        watchdog.Check(1, 0.5, [[1]]);
        watchdog.Check(2, best, [[1]]);
        for (int step = 3; step < 200; step++)
        {
            watchdog.Check(step, later, [[1]]);
        }
    }

    private static string Cause(Energy energy, Objective objective, Trajectory[] tracks, Schedule schedule)
    {
        int matched = objective is TrajectoryMatching matching ? matching.Matched : 1;
        Trainer<double> trainer = new(energy, objective, new Windows(tracks, matched, 1), new Windows([], 1, 1), schedule, new Rng(1), 1);
        string cause = Assert.Throws<ArithmeticException>(() => trainer.Run().Count()).Message;
        Assert.DoesNotContain('\n', cause);
        return cause;
    }

    private static Trajectory[] Tracks(int frames) =>
        [new("", [.. Enumerable.Range(0, frames).Select(i => (double)i)], [.. Enumerable.Range(0, frames).Select(i => Math.Pow(0.9, i))], ["x"])];

    /// <summary>E = h.</summary>
    private sealed record Height(double Value) : Energy
    {
        public override int Dimension => 1;

        public override IReadOnlyList<Parameter> Parameters => [new("height", 1, 1, [Value])];

        public override Node Of(Node x) => Parameters[0].Node + (0 * x);

        public override Energy With(IReadOnlyList<Parameter> parameters) => new Height(parameters[0].Values[0]);
    }

    /// <summary>E = x √a.</summary>
    private sealed record Root(double Value) : Energy
    {
        public override int Dimension => 1;

        public override IReadOnlyList<Parameter> Parameters => [new("root", 1, 1, [Value])];

        public override Node Of(Node x) => x * Maths.Sqrt(Parameters[0].Node);

        public override Energy With(IReadOnlyList<Parameter> parameters) => new Root(parameters[0].Values[0]);
    }
}
