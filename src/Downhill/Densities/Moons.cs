using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>Two half circles of radius 2, one about (−1, −0.2) opening downwards and one about (1, 0.8) opening upwards, the angle uniform, and normal noise of σ = 0.2.</summary>
/// <remarks>Source: F. Pedregosa et al. (2011), Scikit-learn: machine learning in Python, JMLR 12, 2825–2830, for the moons; W. Grathwohl et al. (2019), FFJORD, ICLR, for this scale.</remarks>
public sealed record Moons : NoisyCurve
{
    /// <summary>σ. Default 0.2, in the units of x.</summary>
    public override double Noise { get; init => field = Require.Positive(value); } = 0.2;

    /// <inheritdoc/>
    public override IReadOnlyList<Strand> Strands =>
    [
        new(v => (-1 + (2 * Math.Cos(Math.PI * v)), -0.2 + (2 * Math.Sin(Math.PI * v)))),
        new(v => (1 - (2 * Math.Cos(Math.PI * v)), 0.8 - (2 * Math.Sin(Math.PI * v)))),
    ];

    /// <inheritdoc/>
    protected override int Nodes => 96;
}
