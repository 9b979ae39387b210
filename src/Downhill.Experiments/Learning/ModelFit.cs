using Downhill.Compute;
using Downhill.Energies;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>A landscape that was fitted, with the class it comes from.</summary>
/// <param name="Energy">The landscape.</param>
/// <param name="Own">What the objective learned besides: the logarithm of a friction or a temperature.</param>
/// <param name="Members">The landscapes of the resamples.</param>
/// <param name="Choice">Why this class.</param>
internal sealed record ModelFit(Energy Energy, double Own, IReadOnlyList<Energy> Members, ModelChoice Choice)
{
    /// <summary>The landscape that never saw what is held out; else the same.</summary>
    internal Energy Scored { get; init; } = Energy;

    /// <summary>The landscape fitted with equal weights, to be compared with a step function that is fitted so; else the same.</summary>
    internal Energy Even { get; init; } = Energy;
}

/// <summary>Fits classes of landscapes to one training set, chooses among them, and fits the chosen one to resamples.</summary>
internal sealed class ModelFitting
{
    private const int Trials = 6, TrialSteps = 40, Polished = 2, Folds = 3, RoughShare = 4;
    private const int RadialSteps = 500, NetworkMemory = 50, NoisyNetworkSteps = 250, NoisyPatience = 50, SmoothPatience = 1000;
    private const double Rounding = 1e-9, MostStiffness = 4;
    private const int StiffnessPoints = 500;
    private const int Resamples = 20, Networks = 5, SmoothNetworks = 3;

    // Where there is no noise, a few bumps describe a landscape fully or not nearly as well as a network.
    private static readonly RadialSize[] NoisySizes = [new(0), new(1), new(2), new(3), new(4), new(6), new(8)], SmoothSizes = [new(0), new(1), new(2), new(4)];
    private static readonly RadialSize Quartic = new(0, 4);
    private const int MostQuarticDimensions = 4;

    private readonly LearnSettings _settings;
    private readonly Protocol _protocol;
    private readonly Fitting _fitting;
    private readonly TrainingSet _set;
    private readonly TrainingSet _rough;
    private readonly IReadOnlyList<Trajectory> _everything;
    private readonly double[] _visited;
    private readonly Rng _rng;
    private readonly string _prefix;

    internal ModelFitting(LearnSettings settings, Protocol protocol, TrackSplit split, Fitting fitting, string prefix)
    {
        IReadOnlyList<Trajectory> tracks = split.Learn;
        (_settings, _protocol, _fitting, _prefix) = (settings, protocol, fitting, prefix);
        _set = TrainingSet.Of(tracks, protocol);
        _everything = split.IsByNumber && protocol.IsNoisy ? [.. split.Learn, .. split.HeldOut] : [];
        _rough = TrainingSet.Of(tracks, protocol, RoughShare);
        _visited = LearnTracks.Visited(tracks, protocol.Dimension);
        _rng = new Rng((ulong)settings.Seed).Fork(1);
    }

    /// <summary>The chosen landscape, with <paramref name="resamples"/> others for its error bars.</summary>
    internal ModelFit Run(int? resamples)
    {
        List<Candidate> candidates = [];
        Dictionary<string, (FullBatch Batch, double[] Point, int Steps)> fits = [];
        if (_protocol.IsNoisy)
        {
            (FullBatch flat, double[] point) = Flat();
            candidates.Add(Judge(ModelChoice.Flat, flat, point, Folds));
        }

        if (_settings.Model != ModelClass.Network)
        {
            Radial(candidates, fits);
        }

        if (_settings.Model == ModelClass.Network || (_settings.Model == ModelClass.Auto && !IsSolved(candidates)))
        {
            Network(candidates, fits);
        }

        candidates.RemoveAll(candidate => fits.TryGetValue(candidate.Name, out (FullBatch Batch, double[] Point, int Steps) fit) && IsTooStiff(fit.Batch.EnergyAt(fit.Point)));
        if (candidates.All(candidate => candidate.Name == ModelChoice.Flat))
        {
            throw new ArithmeticException("every landscape that was fitted is too stiff for the frame interval to tell: record faster, or give --unroll 1 where there is no noise");
        }

        ModelChoice choice = ModelChoice.Of(candidates);
        (FullBatch chosen, double[] at, int steps) = fits[choice.Best.Name];
        return !choice.Best.Name.StartsWith("network", StringComparison.Ordinal)
            ? Finished(chosen, at, resamples ?? Resamples, choice)
            : Ensemble(steps, resamples ?? (_protocol.IsNoisy ? Networks : SmoothNetworks), choice);
    }

