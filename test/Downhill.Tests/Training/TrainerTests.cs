using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Training;

public sealed class TrainerTests
{
    private static readonly double[] True = [2, 0.5, 0.5, 1];

    [Fact]
    public void Adam_takes_the_steps_of_its_paper()
    {
        // Algorithm 1 by hand, gradients 3 and then −1: m̂ = 3, ŝ = 9; then m = 0.17, s = 0.009991, both over their corrections.
        double[] values = [1.0];
        Moments moments = Moments.Zero(1);
        Adam adam = new();
        adam.Step(values, [3], moments, 0.1, 1);
        Assert.Equal(1 - (0.1 * 3 / (3 + 1e-8)), values[0], 1e-15);
        double before = values[0];
        adam.Step(values, [-1], moments, 0.1, 2);
        double mean = ((0.9 * 0.3) - 0.1) / (1 - 0.81), square = ((0.999 * 0.009) + 0.001) / (1 - (0.999 * 0.999));
        Assert.Equal(before - (0.1 * mean / (Math.Sqrt(square) + 1e-8)), values[0], 1e-13);
    }

    [Fact]
    public void The_schedule_warms_up_and_ends_at_zero()
    {
        Schedule schedule = new() { Steps = 1000, StepSize = 0.02, WarmUp = 50 };
        Assert.Equal(0.02 / 50, schedule.StepSizeAt(0), 1e-12);
        Assert.Equal(0.02, schedule.StepSizeAt(50), 1e-12);
        Assert.Equal(0.01, schedule.StepSizeAt(525), 1e-12);
        Assert.Equal(0, schedule.StepSizeAt(1000), 1e-12);
    }

    [Fact]
    public void A_quadratic_is_recovered_from_its_own_descent()
    {
        Trainer<double> trainer = NewTrainer<double>(1, 2);
        Progress last = trainer.Run().Last();
        Assert.True(last.Loss < 1e-8, $"the loss is {last.Loss}");
        double[] gradient = trainer.Energy.GradientAt(0.7, -0.4);
        Assert.Equal((2 * 0.7) - (0.5 * 0.4), gradient[0], 1e-3);
        Assert.Equal((0.5 * 0.7) - 0.4, gradient[1], 1e-3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_one_and_two_threads_and_another_seed_does_not()
    {
        double[] one = Learned(1, 1), two = Learned(1, 2), other = Learned(2, 1);
        Assert.Equal(one, two);
        Assert.NotEqual(one, other);

        static double[] Learned(int seed, int threads)
        {
            Trainer<float> trainer = NewTrainer<float>(seed, threads, steps: 60);
            _ = trainer.Run().Count();
            return [.. trainer.Energy.Parameters.SelectMany(p => p.Values)];
        }
    }

    [Fact]
    public void What_is_kept_is_the_best_by_the_withheld_windows()
    {
        Trainer<double> trainer = NewTrainer<double>(1, 1);
        double least = trainer.Run().Where(step => step.Withheld is not null).Min(step => step.Withheld!.Value);
        Assert.Equal(least, trainer.BestLoss);
    }

    [Fact]
    public void Numbers_that_fail_stop_loudly()
    {
        Trajectory[] tracks = Tracks();
        TrajectoryMatching objective = new() { StepSize = 1e200, Weights = [1e300, 1e300] };
        Trainer<double> trainer = new(new Quadratic([1, 0, 0, 1]), objective, new Windows(tracks, 1, 1), new Windows([], 1, 1), new Schedule { Steps = 5 }, new Rng(1), 1);
        ArithmeticException failure = Assert.Throws<ArithmeticException>(() => trainer.Run().Count());
        Assert.Contains("step 1", failure.Message, StringComparison.Ordinal);
    }

    private static Trainer<T> NewTrainer<T>(int seed, int threads, int steps = 1500)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Trajectory[] tracks = Tracks();
        TrajectoryMatching objective = new() { StepSize = 0.1, Weights = [1, 1] };
        return new Trainer<T>(
            new Quadratic([1, 0, 0, 1]) { Learned = true }, objective, new Windows(tracks[..16], 1, 1), new Windows(tracks[16..], 1, 1),
            new Schedule { Steps = steps, BatchSize = 100, StepSize = 0.05, Patience = 1000 }, new Rng((ulong)seed), threads);
    }

    // Exact descent steps x′ = x − 0.1 A x.
    private static Trajectory[] Tracks() => [.. Enumerable.Range(0, 20).Select(track =>
    {
        Rng rng = new Rng(31).Fork(track);
        double x = rng.Normal(0), y = rng.Normal(1);
        List<double> values = [];
        for (int frame = 0; frame < 20; frame++)
        {
            values.AddRange([x, y]);
            (x, y) = (x - (0.1 * ((True[0] * x) + (True[1] * y))), y - (0.1 * ((True[2] * x) + (True[3] * y))));
        }

        return new Trajectory($"{track}", [.. Enumerable.Range(0, 20).Select(frame => 0.1 * frame)], [.. values], ["x", "y"]);
    })];
}
