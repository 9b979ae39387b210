using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>Fits, each a piece of the journal: told of as they go, stopped when asked to.</summary>
/// <param name="journal">What is finished already.</param>
/// <param name="tell">Hears of every step.</param>
/// <param name="stop">Ends the run.</param>
internal sealed class Fitting(Journal journal, Action<LearnProgress> tell, CancellationToken stop)
{
    private const int LookEvery = 10;

    /// <summary>How much of the whole is done before this fit, and after it.</summary>
    internal (double From, double To) Part { get; set; } = (0, 1);

    /// <summary>What is finished already.</summary>
    internal Journal Journal => journal;

    /// <summary>Where the minimum of all that has weight lies, from a start.</summary>
    internal double[] Lowest(string name, string doing, FullBatch batch, double[] start, Lbfgs lbfgs) => journal.Once(name, () =>
    {
        Iterate last = new(0, start, 0, 0);
        foreach (Iterate iterate in lbfgs.Minimise(start, batch.At))
        {
            last = iterate;
            Tell(doing, iterate, lbfgs.Steps, null);
        }

        return last.Point;
    });

    /// <summary>As <see cref="Lowest"/>, but of all steps the one that windows left out judge best, and as its last number how many steps that took.</summary>
    /// <param name="name">The name of the piece.</param>
    /// <param name="doing">What is told.</param>
    /// <param name="batch">What is minimised.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="lbfgs">How, and how many steps at most.</param>
    /// <param name="learned">The weights of what is learned from.</param>
    /// <param name="judging">The weights of what was left out.</param>
    /// <param name="patience">It ends when so many steps have not been better.</param>
    internal double[] Judged(string name, string doing, FullBatch batch, double[] start, Lbfgs lbfgs, double[] learned, double[] judging, int patience) => journal.Once(name, () =>
    {
        (double best, double[] point, int at) = (double.PositiveInfinity, start, 0);
        batch.Weigh(learned);
        foreach (Iterate iterate in lbfgs.Minimise(start, batch.At))
        {
            if (iterate.Step % LookEvery != 0)
            {
                Tell(doing, iterate, lbfgs.Steps, null);
                continue;
            }

            batch.Weigh(judging);
            double judged = batch.At(iterate.Point).Value;
            batch.Weigh(learned);
            Tell(doing, iterate, lbfgs.Steps, judged);
            (best, point, at) = judged < best ? (judged, iterate.Point, iterate.Step) : (best, point, at);
            if (iterate.Step - at >= patience)
            {
                break;
            }
        }

        return [.. point, at];
    });

    private void Tell(string doing, Iterate iterate, int most, double? judged)
    {
        stop.ThrowIfCancellationRequested();
        double done = Part.From + ((Part.To - Part.From) * Math.Min(1, iterate.Step / (double)most));
        tell(new LearnProgress(doing, iterate.Step, done, iterate.Value, judged));
    }
}
