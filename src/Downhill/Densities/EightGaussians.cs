using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>Eight normal laws of equal weight, σ = 0.5 / √2, at equal angles on the circle of radius 4 / √2.</summary>
/// <remarks>
/// <para>Source: W. Grathwohl et al. (2019), FFJORD, ICLR.</para>
/// <para>Differs from the source: √2 where the source has 1.414.</para>
/// </remarks>
public sealed record EightGaussians : Density
{
    private const int Count = 8;

    private static readonly double Radius = 4 / Math.Sqrt(2);

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <summary>σ. Default 0.5 / √2, in the units of x.</summary>
    public double Noise { get; init => field = Require.Positive(value); } = 0.5 / Math.Sqrt(2);

    /// <inheritdoc/>
    public override Box Box => Box.Square(Radius + (6.2 * Noise));

    /// <inheritdoc/>
    public override IReadOnlyList<Box> Pieces => [Box];

    /// <inheritdoc/>
    public override Node Of(Node x) =>
        EqualBumps.Energy(x, [.. Enumerable.Range(0, Count).SelectMany(k => new[] { Centre(k).X, Centre(k).Y })], [.. Enumerable.Repeat(1.0 / Count, Count)], Noise);

    /// <inheritdoc/>
    protected override void Draw(Rng rng, int index, Span<double> point)
    {
        (double x, double y) = Centre(rng.Below(index, Count));
        point[0] = x + (Noise * rng.Normal(2L * index));
        point[1] = y + (Noise * rng.Normal((2L * index) + 1));
    }

    private static (double X, double Y) Centre(int k) => (Radius * Math.Cos(2 * Math.PI * k / Count), Radius * Math.Sin(2 * Math.PI * k / Count));
}
