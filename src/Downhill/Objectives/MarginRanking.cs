using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The hinge loss max(0, m + E⁺ − E⁻): a wrong answer is to be higher by a margin, and then nothing more is asked.</summary>
/// <remarks>Its derivative is zero where the margin is kept. The scale of E is free: without a bound on it the margin means nothing. Source: see <see cref="PairLoss"/>.</remarks>
public sealed record MarginRanking : PairLoss
{
    /// <summary>m, in units of energy. Default 1.</summary>
    public double Margin { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => Maximum(0, Margin + positive - negative);
}
