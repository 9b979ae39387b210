using Downhill.Compute;
using Downhill.Densities;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Training;

namespace Downhill.Experiments.Benchmarks;

/// <summary>A network that was learned from draws of a mixture of Gaussians by noise contrast, with a step size that suits a rule.</summary>
internal static class LearnedMixture
{
    private const int Components = 5, Samples = 20_000, LearningSteps = 1500, FindSteps = 600;
    private const double Apart = 1.5, Width = 0.7;

    /// <summary>The weights of the network, the chains' starts and the step size; the same at each call.</summary>
    internal static Problem Pose(NetworkSize size, SamplingRule rule)
    {
        int d = size.Dimension;
        Rng rng = new(10);
        double[] means = new double[Components * d];
        rng.Fork(0).Normal(means);
        MixtureDensity mixture = new([.. means.Chunk(d).Select(mean => Gaussian.Isotropic(1, [.. mean.Select(m => Apart * m)], Width))]);
        double[] drawn = mixture.Draw(rng.Fork(1), Samples);
        Samples samples = new(Units.Of(drawn, d).ToUnits(drawn), d);
        DensityRecipe recipe = DensityRecipe.Of(DensityObjective.NoiseContrastive) with { Widths = [.. Enumerable.Repeat(size.Hidden, size.Layers)], Schedule = DensityRecipe.Lasting(LearningSteps) };
        SampleTrainer<float> trainer = recipe.Trainer(samples, new([], d), rng.Fork(2), threads: 1);
        trainer.Learn();
        double[] starts = samples.Points[..(size.Batch * d)];
        Draws found = new Sampler { Rule = rule, BurnIn = FindSteps, Thin = 1 }.Draw(trainer.Energy, starts, 1, rng.Fork(3));
        return new Problem(size).With(trainer.Energy.Parameters.Select(parameter => parameter.Values), starts, (float)found.StepSize);
    }
}
