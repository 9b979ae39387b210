using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The square-exponential loss E⁺² + γ exp(−E⁻), for energies that are not negative.</summary>
/// <remarks>Source: see <see cref="PairLoss"/>.</remarks>
public sealed record SquareExponential : PairLoss
{
    /// <summary>γ. Default 1.</summary>
    public double Weight { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => Square(positive) + (Weight * Exp(-negative));
}
