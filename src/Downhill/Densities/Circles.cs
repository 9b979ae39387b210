using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>Two circles of radius 3 and 1.5 about the origin, equally likely, and normal noise of σ = 0.24.</summary>
/// <remarks>Source: F. Pedregosa et al. (2011), Scikit-learn: machine learning in Python, JMLR 12, 2825–2830, for the circles; W. Grathwohl et al. (2019), FFJORD, ICLR, for this scale.</remarks>
public sealed record Circles : NoisyRings
{
    /// <summary>σ. Default 0.24, in the units of x.</summary>
    public override double Noise { get; init => field = Require.Positive(value); } = 0.24;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Radii => [3, 1.5];
}