    // Where a well's own time is a fraction of a frame the likelihood means nothing, and tracks that are there twice reward it all the same.
    private bool IsTooStiff(Energy energy)
    {
        if (!_protocol.IsNoisy)
        {
            return false;
        }

        int d = _protocol.Dimension, every = Math.Max(1, _visited.Length / d / StiffnessPoints);
        double[] points = [.. Enumerable.Range(0, _visited.Length / d).Where(row => row % every == 0).SelectMany(row => _visited[(row * d)..((row + 1) * d)])];
        (_, _, double[] hessians) = new CriticalPoints(energy, _protocol.Radius).At(points);
        return !hessians.All(h => Math.Abs(h) * _protocol.Stride * _protocol.Interval < MostStiffness);
    }

    // Where a few numbers leave nothing but rounding, a network cannot do better.
    private bool IsSolved(List<Candidate> candidates) => !_protocol.IsNoisy && candidates.Min(candidate => candidate.Loss) < Rounding;

    // What was held out has done its work once the class is chosen: for the landscape itself every track counts.
    private ModelFit Finished(FullBatch chosen, double[] at, int resamples, ModelChoice choice)
    {
        _fitting.Part = (0.72, 0.75);
        TrainingSet set = _everything.Count > 0 ? TrainingSet.Of(_everything, _protocol) : _set;
        FullBatch batch = _everything.Count > 0 ? Batch(chosen.EnergyAt(at), set) : chosen;
        double[] point = _everything.Count > 0 ? _fitting.Lowest(_prefix + "everything", "all tracks", batch, at, Converging(RadialSteps)) : at;
        Energy energy = batch.EnergyAt(point);
        return new ModelFit(energy, OwnOf(batch, point), Refitted(batch, set, point, resamples), choice)
        {
            Scored = chosen.EnergyAt(at),
            Even = Even(chosen, at, RadialSteps),
        };
    }

    private Energy Even(FullBatch batch, double[] point, int steps)
    {
        if (_protocol.IsNoisy || _protocol.Motion == Objectives.Motion.Inertial)
        {
            return batch.EnergyAt(point);
        }

        batch.Weigh([.. Enumerable.Repeat(1.0, _set.Windows.Count)]);
        Energy even = batch.EnergyAt(_fitting.Lowest(_prefix + "even", "equal weights", batch, point, Converging(Math.Min(steps, _settings.Steps))));
        batch.Weigh(_set.Weights);
        return even;
    }

    private (FullBatch Batch, double[] Point) Flat()
    {
        FullBatch batch = Batch(Quadratic.Isotropic(_protocol.Dimension, 0), _set);
        _fitting.Part = (0, 0.02);
        return (batch, _fitting.Lowest(_prefix + "flat", "a flat landscape", batch, batch.Start, Converging(100)));
    }

