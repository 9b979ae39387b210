using Downhill.Dynamics;
using Downhill.Experiments.Learning.FromSamples;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.DensityStudies;

/// <summary>An objective as it is used by default, on samples in units of their spread.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What it can learn.</param>
/// <param name="Objective">The objective for samples.</param>
internal sealed record Contender(string Name, Aim Kind, Func<Samples, SampleObjective> Objective)
{
    private const double ChainStep = 0.01, Sigma = 0.1, Shaking = 0.02;
    private const int GridPoints = 1024, ChainSteps = 10;

    /// <summary>Every objective of docs/objectives.md that needs no condition, in its order.</summary>
    internal static IReadOnlyList<Contender> All { get; } =
    [
        new("likelihood", Aim.Density, samples => new MaximumLikelihood { Noise = DensityRecipe.BoxOf(samples), Count = GridPoints }),
        new("noise-contrastive", Aim.Density, samples => new NoiseContrastive { Noise = Bell(samples), NoisePerSample = 4 }),
        new("ranking", Aim.Density, samples => new RankingNoiseContrastive { Noise = Bell(samples) }),
        new("score-matching", Aim.Slope, _ => new ScoreMatching()),
        new("sliced-score", Aim.Slope, _ => new SlicedScoreMatching()),
        new("denoising", Aim.Slope, _ => new DenoisingScoreMatching { Deviation = Sigma }),
        new("energy-discrepancy", Aim.Density, _ => new EnergyDiscrepancy { Time = Shaking }),
        new("stein", Aim.Slope, _ => new SteinDiscrepancy { Scale = 0.5 }),
        new("contrastive-divergence", Aim.Slope, _ => new ContrastiveDivergence { Stepper = new Mala { StepSize = ChainStep }, Steps = ChainSteps }),
        new("persistent", Aim.Density, samples => new PersistentContrastiveDivergence { Stepper = new Mala { StepSize = ChainStep }, Restarts = Box(samples) }),
        new("margin", Aim.Order, samples => new MarginRanking { Negatives = Hardest(samples) }),
        new("log", Aim.Order, samples => new LogRanking { Negatives = Drawn(samples) }),
        new("classification-error", Aim.Order, samples => new MinimumClassificationError { Negatives = Drawn(samples) }),
        new("vector-quantization", Aim.Order, samples => new LearningVectorQuantization { Negatives = Drawn(samples) }),
        new("square-square", Aim.Order, samples => new SquareSquare { Negatives = Drawn(samples) }),
        new("square-exponential", Aim.Order, samples => new SquareExponential { Negatives = Drawn(samples) }),
        new("perceptron", Aim.Collapse, samples => new GeneralizedPerceptron { Negatives = new DescendedNegatives { From = Drawn(samples), Stepper = new GradientDescent { StepSize = ChainStep } } }),
        new("energy", Aim.Collapse, samples => new EnergyLoss { Negatives = Drawn(samples) }),
    ];

    /// <summary>The contender of a name.</summary>
    /// <exception cref="SettingException">There is none.</exception>
    internal static Contender Named(string name) => All.FirstOrDefault(one => one.Name == name)
        ?? throw new SettingException($"objectives: found '{name}', expected some of {string.Join(", ", All.Select(one => one.Name))}");

    private static GaussianNoise Bell(Samples samples) => GaussianNoise.Around(samples.Points, samples.Dimension, 1.2);

    private static UniformNoise Box(Samples samples) => DensityRecipe.BoxOf(samples) with { IsStratified = false };

    private static DrawnNegatives Drawn(Samples samples) => new(new NoiseCandidates { Noise = Box(samples) });

    private static HardestNegatives Hardest(Samples samples) => new() { Among = new NoiseCandidates { Noise = Box(samples), Count = 8 } };
}

/// <summary>What an objective can learn.</summary>
internal enum Aim
{
    /// <summary>−ln p.</summary>
    Density,

    /// <summary>Its slope where samples are; hardly how much weight modes far apart have.</summary>
    Slope,

    /// <summary>Low where samples are, and high elsewhere.</summary>
    Order,

    /// <summary>Nothing, where the landscape is free.</summary>
    Collapse,
}
