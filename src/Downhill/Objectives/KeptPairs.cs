using System.Numerics;
using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>The wrong answers of a batch, "kept" [dimension] per sample, and their weights: new points of weight 1, unless whoever learns sets those that it kept.</summary>
internal sealed record KeptPairs(Noise Noise) : Source
{
    internal const string Points = "kept";

    private const string Weights = "kept_weight";

    internal static Node Weight => Node.Point(1, Weights);

    public override void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng)
    {
        int count = samples.Length / dimension;
        Set(computation, Noise.Draw(count, rng), [.. Enumerable.Repeat(1.0, count)]);
    }

    internal static void Set<T>(Computation<T> computation, double[] points, double[] weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        computation.Set(Points, Array.ConvertAll(points, T.CreateChecked));
        computation.Set(Weights, Array.ConvertAll(weights, T.CreateChecked));
    }
}
