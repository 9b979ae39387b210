using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>p(x) = Σₛ ∫ N(x; cₛ(v), σ² I) m vᵐ⁻¹ dv / S: a point of one of S curves, and normal noise.</summary>
/// <remarks>
/// The integral is a Gauss-Legendre rule, so the energy is that of a fine fixed mixture, while the draws are from the curve itself.
/// With nodes at most 0.8 σ apart the two agree to exp(−2π² / 0.8²) = 4 · 10⁻¹⁴ of p near the curve; at the corners of the box, where
/// the bumps look narrower from outside the bend, to 10⁻⁷ of the p that is left there.
/// </remarks>
public abstract record NoisyCurve : Density
{
    // How many pieces of each curve its box is laid around.
    private const int Outline = 256;

    /// <inheritdoc/>
    public sealed override int Dimension => 2;

    /// <summary>σ, the deviation of the noise in each coordinate, in the units of x; it may not be much below its default, which the number of nodes is made for.</summary>
    public abstract double Noise { get; init; }

    /// <summary>The curves, each as likely as the others.</summary>
    public abstract IReadOnlyList<Strand> Strands { get; }

    /// <inheritdoc/>
    public sealed override Box Box => Box.Around([.. Places(Enumerable.Range(0, Outline + 1).Select(k => (double)k / Outline))], 2, 6.2 * Noise);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Box> Pieces => [Box];

    /// <summary>How many nodes the rule has on each curve.</summary>
    protected abstract int Nodes { get; }

    /// <inheritdoc/>
    public sealed override Node Of(Node x) => Of(x, Nodes);

    /// <summary>−ln p by a rule of another number of nodes: what the error of the usual one is measured with.</summary>
    internal Node Of(Node x, int nodes)
    {
        (double[] centres, double[] weights) = Centres(nodes);
        return EqualBumps.Energy(x, centres, weights, Noise);
    }

    /// <summary>The usual number of nodes.</summary>
    internal int UsualNodes => Nodes;

    /// <inheritdoc/>
    protected sealed override void Draw(Rng rng, int index, Span<double> point)
    {
        Strand strand = Strands[rng.Below(index, Strands.Count)];
        (double x, double y) = strand.At(Math.Pow(rng.Uniform(index), 1.0 / strand.Power));
        point[0] = x + (Noise * rng.Normal(2L * index));
        point[1] = y + (Noise * rng.Normal((2L * index) + 1));
    }

    private (double[] Points, double[] Weights) Centres(int count)
    {
        (double[] nodes, double[] weights) = Quadrature.GaussLegendre(count);
        IReadOnlyList<Strand> strands = Strands;
        return ([.. Places(nodes)], [.. strands.SelectMany(strand => nodes.Select((v, k) => strand.Power * Math.Pow(v, strand.Power - 1) * weights[k] / strands.Count))]);
    }

    private IEnumerable<double> Places(IEnumerable<double> nodes) =>
        from strand in Strands from v in nodes let place = strand.At(v) from coordinate in new[] { place.X, place.Y } select coordinate;
}
