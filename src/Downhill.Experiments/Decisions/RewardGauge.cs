using Downhill.Inverse;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>What no amount of demonstrations of this process decides.</summary>
/// <param name="Unknown">How many directions of the reward leave every soft policy as it is.</param>
/// <param name="IsConstant">Whether the only one is a constant added to all.</param>
internal sealed record RewardGauge(int Unknown, bool IsConstant)
{
    internal static RewardGauge Of(Mdp mdp, RewardKind kind)
    {
        Identification known = Identification.Of([mdp], kind);
        return new(known.Unknown.Length, known.IsKnownUpToConstant && known.Unknown.Length == 1);
    }

    internal IEnumerable<Finding> Verdicts()
    {
        yield return new Said(Unknown == 0 ? new Verdict(Standing.Good, "Identified", "The process lets demonstrations decide every number of the reward.")
            : IsConstant ? new Verdict(Standing.Good, "Identified up to a constant", "A constant added to all numbers of the reward changes no policy; it is fixed at what the prior prefers.")
            : new Verdict(Standing.Warn, "Not identified", $"{Unknown} directions of the reward change no policy of this process, whatever is demonstrated; along them the reward is what the prior prefers. Another environment with the same reward would decide some of them."));
    }
}