    // Larger ones are not tried once two in turn have not been better than the best.
    private void Radial(List<Candidate> candidates, Dictionary<string, (FullBatch, double[], int)> fits)
    {
        RadialSize[] sizes = _protocol.IsNoisy ? NoisySizes : SmoothSizes;
        Candidate? best = null;
        int worse = 0;
        for (int s = 0; s < sizes.Length && worse < 2; s++)
        {
            _fitting.Part = (0.02 + (0.4 * s / sizes.Length), 0.02 + (0.4 * (s + 1) / sizes.Length));
            Candidate candidate = Fit(sizes[s], candidates, fits);
            bool isBetter = best is null || candidate.Loss < best.Loss;
            (best, worse) = isBetter ? (candidate, 0) : (best, worse + 1);
        }

        if (_protocol.Dimension <= MostQuarticDimensions)
        {
            _ = Fit(Quartic, candidates, fits);
        }
    }

    private Candidate Fit(RadialSize size, List<Candidate> candidates, Dictionary<string, (FullBatch, double[], int)> fits)
    {
        FullBatch batch = Batch(Start(size, 0), _set);
        double[] point = FromManyStarts(size, batch);
        Candidate candidate = Judge(size.Name, batch, point, _protocol.IsNoisy ? Folds : 1);
        fits[size.Name] = (batch, point, 0);
        candidates.Add(candidate);
        return candidate;
    }

    private RadialFeatures Start(RadialSize size, int trial) => RadialStart.Of(_protocol, _visited, size, _rng.Fork(size.Bumps).Fork(trial));

    // Wells can be found in the wrong places: many short fits to part of the windows, the best two to the end.
    private double[] FromManyStarts(RadialSize size, FullBatch batch)
    {
        string name = size.Name;
        if (size.Bumps == 0)
        {
            return _fitting.Lowest(_prefix + name, name, batch, batch.Start, Converging(Math.Min(RadialSteps, _settings.Steps)));
        }

        FullBatch rough = Batch(Start(size, 0), _rough);
        double[][] begun = [.. Enumerable.Range(0, Trials).Select(trial => Begin(trial)).OrderBy(point => Value(rough, point)).Take(Polished)];
        double[][] ended = [.. begun.Select((point, i) => _fitting.Lowest($"{_prefix}{name}.end{i}", name, batch, point, Converging(Math.Min(RadialSteps, _settings.Steps))))];
        return ended.OrderBy(point => Value(batch, point)).First();

        double[] Begin(int trial)
        {
            double[] start = [.. Start(size, trial).Parameters.SelectMany(p => p.Values), .. _protocol.Objective.Parameters.SelectMany(p => p.Values)];
            return _fitting.Lowest($"{_prefix}{name}.begin{trial}", name, rough, start, Converging(TrialSteps));
        }
    }

    private static double Value(FullBatch batch, double[] point) => batch.At(point).Value is var value && double.IsFinite(value) ? value : double.PositiveInfinity;

    /// <summary>Fits with each fold left out, from the fit to all, and the losses of what was left out.</summary>
    private Candidate Judge(string name, FullBatch batch, double[] point, int folds)
    {
        double[] losses = new double[_set.BlockCount], shares = new double[_set.BlockCount];
        for (int fold = 0; fold < folds; fold++)
        {
            batch.Weigh(_set.Fold(fold, Folds, isJudged: false));
            Keep(_fitting.Lowest($"{_prefix}{name}.fold{fold}", name, batch, point, Converging(Math.Min(RadialSteps, _settings.Steps))), fold, Folds, batch, losses, shares);
        }

        batch.Weigh(_set.Weights);
        return new Candidate(name, point.Length, losses, shares);
    }

    private void Keep(double[] point, int fold, int folds, FullBatch batch, double[] losses, double[] shares)
    {
        (double[] means, double[] all) = _set.ByBlock(batch.LossesAt(point));
        for (int block = fold; block < means.Length; block += folds)
        {
            (losses[block], shares[block]) = (means[block], all[block]);
        }
    }

