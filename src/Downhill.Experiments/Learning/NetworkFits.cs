using Downhill.Energies;
using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>Fits of networks.</summary>
internal sealed class NetworkFits(ClassFits fits)
{
    private const int Memory = 50, NoisySteps = 250, NoisyPatience = 50, SmoothPatience = 1000;

    private Protocol Protocol => fits.Protocol;

    private int MostSteps => Protocol.IsNoisy ? NoisySteps : fits.Settings.Steps;

    // Half of what is left out says when to stop, the other half how good it is: one cannot do both.
    internal FittedNetwork Stopped()
    {
        string name = "network " + string.Join(", ", fits.Settings.Widths);
        fits.Fitting.Part = (0.45, 0.7);
        FullBatch batch = fits.Batch(Net(0), fits.Set);
        double[] learned = fits.Set.Fold(0, ClassFits.Folds, isJudged: false), stopping = fits.Set.Fold(ClassFits.Folds, 2 * ClassFits.Folds, isJudged: true);
        double[] found = fits.Fitting.Judged(fits.Piece(name), name, batch, batch.Start, Converging(MostSteps), learned, stopping, Protocol.IsNoisy ? NoisyPatience : SmoothPatience);
        double[] point = found[..^1];
        LeftOut judged = new(fits.Set);
        judged.Add(batch, point, 0, 2 * ClassFits.Folds);
        return new(judged.Of(name, point.Length), batch, point, Math.Max(1, (int)found[^1]));
    }

    // Networks from different starts, whose mean is the estimate. Where there is noise, each on its own resample; where there is none,
    // resampling would only take tracks away, and what is uncertain is what lies between them: there the starts differ.
    internal ModelFit Ensemble(int steps, int resamples, ModelChoice choice)
    {
        Energy[] members = new Energy[Math.Max(1, resamples)];
        double own = 0;
        Energy? even = null;
        for (int m = 0; m < members.Length; m++)
        {
            fits.Fitting.Part = (0.7 + (0.25 * m / members.Length), 0.7 + (0.25 * (m + 1) / members.Length));
            FullBatch batch = fits.Batch(Net(m), fits.Set);
            batch.Weigh(resamples == 0 || !Protocol.IsNoisy ? fits.Set.Weights : fits.Resampled(fits.Set, m));
            double[] point = fits.Lowest($"member{m}", $"network {m + 1} of {members.Length}", batch, batch.Start, Converging(steps));
            members[m] = batch.EnergyAt(point);
            own += FittedClass.OwnOf(batch, point) / members.Length;
            even ??= Protocol.IsNoisy ? null : fits.Even(batch, point);
        }

        MeanEnergy mean = new(members);
        return new ModelFit(mean, own, resamples == 0 ? [] : members, choice) { Even = even ?? mean };
    }

    private Mlp Net(int member) => new(Protocol.Dimension, fits.Settings.Widths, fits.Rng.Fork(200).Fork(member), $"mlp{member}")
    {
        Activation = fits.Settings.Activation,
        Center = Protocol.Center,
        Radius = Protocol.Radius,
        Scale = Protocol.EnergyScale,
    };

    private Lbfgs Converging(int steps) => fits.Converging(steps) with { Memory = Memory };
}
