using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Where the chains of a batch stand, "chain" [dimension] per sample: at fresh starts, unless whoever learns sets where they were.</summary>
internal sealed record ChainStarts(Noise Restarts) : Source
{
    internal const string Name = "chain";

    public override void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng) =>
        computation.Set(Name, Array.ConvertAll(Restarts.Draw(samples.Length / dimension, rng), T.CreateChecked));
}
