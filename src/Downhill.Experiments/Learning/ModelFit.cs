namespace Downhill.Experiments.Learning;

/// <summary>A landscape that was fitted, with the class it comes from.</summary>
/// <param name="Energy">The landscape.</param>
/// <param name="Own">What the objective learned besides: the logarithm of a friction or a temperature.</param>
/// <param name="Members">The landscapes of the resamples.</param>
/// <param name="Choice">Why this class.</param>
internal sealed record ModelFit(Energy Energy, double Own, IReadOnlyList<Energy> Members, ModelChoice Choice)
{
    /// <summary>Whether the landscape was fitted to what is held out too.</summary>
    internal bool IsOfAll { get; init; }

    /// <summary>The landscape that never saw what is held out; else the same.</summary>
    internal Energy Scored { get; init; } = Energy;

    /// <summary>The landscape fitted with equal weights, to be compared with a step function that is fitted so; else the same.</summary>
    internal Energy Even { get; init; } = Energy;
}
