using System.Numerics;
using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>What makes a landscape good to samples: a loss over points "x", and over what is drawn beside them before each evaluation.</summary>
/// <remarks>
/// Inputs: "x" [dimension] per sample, "given" where the energy is conditional, and what the <see cref="Sources"/> fill; noise inside the graph
/// follows the seed. <see cref="Fill{T}"/> sets all of it but "given" and the energy's parameters.
/// </remarks>
public abstract record SampleObjective : Objective
{
    /// <summary>What is drawn beside the samples, and who fills it.</summary>
    public abstract IReadOnlyList<Source> Sources { get; }

    /// <summary>Whether a lower loss on withheld samples means a better energy; a contrast with the energy's own chain is near 0 whatever it has learned.</summary>
    public abstract bool Judges { get; }

    /// <summary>The objective that terms were added to; itself where none were.</summary>
    internal virtual SampleObjective Innermost => this;

    /// <summary>The loss, and what a trainer watches: how far x⁻ goes, by how much its energy is above that of the samples.</summary>
    public abstract LossTerms Terms(Energy energy);

    /// <inheritdoc/>
    public sealed override Node Loss(Energy energy) => Terms(energy).Loss;

    /// <summary>Sets the samples, the settings, the objective's own parameters, and all that is drawn.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="computation">A computation of the loss, or of its derivatives; inputs that it does not have are an error.</param>
    /// <param name="samples">"x", shape [samples, dimension].</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <param name="rng">Which draws; the same stream gives the same loss.</param>
    public void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(samples);
        computation.Set("x", Array.ConvertAll(samples, T.CreateChecked));
        computation.Seed(rng.Fork(0));
        foreach (Parameter parameter in (IEnumerable<Parameter>)[.. Settings, .. Parameters])
        {
            computation.Set(parameter.Name, Array.ConvertAll(parameter.Values, T.CreateChecked));
        }

        for (int s = 0; s < Sources.Count; s++)
        {
            Sources[s].Fill(computation, samples, dimension, rng.Fork(s + 1));
        }
    }

    internal static IReadOnlyList<Parameter> AsParameters(IReadOnlyList<Setting> settings) => [.. settings.Select(s => new Parameter(s.Name, 1, 1, [s.Value]))];
}
