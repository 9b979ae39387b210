using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Densities;

/// <summary>p(x) = Σₖ exp(−(|x|² + Rₖ²) / 2σ²) I₀(|x| Rₖ / σ²) / (2πσ² K): one of K circles about the origin, the angle uniform, and normal noise.</summary>
public abstract record NoisyRings : Density
{
    // Of |x|², so that |x| has a slope at the origin: what is off there is 10⁻¹⁵ wide.
    private const double Least = 1e-30;

    /// <inheritdoc/>
    public sealed override int Dimension => 2;

    /// <summary>σ, the deviation of the noise in each coordinate, in the units of x.</summary>
    public abstract double Noise { get; init; }

    /// <summary>The Rₖ.</summary>
    public abstract IReadOnlyList<double> Radii { get; }

    /// <inheritdoc/>
    public sealed override Box Box => Box.Square(Radii.Max() + (6.2 * Noise));

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Box> Pieces => [Box];

    /// <inheritdoc/>
    public sealed override Node Of(Node x)
    {
        double variance = Noise * Noise;
        Node square = SquaredNorm(x), length = Sqrt(Maximum(square, Least));
        Node[] terms = [.. Radii.Select(radius => Bessel.LogI0(length * (radius / variance)) - (radius * radius / (2 * variance)))];
        return (square / (2 * variance)) + Math.Log(2 * Math.PI * variance * Radii.Count) - LogSumExp(Join(terms));
    }

    /// <inheritdoc/>
    protected sealed override void Draw(Rng rng, int index, Span<double> point)
    {
        double radius = Radii[rng.Below(index, Radii.Count)], angle = 2 * Math.PI * rng.Uniform(index);
        point[0] = (radius * Math.Cos(angle)) + (Noise * rng.Normal(2L * index));
        point[1] = (radius * Math.Sin(angle)) + (Noise * rng.Normal((2L * index) + 1));
    }
}
