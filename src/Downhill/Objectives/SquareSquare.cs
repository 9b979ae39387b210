using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The square-square loss E⁺² + max(0, m − E⁻)², for energies that are not negative.</summary>
/// <remarks>Source: see <see cref="PairLoss"/>.</remarks>
public sealed record SquareSquare : PairLoss
{
    /// <summary>m, in units of energy. Default 1.</summary>
    public double Margin { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => Square(positive) + Square(Maximum(0, Margin - negative));
}
