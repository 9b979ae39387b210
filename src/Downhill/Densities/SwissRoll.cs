using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>The spiral (t cos t, t sin t) / 5 with t uniform on [3π/2, 9π/2], and normal noise of σ = 0.2.</summary>
/// <remarks>Source: S. Marsland (2009), Machine learning: an algorithmic perspective, chapter 10, for the roll; W. Grathwohl et al. (2019), FFJORD, ICLR, for this cut through it.</remarks>
public sealed record SwissRoll : NoisyCurve
{
    private const double Start = 1.5 * Math.PI, Length = 3 * Math.PI;

    /// <summary>σ. Default 0.2, in the units of x.</summary>
    public override double Noise { get; init => field = Require.Positive(value); } = 0.2;

    /// <inheritdoc/>
    public override IReadOnlyList<Strand> Strands => [new(v => At(Start + (Length * v)))];

    /// <inheritdoc/>
    protected override int Nodes => 256;

    private static (double X, double Y) At(double t) => (t * Math.Cos(t) / 5, t * Math.Sin(t) / 5);
}
