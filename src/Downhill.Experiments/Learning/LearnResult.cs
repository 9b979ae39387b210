using Downhill.Data;
using Downhill.Experiments.Diagnostics;

namespace Downhill.Experiments.Learning;

/// <summary>Everything that learning found, for the files and the report.</summary>
internal sealed record LearnResult
{
    internal required LearnSettings Settings { get; init; }

    /// <summary>What was learned from, in words: a file, or the example.</summary>
    internal required string Source { get; init; }

    /// <summary>Which columns of the file were taken for what, in words; empty where there was no file.</summary>
    internal string Columns { get; init; } = "";

    internal required LearnedModel Model { get; init; }

    internal required Protocol Protocol { get; init; }

    internal required TrackSplit Split { get; init; }

    /// <summary>Whether the landscape was at last fitted to what is held out too; scores are then of one that never saw it.</summary>
    internal bool IsOfAll { get; init; }

    /// <summary>All tracks as recorded.</summary>
    internal required IReadOnlyList<Trajectory> Recorded { get; init; }

    /// <summary>For inertial motion: how the states were found.</summary>
    internal StateEstimate? Estimate { get; init; }

    internal required IReadOnlyList<LearnProgress> Progress { get; init; }

    internal FrictionFit? Friction { get; init; }

    /// <summary>The minima that visited points descend to; energies without the model's offset.</summary>
    internal required Minima Minima { get; init; }

    /// <summary>The saddles that join them.</summary>
    internal required IReadOnlyList<Saddle> Saddles { get; init; }

    /// <summary>Error bars of all these; null where no resamples were fitted.</summary>
    internal Bands? Bands { get; init; }

    internal required HeldOutScore HeldOut { get; init; }

    /// <summary>How much of what can be predicted is downhill.</summary>
    internal required DownhillShare Share { get; init; }

    internal double? TemperatureError { get; init; }

    /// <summary>What the learned dynamics leave of the steps; null where there are too few.</summary>
    internal StepDiagnostics? Steps { get; init; }

    /// <summary>For each lag in seconds, the share of the second difference that is noise.</summary>
    internal required IReadOnlyList<(double Lag, double NoiseShare)> Lags { get; init; }

    /// <summary>Why this class of landscapes.</summary>
    internal required ModelChoice Choice { get; init; }

    internal required IReadOnlyList<string> Warnings { get; init; }
}
