using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Spirals;

/// <summary>How a network learns the spiral: three layers, a margin to wrong answers, some of which the landscape gives itself.</summary>
internal sealed record SpiralLesson
{
    private const int Points = 4000;

    internal int Width { get; init; } = 128;

    internal int Steps { get; init; } = 2000;

    internal int Batch { get; init; } = 256;

    internal double StepSize { get; init; } = 0.003;

    /// <summary>The share of wrong answers that are ends of descents; 0: all are from anywhere.</summary>
    internal double Descended { get; init; } = 0.5;

    /// <summary>a and b of <see cref="FlatValley"/>; both 0: a margin alone.</summary>
    internal double Spread { get; init; }

    internal double Slope { get; init; }

    /// <summary>Whether the contrast asks for a margin; without one it is content with flat ground.</summary>
    internal bool HasMargin { get; init; } = true;

    /// <summary>The weight of <see cref="LowVolume"/>; 0: none.</summary>
    internal double Volume { get; init; }

    internal static UniformNoise Square { get; } = new([-SpiralCurve.Half, -SpiralCurve.Half], [SpiralCurve.Half, SpiralCurve.Half]);

    /// <summary>The learned landscape.</summary>
    /// <param name="draw">Which samples, weights and batches.</param>
    /// <param name="words">What is told while it learns.</param>
    /// <param name="context">Of the experiment.</param>
    internal Energy Learn(int draw, string words, ExperimentContext context)
    {
        Rng rng = context.Rng.Fork(601).Fork(draw);
        double[] samples = SpiralCurve.Draw(Points, rng.Fork(0));
        Mlp network = new(2, [Width, Width, Width], rng.Fork(1)) { Radius = [1, 1] };
        Schedule schedule = new() { Steps = Steps, BatchSize = Batch, StepSize = StepSize, WarmUp = Steps / 20, ValidateEvery = Math.Max(1, Steps / 10), Patience = int.MaxValue };
        SampleTrainer<float> trainer = new(network, Objective(samples), new(samples, 2), new([], 2), schedule, rng.Fork(2), context.Threads);
        foreach (SampleProgress progress in trainer.Run())
        {
            context.Stop.ThrowIfCancellationRequested();
            if (progress.Step % 50 == 0)
            {
                context.Tell($"{words}: step {progress.Step} of {Steps}, loss {progress.Loss:f3}");
            }
        }

        return trainer.Energy;
    }

    private SampleObjective Objective(double[] samples)
    {
        DrawnNegatives anywhere = new(new NoiseCandidates { Noise = Square });
        Negatives negatives = Descended > 0 ? new DescendedNegatives { From = anywhere, Stepper = new GradientDescent { StepSize = 0.02 }, Steps = 8, Share = Descended } : anywhere;
        SampleObjective objective = HasMargin ? new MarginRanking { Negatives = negatives } : new GeneralizedPerceptron { Negatives = negatives };
        objective = Volume > 0 ? new LowVolume { Inner = objective, Noise = Square, Weight = Volume, Softness = 0.5, Count = 1024 } : objective;
        return Spread > 0 || Slope > 0 ? new FlatValley { Inner = objective, Samples = samples, Spread = Spread, Slope = Slope } : objective;
    }
}
