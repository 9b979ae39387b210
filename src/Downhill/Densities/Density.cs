using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>A law that is known twice: as E(x) = −ln p(x) with ∫ exp(−E) = 1, and by drawing from that same p.</summary>
/// <remarks>What is learned from its draws can therefore be judged exactly: see <see cref="Judge"/>.</remarks>
public abstract record Density : Energy
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Parameter> Parameters => [];

    /// <summary>A box that holds all but 10⁻⁹ of the mass.</summary>
    public abstract Box Box { get; }

    /// <summary>Boxes without common inner points, on each of which p is smooth, and outside which it is 0 to the accuracy of <see cref="Box"/>.</summary>
    /// <remarks>Of a p that is smooth everywhere that is the box alone.</remarks>
    public abstract IReadOnlyList<Box> Pieces { get; }

    /// <summary>Independent points from p, shape [count, Dimension]: point i is a function of the stream and i, so more draws begin with the same points.</summary>
    /// <param name="rng">The stream.</param>
    /// <param name="count">How many, not negative.</param>
    public double[] Draw(Rng rng, int count)
    {
        double[] points = new double[Require.AtLeast(count, 0) * Dimension];
        for (int i = 0; i < count; i++)
        {
            Draw(rng, i, points.AsSpan(i * Dimension, Dimension));
        }

        return points;
    }

    /// <inheritdoc/>
    public sealed override Energy With(IReadOnlyList<Parameter> parameters) => this;

    /// <summary>Draws point <paramref name="index"/> of the stream.</summary>
    /// <param name="rng">The stream.</param>
    /// <param name="index">Which point, from 0.</param>
    /// <param name="point">Where it goes, shape [Dimension].</param>
    protected abstract void Draw(Rng rng, int index, Span<double> point);
}
