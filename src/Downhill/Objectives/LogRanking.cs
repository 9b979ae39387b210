using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The log loss ln(1 + exp(E⁺ − E⁻)): a margin without a corner, and without an end.</summary>
/// <remarks>Source: see <see cref="PairLoss"/>.</remarks>
public sealed record LogRanking : PairLoss
{
    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => Softplus(positive - negative);
}
