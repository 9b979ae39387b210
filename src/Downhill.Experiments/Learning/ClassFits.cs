using Downhill.Compute;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>What the fits of all classes of landscapes to one training set share.</summary>
internal sealed class ClassFits
{
    /// <summary>In how many parts what is learned from is cut, to leave out one in turn.</summary>
    internal const int Folds = 3;

    private const int MostSteps = 500, RoughShare = 4;

    private readonly string _prefix;

    /// <summary>The fits of one run, or of one attempt of it.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="protocol">How windows are made.</param>
    /// <param name="tracks">What is learned from.</param>
    /// <param name="fitting">Does them.</param>
    /// <param name="prefix">Begins the name of every piece.</param>
    internal ClassFits(LearnSettings settings, Protocol protocol, IReadOnlyList<Trajectory> tracks, Fitting fitting, string prefix)
    {
        (Settings, Protocol, Fitting, _prefix) = (settings, protocol, fitting, prefix);
        Set = TrainingSet.Of(tracks, protocol);
        Rough = TrainingSet.Of(tracks, protocol, RoughShare);
        Visited = LearnTracks.Visited(tracks, protocol.Dimension);
        Rng = new Rng((ulong)settings.Seed).Fork(1);
    }

    internal LearnSettings Settings { get; }

    internal Protocol Protocol { get; }

    internal Fitting Fitting { get; }

    internal TrainingSet Set { get; }

    /// <summary>A quarter of the windows, for fits that only look for a place to begin.</summary>
    internal TrainingSet Rough { get; }

    internal double[] Visited { get; }

    internal Rng Rng { get; }

    /// <summary>The name of a piece of the journal.</summary>
    internal string Piece(string name) => _prefix + name;

    /// <summary>Where the minimum of all that has weight lies, from a start.</summary>
    internal double[] Lowest(string piece, string doing, FullBatch batch, double[] start, Lbfgs lbfgs) => Fitting.Lowest(Piece(piece), doing, batch, start, lbfgs);

    internal FullBatch Batch(Energy energy, TrainingSet set)
    {
        FullBatch batch = new(energy, Protocol.Objective, set.Windows, Settings.ThreadCount);
        batch.Weigh(set.Weights);
        return batch;
    }

    // The loss is a mean per window: ten steps that lower the sum over all by half a unit change nothing that noise would show.
    internal Lbfgs Converging(int most = MostSteps) => new() { Steps = Math.Min(most, Settings.Steps), Tolerance = Protocol.IsNoisy ? Math.Max(1e-7, 0.5 / Set.Windows.Count) : 1e-9 };

    /// <summary>The weights of a resample; resamples of every class draw the same blocks.</summary>
    internal double[] Resampled(TrainingSet set, int member) => set.Resampled(Rng.Fork(100).Fork(member));

    /// <summary>The landscape fitted with equal weights; where weights are equal anyway, that of the point.</summary>
    internal Energy Even(FullBatch batch, double[] point)
    {
        if (Protocol.IsNoisy || Protocol.Motion == Objectives.Motion.Inertial)
        {
            return batch.EnergyAt(point);
        }

        batch.Weigh([.. Enumerable.Repeat(1.0, Set.Windows.Count)]);
        Energy even = batch.EnergyAt(Lowest("even", "equal weights", batch, point, Converging()));
        batch.Weigh(Set.Weights);
        return even;
    }
}
