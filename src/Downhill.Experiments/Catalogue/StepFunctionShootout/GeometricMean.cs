using Downhill.Compute;

namespace Downhill.Experiments.StepFunctions;

/// <summary>A geometric mean over seeds, and where it lies when seeds are drawn again and again with replacement.</summary>
/// <param name="Value">exp of the mean logarithm.</param>
/// <param name="Low">The 2.5 % point of 2000 resamples.</param>
/// <param name="High">The 97.5 % point.</param>
internal readonly record struct Resampled(double Value, double Low, double High)
{
    private const int Times = 2000;

    /// <param name="numbers">One for each seed, positive.</param>
    internal static Resampled Of(IReadOnlyList<double> numbers)
    {
        double[] logarithms = [.. numbers.Select(number => Math.Log(number))];
        Rng rng = new(17);
        double[] means = [.. Enumerable.Range(0, Times).Select(r => Mean(logarithms, rng.Fork(r))).Order()];
        return new(Math.Exp(logarithms.Average()), Math.Exp(means[Times / 40]), Math.Exp(means[Times - 1 - (Times / 40)]));
    }

    internal (double Low, double High) Interval => (Low, High);

    private static double Mean(double[] logarithms, Rng draw)
    {
        double sum = 0;
        for (int i = 0; i < logarithms.Length; i++)
        {
            sum += logarithms[draw.Below(i, logarithms.Length)];
        }

        return sum / logarithms.Length;
    }
}
