using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>The loss σ(E⁺ − E⁻) of minimum classification error: how often the wrong answer is lower, smoothed.</summary>
/// <remarks>Bounded, so a wrong answer that is far too low has next to no derivative. Source: B.-H. Juang, W. Chou and C.-H. Lee (1997), IEEE Trans. Speech Audio Process. 5(3), 257–265.</remarks>
public sealed record MinimumClassificationError : PairLoss
{
    /// <inheritdoc/>
    public override Node Of(Node positive, Node negative) => Sigmoid(positive - negative);
}
