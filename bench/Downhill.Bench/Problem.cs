using System.Runtime.InteropServices;
using Downhill.Compute;

namespace Downhill.Bench;

/// <summary>Weights, starts and targets: the same numbers for both sides.</summary>
internal sealed class Problem
{
    internal const int LangevinSteps = 20, UnrolledSteps = 10;
    internal const float StepSize = 0.05f, Temperature = 0.01f;

    internal Problem(Size size)
    {
        Size = size;
        Rng rng = new Rng(7).Fork(size.Hidden);
        int[] widths = size.Widths;
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            // As PyTorch's linear layers start, doubled for more curvature.
            double bound = 2 / Math.Sqrt(widths[layer]);
            Parameters.Add(($"W{layer}", Uniform(rng.Fork(2 * layer), widths[layer] * widths[layer + 1], bound)));
            if (layer < size.Layers)
            {
                // A constant added to the energy moves nothing, so the last layer has no bias.
                Parameters.Add(($"b{layer}", Uniform(rng.Fork((2 * layer) + 1), widths[layer + 1], bound / 2)));
            }
        }

        Start = Uniform(rng.Fork(100), size.Batch * size.Dimension, 1);
        Target = Uniform(rng.Fork(101), size.Batch * size.Dimension, 1);
    }

    internal Size Size { get; }

    internal List<(string Name, float[] Values)> Parameters { get; } = [];

    internal float[] Start { get; }

    internal float[] Target { get; }

    /// <summary>All numbers in one file of floats: weights and biases layer by layer (W [in, out]), starts, targets.</summary>
    internal void Save(string path)
    {
        using FileStream file = File.Create(path);
        foreach (float[] values in Parameters.Select(parameter => parameter.Values).Append(Start).Append(Target))
        {
            file.Write(MemoryMarshal.AsBytes<float>(values));
        }
    }

    private static float[] Uniform(Rng rng, int count, double bound) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(bound * ((2 * rng.Uniform(i)) - 1)))];
}
