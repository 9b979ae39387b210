using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>The losses of the blocks of a training set, each from a fit that did not see it.</summary>
internal sealed class LeftOut(TrainingSet set)
{
    private readonly double[] _losses = new double[set.BlockCount];
    private readonly double[] _shares = new double[set.BlockCount];

    /// <summary>Takes the losses of one fold.</summary>
    /// <param name="batch">All windows.</param>
    /// <param name="point">What was fitted without that fold.</param>
    /// <param name="fold">Its number.</param>
    /// <param name="folds">Of how many.</param>
    internal void Add(FullBatch batch, double[] point, int fold, int folds)
    {
        (double[] means, double[] shares) = set.ByBlock(batch.LossesAt(point));
        for (int block = fold; block < means.Length; block += folds)
        {
            (_losses[block], _shares[block]) = (means[block], shares[block]);
        }
    }

    internal Candidate Of(string name, int parameters) => new(name, parameters, _losses, _shares);
}