    // Half of what is left out says when to stop, the other half how good it is: one cannot do both.
    private void Network(List<Candidate> candidates, Dictionary<string, (FullBatch, double[], int)> fits)
    {
        string name = "network " + string.Join(", ", _settings.Widths);
        _fitting.Part = (0.45, 0.7);
        FullBatch batch = Batch(Net(0), _set);
        double[] judged = _fitting.Judged(_prefix + name, name, batch, batch.Start, ForNetwork(NetworkSteps), _set.Fold(0, Folds, isJudged: false), _set.Fold(Folds, 2 * Folds, isJudged: true), _protocol.IsNoisy ? NoisyPatience : SmoothPatience);
        double[] point = judged[..^1], losses = new double[_set.BlockCount], shares = new double[_set.BlockCount];
        Keep(point, 0, 2 * Folds, batch, losses, shares);
        candidates.Add(new Candidate(name, point.Length, losses, shares));
        fits[name] = (batch, point, Math.Max(1, (int)judged[^1]));
    }

    private int NetworkSteps => _protocol.IsNoisy ? Math.Min(NoisyNetworkSteps, _settings.Steps) : _settings.Steps;

    private Energy[] Refitted(FullBatch batch, TrainingSet set, double[] point, int resamples)
    {
        Energy[] members = new Energy[resamples];
        for (int m = 0; m < resamples; m++)
        {
            _fitting.Part = (0.75 + (0.2 * m / resamples), 0.75 + (0.2 * (m + 1) / resamples));
            batch.Weigh(set.Resampled(_rng.Fork(100).Fork(m)));
            members[m] = batch.EnergyAt(_fitting.Lowest($"{_prefix}resample{m}", $"resample {m + 1} of {resamples}", batch, point, Converging(Math.Min(RadialSteps, _settings.Steps))));
        }

        return members;
    }

    // Networks from different starts, whose mean is the estimate. Where there is noise, each on its own resample; where there is none,
    // resampling would only take tracks away, and what is uncertain is what lies between them: there the starts differ.
    private ModelFit Ensemble(int steps, int resamples, ModelChoice choice)
    {
        Energy[] members = new Energy[Math.Max(1, resamples)];
        double own = 0;
        Energy? even = null;
        for (int m = 0; m < members.Length; m++)
        {
            _fitting.Part = (0.7 + (0.25 * m / members.Length), 0.7 + (0.25 * (m + 1) / members.Length));
            FullBatch batch = Batch(Net(m), _set);
            batch.Weigh(resamples == 0 || !_protocol.IsNoisy ? _set.Weights : _set.Resampled(_rng.Fork(100).Fork(m)));
            double[] point = _fitting.Lowest($"{_prefix}member{m}", $"network {m + 1} of {members.Length}", batch, batch.Start, ForNetwork(steps));
            members[m] = batch.EnergyAt(point);
            own += OwnOf(batch, point) / members.Length;
            even ??= _protocol.IsNoisy ? null : Even(batch, point, RadialSteps);
        }

        MeanEnergy mean = new(members);
        return new ModelFit(mean, own, resamples == 0 ? [] : members, choice) { Even = even ?? mean };
    }

    private Mlp Net(int member) => new(_protocol.Dimension, _settings.Widths, _rng.Fork(200).Fork(member), $"mlp{member}")
    {
        Activation = _settings.Activation,
        Center = _protocol.Center,
        Radius = _protocol.Radius,
        Scale = _protocol.EnergyScale,
    };

    private FullBatch Batch(Energy energy, TrainingSet set)
    {
        FullBatch batch = new(energy, _protocol.Objective, set.Windows, _settings.ThreadCount);
        batch.Weigh(set.Weights);
        return batch;
    }

    // The loss is a mean per window: ten steps that lower the sum over all by half a unit change nothing that noise would show.
    private Lbfgs Converging(int steps) => new() { Steps = steps, Tolerance = _protocol.IsNoisy ? Math.Max(1e-7, 0.5 / _set.Windows.Count) : 1e-9 };

    private Lbfgs ForNetwork(int steps) => Converging(steps) with { Memory = NetworkMemory };

    private static double OwnOf(FullBatch batch, double[] point) => batch.OwnAt(point) is [Parameter own, ..] ? own.Values[0] : 0;
}
