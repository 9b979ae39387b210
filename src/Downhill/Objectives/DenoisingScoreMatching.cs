using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Denoising score matching: (σ²/2) |∇E(x + σ n) − n/σ|² with n ~ N(0, I): downhill, −∇E, leads back to the sample, along −n.</summary>
/// <remarks>
/// <para>
/// What is learned is −ln of the samples' law smoothed by N(0, σ² I): of a Gaussian of variance s² the one of s² + σ².
/// The factor σ² makes losses at different σ comparable. One derivative only, whatever the dimension.
/// </para>
/// <para>Source: P. Vincent (2011), Neural Comput. 23(7), 1661–1674; the factor: Y. Song and S. Ermon (2019), arXiv:1907.05600.</para>
/// </remarks>
public sealed record DenoisingScoreMatching : SampleObjective
{
    internal const int Stream = 7002;

    /// <summary>σ, in units of x. Default 0.1.</summary>
    public double Deviation { get; init => field = Require.Positive(value); } = 0.1;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [new Parameter("denoising_deviation", 1, 1, [Deviation])];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [];

    /// <inheritdoc/>
    public override bool Judges => true;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node sigma = Settings[0].Node, x = Node.Point(energy.Dimension), noise = Normal(x.Shape, Stream, 0), noisy = x + (sigma * noise);
        return new(0.5 * SquaredNorm((sigma * Derivative.Gradient(energy.Of(noisy), noisy)) - noise));
    }
}
