namespace Downhill.Imitation;

/// <summary>What a discriminator D says in a reward.</summary>
public enum RewardForm
{
    /// <summary>−ln(1 − D), never negative: it pays to go on, whatever the expert did.</summary>
    NeverNegative,

    /// <summary>ln D, never positive: it pays to end, whatever the expert did.</summary>
    NeverPositive,

    /// <summary>ln D − ln(1 − D), of either sign.</summary>
    EitherSign,
}
