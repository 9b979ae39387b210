using Downhill.Compute;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>What is learned from: windows with their weights, in blocks that are drawn again or left out as a whole.</summary>
/// <param name="Windows">The windows, thinned evenly where there are more than learning can use.</param>
/// <param name="Weights">How much each counts; the mean is 1.</param>
/// <param name="Blocks">The block of each window.</param>
/// <param name="BlockCount">How many blocks there are: the tracks, or stretches of them where there are few.</param>
internal sealed record TrainingSet(Windows Windows, double[] Weights, int[] Blocks, int BlockCount)
{
    private const int FewTracks = 10, Stretches = 20, NoisyWindows = 100_000, SmoothStates = 60_000;

    internal static TrainingSet Of(IReadOnlyList<Trajectory> tracks, Protocol protocol, int thinned = 1)
    {
        int most = protocol.IsNoisy ? NoisyWindows : Math.Max(1, SmoothStates / (protocol.Matched * protocol.InnerSteps));
        Windows all = new(tracks, protocol.Matched, protocol.Stride);
        Windows windows = new(tracks, protocol.Matched, protocol.Stride, Math.Max(1, (int)Math.Ceiling(all.Count / (double)most)) * thinned);
        (int[] blocks, int count) = BlocksOf(tracks, windows);
        return new TrainingSet(windows, WeightsOf(windows, protocol), blocks, count);
    }

    /// <summary>The weights with the blocks of one fold left out, or with nothing else.</summary>
    internal double[] Fold(int fold, int folds, bool isJudged) => BlockCount < folds ? Weights : [.. Weights.Select((w, i) => Blocks[i] % folds == fold == isJudged ? w : 0)];

    /// <summary>The weights of a resample: as many blocks as there are, drawn with replacement.</summary>
    internal double[] Resampled(Rng rng)
    {
        int[] drawn = new int[BlockCount];
        for (int i = 0; i < BlockCount; i++)
        {
            drawn[rng.Below(i, BlockCount)]++;
        }

        return [.. Weights.Select((w, i) => w * drawn[Blocks[i]])];
    }

    /// <summary>The mean of numbers per window over each block, weighted, and the weight of each block.</summary>
    internal (double[] Means, double[] Shares) ByBlock(ReadOnlySpan<double> numbers)
    {
        double[] sums = new double[BlockCount], shares = new double[BlockCount];
        for (int i = 0; i < numbers.Length; i++)
        {
            sums[Blocks[i]] += Weights[i] * numbers[i];
            shares[Blocks[i]] += Weights[i];
        }

        return ([.. sums.Zip(shares, (sum, share) => share > 0 ? sum / share : 0)], shares);
    }

    // Tracks, as what one track does is no news after a part of it; with few tracks, stretches, as there is nothing else to draw.
    private static (int[] Blocks, int Count) BlocksOf(IReadOnlyList<Trajectory> tracks, Windows windows)
    {
        string[] names = [.. tracks.Select(track => track.Name).Distinct()];
        int[] nameOf = [.. tracks.Select(track => Array.IndexOf(names, track.Name))];
        int stretches = Math.Min(Stretches, windows.Count);
        return names.Length >= FewTracks
            ? ([.. Enumerable.Range(0, windows.Count).Select(i => nameOf[windows.TrackOf(i)])], names.Length)
            : ([.. Enumerable.Range(0, windows.Count).Select(i => (int)((long)i * stretches / windows.Count))], stretches);
    }

    // Without noise the small forces matter as much as the large ones: an error counts against how far the window moves.
    private static double[] WeightsOf(Windows windows, Protocol protocol)
    {
        if (protocol.IsNoisy || protocol.Motion == Objectives.Motion.Inertial)
        {
            return [.. Enumerable.Repeat(1.0, windows.Count)];
        }

        (double[] starts, double[] targets, int _) = windows.Collect();
        int d = windows.StateLength, length = d * windows.Matched;
        double[] moved = [.. Enumerable.Range(0, windows.Count).Select(w => Enumerable.Range(0, length).Sum(i => Square(targets[(w * length) + i] - starts[(w * d) + (i % d)])))];
        double middle = Math.Max(moved.Order().ElementAt(moved.Length / 2), moved.Average() * 1e-9);
        double[] weights = [.. moved.Select(m => 1 / (m + middle))];
        double mean = weights.Average();
        return [.. weights.Select(w => w / mean)];
    }

    private static double Square(double x) => x * x;
}
