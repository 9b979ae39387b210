using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Training;

public sealed class FullBatchTests
{
    private static readonly TrajectoryMatching OneStep = new() { StepSize = 0.1, Weights = [1, 1] };

    [Fact]
    public void A_weighted_quadratic_is_weighted_least_squares()
    {
        // x′ = x − η A x with A = diag(a, b): a and b are what regression of (x − x′)/η on x gives, each coordinate alone.
        (Trajectory[] tracks, double[] weights) = Data();
        FullBatch batch = new(new Quadratic([1, 0, 0, 1]) { Learned = true }, OneStep, new Windows(tracks, 1, 1), 1);
        batch.Weigh(weights);
        Energy learned = batch.EnergyAt(new Lbfgs { Tolerance = 0 }.Minimise(batch.Start, batch.At).Last().Point);
        double[] numerator = new double[2], denominator = new double[2];
        for (int t = 0; t < tracks.Length; t++)
        {
            for (int i = 0; i < 2; i++)
            {
                double x = tracks[t].State(0)[i], moved = (x - tracks[t].State(1)[i]) / 0.1;
                numerator[i] += weights[t] * x * moved;
                denominator[i] += weights[t] * x * x;
            }
        }

        Assert.Equal(numerator[0] / denominator[0], learned.GradientAt(1, 0)[0], 1e-7);
        Assert.Equal(numerator[1] / denominator[1], learned.GradientAt(0, 1)[1], 1e-7);
    }

    [Fact]
    public void The_loss_is_the_weighted_mean_of_the_losses_of_windows_and_zero_leaves_one_out()
    {
        (Trajectory[] tracks, double[] weights) = Data();
        FullBatch all = new(new Quadratic([1, 0, 0, 1]) { Learned = true }, OneStep, new Windows(tracks, 1, 1), 2);
        all.Weigh(weights);
        double[] losses = all.LossesAt(all.Start);
        Assert.Equal(losses.Zip(weights, (loss, weight) => loss * weight).Sum() / weights.Sum(), all.At(all.Start).Value, 1e-14);

        all.Weigh([0, .. Enumerable.Repeat(1.0, tracks.Length - 1)]);
        FullBatch rest = new(new Quadratic([1, 0, 0, 1]) { Learned = true }, OneStep, new Windows(tracks[1..], 1, 1), 1);
        (double value, double[] gradient) = all.At(all.Start);
        Assert.Equal(rest.At(rest.Start).Value, value, 1e-14);
        Assert.All(gradient.Zip(rest.At(rest.Start).Gradient), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
    }

    private static (Trajectory[] Tracks, double[] Weights) Data()
    {
        double[][] pairs = [[1, 0, 0.8, 0], [2, 0, 1.9, 0], [0, 1, 0, 0.6], [0, -3, 0, -2.5], [-1, 0, -0.7, 0]];

        // Each with its mirror image, so that neither a slant nor a shift of the bowl is asked for.
        double[][] mirrored = [.. pairs, .. pairs.Select(pair => pair.Select(x => -x).ToArray())];
        return ([.. mirrored.Select((pair, i) => new Trajectory($"{i}", [0, 0.1], pair, ["x", "y"]))], [1, 2, 0.5, 3, 1, 1, 2, 0.5, 3, 1]);
    }
}
