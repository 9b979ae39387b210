using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>Some points for each sample, among which a negative is looked for: the input "candidates", [count, dimension] per sample.</summary>
public abstract record Candidates : Source
{
    private const string Name = "candidates";

    /// <summary>Points for a sample. Default 1.</summary>
    public int Count { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>The points for all samples, shape [samples, count, dimension].</summary>
    public abstract double[] Draw(double[] samples, int dimension, Rng rng);

    /// <inheritdoc/>
    public sealed override void Fill<T>(Computation<T> computation, double[] samples, int dimension, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(samples);
        computation.Set(Name, Array.ConvertAll(Draw(samples, dimension, rng), T.CreateChecked));
    }

    internal Node Points(int dimension) => Node.Input(Name, Shape.PerRow(dimension) with { Steps = Count });
}
