using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The loss min(1, max(0, (E⁺ − E⁻) / (δ E⁻))) of LVQ2, for energies above zero.</summary>
/// <remarks>No margin: zero at E⁺ = E⁻, so a flat landscape is among its best. Source: T. Kohonen, G. Barna and R. Chrisley (1988), ICNN, 61–68; as in LeCun et al. (2006).</remarks>
public sealed record LearningVectorQuantization : PairLoss
{
    /// <summary>δ, how far E⁺ may be above E⁻, as a share of it, before more costs no more. Default 0.1.</summary>
    public double Window { get; init => field = Require.Positive(value); } = 0.1;

    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => Minimum(1, Maximum(0, (positive - negative) / (Window * negative)));
}
