using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Tests.Bootstrapping;

public sealed class QIterationTests
{
    private static readonly Mdp Process = new Garnet { States = 6, Actions = 2, Ends = 1, Kind = RewardKind.Transition, Discount = 0.9 }.Draw(new(7));

    private static double Apart(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private static double[] Random(int seed, int count)
    {
        double[] values = new double[count];
        new Rng((ulong)seed).Normal(values);
        return values;
    }

    private static double[] Kernel(int seed, int n)
    {
        // B Bᵀ / n + 1: positive, well conditioned.
        double[] b = Random(seed, n * n);
        return [.. Enumerable.Range(0, n * n).Select(at => (Enumerable.Range(0, n).Sum(k => b[(at / n * n) + k] * b[(at % n * n) + k]) / n) + (at / n == at % n ? 1 : 0))];
    }

    [Fact]
    public void The_backup_of_the_optimal_table_is_the_table_with_ends_of_every_kind_of_reward()
    {
        foreach (RewardKind kind in Enum.GetValues<RewardKind>())
        {
            Mdp mdp = new Garnet { States = 6, Actions = 3, Ends = 2, Kind = kind, Discount = 0.95 }.Draw(new(3));
            double[] best = OptimalValues.Of(mdp).Q, backup = new double[best.Length];
            new BellmanBackup(mdp).Apply(best, backup);
            Assert.True(Apart(best, backup) < 1e-11);
        }
    }

    [Fact]
    public void Value_iteration_comes_to_the_optimal_table()
    {
        BellmanBackup backup = new(Process);
        QCourse course = QCourse.Of(new(backup, Gain.Identity(backup.Pairs)), new double[backup.Pairs], 1e-12);
        Assert.Equal(QEnd.Settled, course.End);
        Assert.True(Apart(course.Last.Values, OptimalValues.Of(Process).Q) < 1e-10);
    }

    [Theory]
    [InlineData(Guess.Own, 0)]
    [InlineData(Guess.Own, 0.6)]
    [InlineData(Guess.Copy, 0)]
    [InlineData(Guess.Checked, 0)]
    [InlineData(Guess.Twin, 0)]
    public void Every_guess_rests_at_the_optimal_table(Guess guess, double momentum)
    {
        BellmanBackup backup = new(Process);
        Gain gain = Gain.OfKernel(Kernel(5, backup.Pairs), PairDistribution.Uniform(Process) is var rho ? [.. rho.Select(p => p + 0.05)] : []);
        QIteration iteration = new(backup, gain) { StepSize = 1, Momentum = momentum, Guess = guess, CopyEvery = 50 };
        QCourse course = QCourse.Of(iteration, Random(2, backup.Pairs), 1e-11, 1e9, 50_000);
        Assert.Equal(QEnd.Settled, course.End);
        Assert.True(Apart(course.Last.Values, OptimalValues.Of(Process).Q) < 1e-8);
    }

    [Theory]
    [InlineData(Guess.Own)]
    [InlineData(Guess.Copy)]
    [InlineData(Guess.Checked)]
    [InlineData(Guess.Twin)]
    public void Sampled_steps_have_the_expected_step_as_their_mean(Guess guess)
    {
        BellmanBackup backup = new(Process);
        double[] rho = PairDistribution.Of(Process, Policy.Uniform(6, 2));
        QIteration iteration = new(backup, Gain.OfKernel(Kernel(5, backup.Pairs), rho)) { StepSize = 0.5, Guess = guess, CopyEvery = 4 };
        QState state = new(Random(1, 12), Random(1, 12), guess == Guess.Own ? Random(1, 12) : Random(4, 12), 1);
        double[] expected = iteration.Next(state).Values, mean = new double[12], square = new double[12];
        const int Draws = 20_000;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] drawn = iteration.Next(state, new Rng(9).Fork(draw)).Values;
            for (int i = 0; i < 12; i++)
            {
                mean[i] += drawn[i] / Draws;
                square[i] += drawn[i] * drawn[i] / Draws;
            }
        }

        // Twins move one table in two steps; five standard errors of a mean, 12 of them.
        double share = guess == Guess.Twin ? 0.5 : 1;
        for (int i = 0; i < 12; i++)
        {
            double error = Math.Sqrt(Math.Max(0, square[i] - (mean[i] * mean[i])) / Draws);
            Assert.True(Math.Abs(mean[i] - state.Values[i] - (share * (expected[i] - state.Values[i]))) < (5 * error) + 1e-12);
        }
    }

    [Fact]
    public void Parameters_of_linear_values_move_their_table_as_its_kernel_does()
    {
        BellmanBackup backup = new(Process);
        LinearFeatures features = new(12, 5, Random(6, 60));
        double[] rho = PairDistribution.Uniform(Process), w = Random(8, 5);
        QIteration parameters = new(backup, Gain.OfFeatures(features, rho)) { Features = features, StepSize = 0.3 };
        QIteration table = new(backup, Gain.OfKernel(features.Kernel(), rho)) { StepSize = 0.3 };
        QState byParameters = QState.At(w), byTable = QState.At(parameters.Table(w));
        QState byFew = QState.At(new double[5]);
        QIteration few = table.Reduced(byTable.Values);
        Assert.Equal(5, few.Size);
        for (int step = 0; step < 20; step++)
        {
            (byParameters, byTable, byFew) = (parameters.Next(byParameters), table.Next(byTable), few.Next(byFew));
        }

        Assert.True(Apart(parameters.Table(byParameters.Values), byTable.Values) < 1e-11);
        Assert.True(Apart(few.Table(byFew.Values), byTable.Values) < 1e-11);
        Assert.Equal(5, table.Gain.Rank());
    }

    [Fact]
    public void The_corrected_gain_is_one_where_the_kernel_can_be_inverted_and_a_projection_of_its_rank_elsewhere()
    {
        double[] kernel = Kernel(3, 12), thin = new LinearFeatures(12, 5, Random(6, 60)).Kernel();
        Gain full = Gain.Corrected(kernel), part = Gain.Corrected(thin);
        Assert.Equal((12, 5), (full.Rank(), part.Rank()));
        Assert.True(Apart(full.Kernel, Gain.Identity(12).Kernel) < 1e-12);
        Assert.True(Apart(part.Kernel, [.. Times(part.Kernel, part.Kernel)]) < 1e-12);
        Assert.True(Apart(thin, [.. Times(part.Kernel, thin)]) < 1e-11);

        static IEnumerable<double> Times(double[] a, double[] b) => Enumerable.Range(0, 144).Select(at => Enumerable.Range(0, 12).Sum(k => a[(at / 12 * 12) + k] * b[(k * 12) + (at % 12)]));
    }

    [Fact]
    public void A_process_with_a_horizon_is_refused() => Assert.Throws<ArgumentException>(() => new BellmanBackup(Process.With(0.9, 5)));
}
