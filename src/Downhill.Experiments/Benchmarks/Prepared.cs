using System.Numerics;
using Downhill.Compute;

namespace Downhill.Experiments.Benchmarks;

/// <summary>A workload that is ready to be called again and again.</summary>
/// <param name="Run">One call.</param>
/// <param name="Result">The numbers to compare with another way of computing them, after a call.</param>
internal sealed record Prepared(Action Run, Func<double[]> Result)
{
    /// <summary>Of chains: where they are after each of so many calls that go on from one another, shape [calls, rows, dimension]; else null.</summary>
    internal Func<int, double[]>? Draws { get; init; }

    /// <summary>A computation, whose outputs are what is compared.</summary>
    internal static Prepared Of<T>(Computation<T> computation, int outputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(computation.Run, () => [.. Enumerable.Range(0, outputs).SelectMany(i => Numbers(computation[i]))]);

    internal static double[] Numbers<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] numbers = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            numbers[i] = double.CreateChecked(values[i]);
        }

        return numbers;
    }
}
