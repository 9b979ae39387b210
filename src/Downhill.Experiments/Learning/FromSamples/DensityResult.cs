namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>Everything that learning from samples found, for the files and the report.</summary>
internal sealed record DensityResult
{
    internal required LearnSamplesSettings Settings { get; init; }

    internal required SampleFile File { get; init; }

    internal required Units Units { get; init; }

    /// <summary>What was used where auto was asked for.</summary>
    internal required DensityObjective Objective { get; init; }

    /// <summary>How many numbers were learned.</summary>
    internal required int Parameters { get; init; }

    internal required LearnedModel Model { get; init; }

    /// <summary>x of the samples learned from, shape [n, d].</summary>
    internal required double[] Learned { get; init; }

    /// <summary>x of those held out, shape [n, d].</summary>
    internal required double[] HeldOut { get; init; }

    /// <summary>ln ∫ exp(−E(x)) dx, E with its least value at 0.</summary>
    internal required LogNormaliser LogNormaliser { get; init; }

    /// <summary>The mean of ln p over the held-out samples, and its standard error; NaN where ln Z is not known.</summary>
    internal required (double Value, double Error) LogLikelihood { get; init; }

    /// <summary>The same over the samples learned from.</summary>
    internal required double LearnedLogLikelihood { get; init; }

    /// <summary>The same over the held-out samples of a Gaussian with the learned samples' mean and covariance.</summary>
    internal required double GaussianLogLikelihood { get; init; }

    internal required Heat? Heat { get; init; }

    internal required Minima Minima { get; init; }

    internal required IReadOnlyList<Saddle> Saddles { get; init; }

    /// <summary>Draws of the learned density.</summary>
    internal required ModelSample Drawn { get; init; }

    /// <summary>For each column, the largest difference of the shares below a value between the held-out samples and the draws.</summary>
    internal required double[] Distances { get; init; }

    internal required IReadOnlyList<LearnProgress> Progress { get; init; }

    internal required int Recoveries { get; init; }

    internal required IReadOnlyList<string> Warnings { get; init; }

    internal int Dimension => Model.Columns.Length;

    /// <summary>What half a per cent of pairs of sets of this size and this likeness would exceed.</summary>
    internal double UsualDistance => 1.73 * Math.Sqrt((1.0 / (HeldOut.Length / Dimension)) + (1 / Math.Max(1, Drawn.EffectiveSize)));

    /// <summary>E at points, above its least value.</summary>
    internal double[] Energies(double[] points) => [.. Landscape.Of(Model.Energy).Evaluate(points).Energies.Select(e => e - Model.Offset)];
}
