using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The generalised perceptron loss E⁺ − min(E⁺, E⁻): nothing may be lower than the sample; level with it is enough.</summary>
/// <remarks>x⁻ stands for the minimum over all answers, the right one among them. Source: see <see cref="PairLoss"/>.</remarks>
public sealed record GeneralizedPerceptron : PairLoss
{
    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => Maximum(0, positive - negative);
}
