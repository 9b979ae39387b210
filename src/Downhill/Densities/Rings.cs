using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>Four circles of radius 3, 2.25, 1.5 and 0.75 about the origin, equally likely, and normal noise of σ = 0.08.</summary>
/// <remarks>Source: W. Grathwohl et al. (2019), FFJORD, ICLR.</remarks>
public sealed record Rings : NoisyRings
{
    /// <summary>σ. Default 0.08, in the units of x.</summary>
    public override double Noise { get; init => field = Require.Positive(value); } = 0.08;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Radii => [3, 2.25, 1.5, 0.75];
}
