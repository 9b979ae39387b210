using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>The energy loss E⁺: samples are to be low, and nothing is said of the rest.</summary>
/// <remarks>Only where the architecture keeps E from being flat; a free network collapses. Source: see <see cref="PairLoss"/>.</remarks>
public sealed record EnergyLoss : PairLoss
{
    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => positive;
}
