using Downhill.Experiments.Spirals;

namespace Downhill.Experiments.StepFunctions;

/// <summary>A geometric mean over seeds, with the 95 % interval of Student's t on the logarithms.</summary>
/// <param name="Value">exp of the mean logarithm.</param>
/// <param name="Low">Where the interval begins; the mean itself of one seed.</param>
/// <param name="High">Where it ends.</param>
internal readonly record struct GeometricMean(double Value, double Low, double High)
{
    /// <param name="numbers">One for each seed, positive.</param>
    internal static GeometricMean Of(IReadOnlyList<double> numbers)
    {
        SeedMean mean = SeedMean.Of(numbers.Select(number => Math.Log(number)));
        return new(Math.Exp(mean.Mean), Math.Exp(mean.Mean - mean.Half), Math.Exp(mean.Mean + mean.Half));
    }

    internal (double Low, double High) Interval => (Low, High);
}
