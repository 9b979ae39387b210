using Downhill.Training;

namespace Downhill.Experiments.Learning;

/// <summary>A class of landscapes, fitted to all that is learned from and judged by what was left out.</summary>
/// <param name="Candidate">How well it predicts what was left out.</param>
/// <param name="Batch">What was minimised.</param>
/// <param name="Point">Where: the parameters of the landscape, then those of the objective.</param>
internal abstract record FittedClass(Candidate Candidate, FullBatch Batch, double[] Point)
{
    internal Energy Energy => Batch.EnergyAt(Point);

    /// <summary>What the objective learned besides: the logarithm of a friction or a temperature; 0 where it learns nothing.</summary>
    internal double Own => OwnOf(Batch, Point);

    /// <summary>The same of any point.</summary>
    internal static double OwnOf(FullBatch batch, double[] point) => batch.OwnAt(point) is [Parameter own, ..] ? own.Values[0] : 0;
}

/// <summary>A form of few numbers: flat ground, bumps or a quartic. Fits to resamples begin where this one ended.</summary>
internal sealed record FittedForm(Candidate Candidate, FullBatch Batch, double[] Point) : FittedClass(Candidate, Batch, Point);

/// <summary>A network, whose fit is stopped before it learns the noise. The networks of an ensemble begin anew.</summary>
/// <param name="Candidate">How well it predicts what was left out.</param>
/// <param name="Batch">What was minimised.</param>
/// <param name="Point">Where.</param>
/// <param name="Steps">After how many steps it was stopped.</param>
internal sealed record FittedNetwork(Candidate Candidate, FullBatch Batch, double[] Point, int Steps) : FittedClass(Candidate, Batch, Point);
