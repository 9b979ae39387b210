using Downhill.Energies;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>What makes a landscape the density of samples.</summary>
public enum DensityObjective
{
    /// <summary>By the number of columns: likelihood up to two, noise-contrastive above.</summary>
    Auto,

    /// <summary>The likelihood, with the normaliser by quadrature on a jittered grid; one or two columns.</summary>
    Likelihood,

    /// <summary>Telling samples from draws of a Gaussian: the normaliser is learned with the landscape.</summary>
    NoiseContrastive,

    /// <summary>The gradient that leads back to a sample from beside it: no normaliser, and a density smoothed by the noise.</summary>
    Denoising,
}

/// <summary>What <c>downhill learn --samples</c> is told; every one is a flag and a key of the configuration.</summary>
public sealed record LearnSamplesSettings
{
    /// <summary>The file of samples.</summary>
    [Setting("CSV file of independent samples, plain or gzipped: a header, then a row for each")]
    public string? Samples { get; init; }

    /// <summary>Names the random numbers.</summary>
    [Setting("names the random numbers: same seed, same result", Minimum = 0)]
    public long Seed { get; init; } = 1;

    /// <summary>The columns that are learned.</summary>
    [Setting("columns of the density; default: every column of numbers that keeps no books")]
    public string[]? Columns { get; init; }

    /// <summary>What makes a landscape good.</summary>
    [Setting("what makes a landscape good, with --samples; auto: likelihood up to two columns, noise-contrastive above")]
    public DensityObjective Objective { get; init; } = DensityObjective.Auto;

    /// <summary>The share of the samples that is never learned from.</summary>
    [Setting("share of the samples to measure by, never learned from, with --samples", Above = 0, Maximum = 0.5)]
    public double HeldOutShare { get; init; } = 0.1;

    /// <summary>The network's hidden layers.</summary>
    [Setting("widths of the network's hidden layers", Minimum = 1, Maximum = 4096)]
    public int[] Widths { get; init; } = [64, 64, 64];

    /// <summary>The network's bend.</summary>
    [Setting("bend between the network's layers")]
    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>Steps of the fit.</summary>
    [Setting("steps of the fit", Minimum = 1, Maximum = 10_000_000)]
    public int Steps { get; init; } = 3000;

    /// <summary>Samples held in memory.</summary>
    [Setting("samples held in memory, at most; of longer files an even spread is kept", Minimum = 1000, Maximum = 1_000_000_000)]
    public long MaxFrames { get; init; } = 2_000_000;

    /// <summary>Threads.</summary>
    [Setting("threads; 0: all processors; the result does not depend on it", Minimum = 0, Maximum = 1024)]
    public int Threads { get; init; }

    /// <summary>Whether a configuration is of learning from samples.</summary>
    /// <param name="file">A YAML file of settings.</param>
    /// <exception cref="SettingException">It cannot be read.</exception>
    public static bool IsIn(string file) => YamlAssignments.Read(file).Any(assignment => assignment.Key == "samples");

    internal int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;
}
