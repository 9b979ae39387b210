using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>How a density is learned from samples in units of their own spread: the landscape, the objective, the schedule.</summary>
/// <remarks>
/// The landscape is ½ |z|² / w² plus a network. A network of Silu units grows at most as |z|, so the bowl confines it: exp(−E) has an integral
/// whatever is learned, and chains come back.
/// </remarks>
internal sealed record DensityRecipe
{
    /// <summary>The most columns for which a quadrature is the objective.</summary>
    internal const int MostByLikelihood = 2;

    // A bowl of three deviations hardly shows where samples are; σ of denoising, likewise in deviations, smooths no more than its square.
    private const double Bowl = 3, Sigma = 0.1, NoiseWidth = 1.2;

    private const int NoisePerSample = 4;

    /// <summary>What makes it good, for samples of z.</summary>
    internal required Func<Samples, SampleObjective> Objective { get; init; }

    /// <summary>The network's hidden layers.</summary>
    internal int[] Widths { get; init; } = [64, 64, 64];

    /// <summary>The network's bend.</summary>
    internal Activation Activation { get; init; } = Activation.Silu;

    /// <summary>How long and how fast.</summary>
    internal Schedule Schedule { get; init; } = Lasting(3000);

    /// <summary>The objective for a number of columns.</summary>
    internal static DensityObjective For(int dimension) => dimension <= MostByLikelihood ? DensityObjective.Likelihood : DensityObjective.NoiseContrastive;

    /// <summary>A schedule of so many steps: a twentieth of them warms up, and the average of parameters lasts as long.</summary>
    internal static Schedule Lasting(int steps) => SampleTrainer<float>.ForSamples with { Steps = steps, WarmUp = Math.Max(1, steps / 20), Averaging = Math.Max(0.5, 1 - (20.0 / steps)) };

    /// <summary>The recipe of an objective; not auto.</summary>
    internal static DensityRecipe Of(DensityObjective objective) => objective switch
    {
        DensityObjective.Likelihood => Likelihood(4096),
        DensityObjective.Denoising => new() { Objective = _ => new DenoisingScoreMatching { Deviation = Sigma } },
        _ => new() { Objective = samples => new NoiseContrastive { Noise = GaussianNoise.Around(samples.Points, samples.Dimension, NoiseWidth), NoisePerSample = NoisePerSample } },
    };

    /// <summary>Maximum likelihood, the normaliser by so many points of a jittered grid around the samples.</summary>
    internal static DensityRecipe Likelihood(int points) => new() { Objective = samples => new MaximumLikelihood { Noise = BoxOf(samples), Count = points } };

    /// <summary>The box of samples with a tenth more on each side, in equal cells.</summary>
    internal static UniformNoise BoxOf(Samples samples) => UniformNoise.Around(samples.Points, samples.Dimension, 0.1) with { IsStratified = true };

    /// <summary>The landscape before learning, of z.</summary>
    internal Energy Start(int dimension, Rng rng) => Quadratic.Isotropic(dimension, 1 / (Bowl * Bowl)) + new Mlp(dimension, Widths, rng) { Activation = Activation };

    /// <summary>The learned landscape, of x.</summary>
    internal Energy In(Units units, IReadOnlyList<Parameter> learned)
    {
        int d = units.Dimension;
        double[] matrix = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            matrix[(i * d) + i] = Math.Pow(Bowl * units.Radius[i], -2);
        }

        return new Quadratic(matrix, units.Center) + (new Mlp(d, Widths, new Rng(0)) { Activation = Activation, Center = units.Center, Radius = units.Radius }).With(learned);
    }

    /// <summary>A trainer on samples of z.</summary>
    internal SampleTrainer<float> Trainer(Samples learned, Samples withheld, Rng rng, int threads) =>
        new(Start(learned.Dimension, rng.Fork(1)), Objective(learned), learned, withheld, Schedule, rng.Fork(2), threads);
}
