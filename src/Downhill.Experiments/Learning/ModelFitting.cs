using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>Fits classes of landscapes to one training set, chooses among them, and fits the chosen one to resamples.</summary>
internal sealed class ModelFitting
{
    private const double Rounding = 1e-9, MostStiffness = 4;
    private const int StiffnessPoints = 500;
    private const int Resamples = 20, Networks = 5, SmoothNetworks = 3;

    private readonly LearnSettings _settings;
    private readonly Protocol _protocol;
    private readonly TrackSplit _split;
    private readonly ClassFits _fits;
    private readonly NetworkFits _networks;

    internal ModelFitting(LearnSettings settings, Protocol protocol, TrackSplit split, Fitting fitting, string prefix)
    {
        (_settings, _protocol, _split) = (settings, protocol, split);
        _fits = new ClassFits(settings, protocol, split.Learn, fitting, prefix);
        _networks = new NetworkFits(_fits);
    }

    /// <summary>The chosen landscape, with <paramref name="resamples"/> others for its error bars.</summary>
    internal ModelFit Run(int? resamples)
    {
        (FittedClass chosen, ModelChoice choice) = Chosen();
        return chosen is FittedNetwork network
            ? _networks.Ensemble(network.Steps, resamples ?? (_protocol.IsNoisy ? Networks : SmoothNetworks), choice)
            : Finished(chosen, resamples ?? Resamples, choice);
    }

    /// <summary>The class that predicts best what was left out, fitted to what is learned from alone.</summary>
    internal (FittedClass Fit, ModelChoice Choice) Chosen()
    {
        FormFits forms = new(_fits);
        Candidate[] flat = _protocol.IsNoisy ? [forms.Flat().Candidate] : [];
        List<FittedClass> shaped = _settings.Model == ModelClass.Network ? [] : [.. forms.Shaped()];
        if (_settings.Model == ModelClass.Network || (_settings.Model == ModelClass.Auto && !IsSolved(shaped)))
        {
            shaped.Add(_networks.Stopped());
        }

        FittedClass[] told = [.. shaped.Where(fit => !IsTooStiff(fit.Energy))];
        if (told.Length == 0)
        {
            throw new ArithmeticException("every landscape that was fitted is too stiff for the frame interval to tell: record faster, or give --unroll 1 where there is no noise");
        }

        ModelChoice choice = ModelChoice.Of([.. flat, .. told.Select(fit => fit.Candidate)]);
        return (told.Single(fit => ReferenceEquals(fit.Candidate, choice.Best)), choice);
    }

    // Where a well's own time is a fraction of a frame the likelihood means nothing, and tracks that are there twice reward it all the same.
    private bool IsTooStiff(Energy energy)
    {
        if (!_protocol.IsNoisy)
        {
            return false;
        }

        (_, _, double[] hessians) = new CriticalPoints(energy, _protocol.Radius).At(Thinning.AtLeast(StiffnessPoints, _fits.Visited, _protocol.Dimension));
        return !hessians.All(h => Math.Abs(h) * _protocol.Stride * _protocol.Interval < MostStiffness);
    }

    // Where a few numbers leave nothing but rounding, a network cannot do better.
    private bool IsSolved(List<FittedClass> shaped) => !_protocol.IsNoisy && shaped.Min(fit => fit.Candidate.Loss) < Rounding;

    // What was held out has done its work once the class is chosen: for the landscape itself every track counts.
    private ModelFit Finished(FittedClass chosen, int resamples, ModelChoice choice)
    {
        bool isOfAll = _split.IsByNumber && _protocol.IsNoisy;
        _fits.Fitting.Part = (0.72, 0.75);
        (TrainingSet set, FullBatch batch, double[] point) = isOfAll ? Everything(chosen) : (_fits.Set, chosen.Batch, chosen.Point);
        return new ModelFit(batch.EnergyAt(point), FittedClass.OwnOf(batch, point), Refitted(batch, set, point, resamples), choice)
        {
            IsOfAll = isOfAll,
            Scored = chosen.Energy,
            Even = _fits.Even(chosen.Batch, chosen.Point),
        };
    }

    private (TrainingSet Set, FullBatch Batch, double[] Point) Everything(FittedClass chosen)
    {
        TrainingSet set = TrainingSet.Of([.. _split.Learn, .. _split.HeldOut], _protocol);
        FullBatch batch = _fits.Batch(chosen.Energy, set);
        return (set, batch, _fits.Lowest("everything", "all tracks", batch, chosen.Point, _fits.Converging()));
    }

    private Energy[] Refitted(FullBatch batch, TrainingSet set, double[] point, int resamples)
    {
        Energy[] members = new Energy[resamples];
        for (int m = 0; m < resamples; m++)
        {
            _fits.Fitting.Part = (0.75 + (0.2 * m / resamples), 0.75 + (0.2 * (m + 1) / resamples));
            batch.Weigh(_fits.Resampled(set, m));
            members[m] = batch.EnergyAt(_fits.Lowest($"resample{m}", $"resample {m + 1} of {resamples}", batch, point, _fits.Converging()));
        }

        return members;
    }
}
