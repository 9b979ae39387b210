using Downhill.Energies;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>Fits of forms of few numbers: flat ground, bowls with bumps, and a quartic.</summary>
internal sealed class FormFits(ClassFits fits)
{
    private const int Trials = 6, TrialSteps = 40, Polished = 2, FlatSteps = 100;
    private const int MostQuarticDimensions = 4;

    // Where there is no noise, a few bumps describe a landscape fully or not nearly as well as a network.
    private static readonly RadialSize[] NoisySizes = [new(0), new(1), new(2), new(3), new(4), new(6), new(8)], SmoothSizes = [new(0), new(1), new(2), new(4)];
    private static readonly RadialSize Quartic = new(0, 4);

    private Protocol Protocol => fits.Protocol;

    internal FittedForm Flat()
    {
        FullBatch batch = fits.Batch(Quadratic.Isotropic(Protocol.Dimension, 0), fits.Set);
        fits.Fitting.Part = (0, 0.02);
        double[] point = fits.Lowest("flat", "a flat landscape", batch, batch.Start, fits.Converging(FlatSteps));
        return new(Judge(ModelChoice.Flat, batch, point, ClassFits.Folds), batch, point);
    }

    // Larger ones are not tried once two in turn have not been better than the best.
    internal IEnumerable<FittedForm> Shaped()
    {
        RadialSize[] sizes = Protocol.IsNoisy ? NoisySizes : SmoothSizes;
        Candidate? best = null;
        int worse = 0;
        for (int s = 0; s < sizes.Length && worse < 2; s++)
        {
            fits.Fitting.Part = (0.02 + (0.4 * s / sizes.Length), 0.02 + (0.4 * (s + 1) / sizes.Length));
            FittedForm fit = Fit(sizes[s]);
            yield return fit;
            bool isBetter = best is null || fit.Candidate.Loss < best.Loss;
            (best, worse) = isBetter ? (fit.Candidate, 0) : (best, worse + 1);
        }

        if (Protocol.Dimension <= MostQuarticDimensions)
        {
            yield return Fit(Quartic);
        }
    }

    private FittedForm Fit(RadialSize size)
    {
        FullBatch batch = fits.Batch(Start(size, 0), fits.Set);
        double[] point = FromManyStarts(size, batch);
        return new(Judge(size.Name, batch, point, Protocol.IsNoisy ? ClassFits.Folds : 1), batch, point);
    }

    private RadialFeatures Start(RadialSize size, int trial) => RadialStart.Of(Protocol, fits.Visited, size, fits.Rng.Fork(size.Bumps).Fork(trial));

    // Wells can be found in the wrong places: many short fits to part of the windows, the best two to the end.
    private double[] FromManyStarts(RadialSize size, FullBatch batch)
    {
        string name = size.Name;
        if (size.Bumps == 0)
        {
            return fits.Lowest(name, name, batch, batch.Start, fits.Converging());
        }

        FullBatch rough = fits.Batch(Start(size, 0), fits.Rough);
        double[][] begun = [.. Enumerable.Range(0, Trials).Select(trial => Begin(trial)).OrderBy(point => Value(rough, point)).Take(Polished)];
        double[][] ended = [.. begun.Select((point, i) => fits.Lowest($"{name}.end{i}", name, batch, point, fits.Converging()))];
        return ended.OrderBy(point => Value(batch, point)).First();

        double[] Begin(int trial)
        {
            double[] start = [.. Start(size, trial).Parameters.SelectMany(p => p.Values), .. Protocol.Objective.Parameters.SelectMany(p => p.Values)];
            return fits.Lowest($"{name}.begin{trial}", name, rough, start, fits.Converging(TrialSteps));
        }
    }

    private static double Value(FullBatch batch, double[] point) => batch.At(point).Value is var value && double.IsFinite(value) ? value : double.PositiveInfinity;

    /// <summary>Fits with each fold left out, from the fit to all, and the losses of what was left out.</summary>
    private Candidate Judge(string name, FullBatch batch, double[] point, int folds)
    {
        LeftOut judged = new(fits.Set);
        for (int fold = 0; fold < folds; fold++)
        {
            batch.Weigh(fits.Set.Fold(fold, ClassFits.Folds, isJudged: false));
            judged.Add(batch, fits.Lowest($"{name}.fold{fold}", name, batch, point, fits.Converging()), fold, ClassFits.Folds);
        }

        batch.Weigh(fits.Set.Weights);
        return judged.Of(name, point.Length);
    }
}
