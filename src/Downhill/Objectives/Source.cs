using System.Numerics;
using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Something that a loss reads beside the samples of a batch, and the rule by which it is made anew for each.</summary>
public abstract record Source
{
    /// <summary>Sets its input for a batch of samples.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="computation">What reads it.</param>
    /// <param name="samples">Shape [samples, dimension].</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <param name="rng">Which draws.</param>
    public abstract void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
