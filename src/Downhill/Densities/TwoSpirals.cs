using Downhill.Compute;

namespace Downhill.Densities;

/// <summary>The spiral (−n cos n, n sin n) / 3 with n = 3π √U, U uniform, its mirror image in the origin, and normal noise of σ = 0.1.</summary>
/// <remarks>
/// <para>Source: W. Grathwohl et al. (2019), FFJORD, ICLR.</para>
/// <para>Differs from the source: without its second noise, uniform on a square of side 1/6, which also moves the arms apart by 1/6 at the centre.</para>
/// </remarks>
public sealed record TwoSpirals : NoisyCurve
{
    /// <summary>σ. Default 0.1, in the units of x.</summary>
    public override double Noise { get; init => field = Require.Positive(value); } = 0.1;

    /// <inheritdoc/>
    public override IReadOnlyList<Strand> Strands => [new(v => At(v, 1), 2), new(v => At(v, -1), 2)];

    /// <inheritdoc/>
    protected override int Nodes => 448;

    private static (double X, double Y) At(double v, int sign)
    {
        double n = 3 * Math.PI * v;
        return (-sign * n * Math.Cos(n) / 3, sign * n * Math.Sin(n) / 3);
    }
}
