using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Densities;

/// <summary>p(x) = Σₖ wₖ N(x; mₖ, Sₖ): a mixture that is drawn from.</summary>
/// <remarks>Source: G. J. McLachlan and D. Peel (2000), Finite mixture models, Wiley.</remarks>
public sealed record MixtureDensity : Density
{
    private readonly GaussianMixture _mixture;
    private readonly double[] _upTo;

    /// <summary>The mixture of components; their weights are divided by their sum.</summary>
    /// <exception cref="ArgumentException">There is none, or their dimensions differ.</exception>
    public MixtureDensity(params IReadOnlyList<Gaussian> components)
    {
        _mixture = new(components);
        double total = components.Sum(component => component.Weight), sum = 0;
        _upTo = [.. components.Select(component => (sum += component.Weight) / total)];
    }

    /// <inheritdoc/>
    public override int Dimension => _mixture.Dimension;

    /// <inheritdoc/>
    public override Box Box => new(
        [.. Enumerable.Range(0, Dimension).Select(i => _mixture.Components.Min(component => component.Mean[i] - Reach(component, i)))],
        [.. Enumerable.Range(0, Dimension).Select(i => _mixture.Components.Max(component => component.Mean[i] + Reach(component, i)))]);

    /// <inheritdoc/>
    public override IReadOnlyList<Box> Pieces => [Box];

    /// <inheritdoc/>
    public override Node Of(Node x) => _mixture.Of(x);

    /// <inheritdoc/>
    protected override void Draw(Rng rng, int index, Span<double> point)
    {
        double u = rng.Uniform(index);
        Gaussian component = _mixture.Components[Math.Min(Array.FindIndex(_upTo, upTo => u <= upTo) is >= 0 and int k ? k : int.MaxValue, _upTo.Length - 1)];

        // L⁻¹ (x − m) = z is solved from its first row to its last.
        for (int row = 0; row < Dimension; row++)
        {
            double rest = rng.Normal(((long)index * Dimension) + row);
            for (int column = 0; column < row; column++)
            {
                rest -= component.Whitening[(row * Dimension) + column] * (point[column] - component.Mean[column]);
            }

            point[row] = component.Mean[row] + (rest / component.Whitening[(row * Dimension) + row]);
        }
    }

    private double Reach(Gaussian component, int i) => 6.4 * Math.Sqrt(component.Covariance[i * (Dimension + 1)]);
}
