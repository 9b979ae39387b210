using System.Runtime.InteropServices;
using Downhill.Compute;

namespace Downhill.Experiments.Benchmarks;

/// <summary>Weights, starts, targets and directions: the same numbers for both sides, and in float the same as in double.</summary>
internal sealed record Problem
{
    internal Problem(NetworkSize size)
    {
        Size = size;
        Rng rng = new Rng(7).Fork(size.Hidden);
        int[] widths = size.Widths;
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            // As PyTorch's linear layers start, doubled for more curvature.
            double bound = 2 / Math.Sqrt(widths[layer]);
            Parameters.Add((Network.Weight(layer), Uniform(rng.Fork(2 * layer), widths[layer] * widths[layer + 1], bound)));
            if (layer < size.Layers)
            {
                // A constant added to the energy moves nothing, so the last layer has no bias.
                Parameters.Add((Network.Bias(layer), Uniform(rng.Fork((2 * layer) + 1), widths[layer + 1], bound / 2)));
            }
        }

        Start = Uniform(rng.Fork(100), size.Batch * size.Dimension, 1);
        Target = Uniform(rng.Fork(101), size.Batch * size.Dimension, 1);
        Direction = Uniform(rng.Fork(102), size.Batch * size.Dimension, Math.Sqrt(3));
    }

    internal NetworkSize Size { get; }

    internal List<(string Name, double[] Values)> Parameters { get; private init; } = [];

    internal double[] Start { get; private init; }

    /// <summary>The step size of the loop, where it is not the workload's.</summary>
    internal double? StepSize { get; private init; }

    internal double[] Target { get; }

    /// <summary>Projections for sliced score matching: mean 0, covariance 1.</summary>
    internal double[] Direction { get; }

    /// <summary>The same with weights that were learned, in the order of <see cref="Parameters"/>.</summary>
    internal Problem With(IEnumerable<IReadOnlyList<double>> weights, double[] start, double stepSize) => this with
    {
        Parameters = [.. Parameters.Zip(weights, (own, values) => (own.Name, Array.ConvertAll<double, double>([.. values], w => (float)w)))],
        Start = Array.ConvertAll(start, x => (double)(float)x),
        StepSize = stepSize,
    };

    /// <summary>All numbers in one file of doubles: weights and biases layer by layer (W [in, out]), starts, targets, directions.</summary>
    internal void Save(string path)
    {
        using FileStream file = File.Create(path);
        foreach (double[] values in Parameters.Select(parameter => parameter.Values).Concat([Start, Target, Direction]))
        {
            file.Write(MemoryMarshal.AsBytes<double>(values));
        }
    }

    private static double[] Uniform(Rng rng, int count, double bound) =>
        [.. Enumerable.Range(0, count).Select(i => (double)(float)(bound * ((2 * rng.Uniform(i)) - 1)))];
}
