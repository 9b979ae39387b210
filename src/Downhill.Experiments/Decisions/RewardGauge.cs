using Downhill.Inverse;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>What no amount of demonstrations of this process decides.</summary>
/// <param name="Unknown">How many directions of the reward leave every soft policy as it is.</param>
/// <param name="IsConstant">Whether the only one is a constant added to all.</param>
internal sealed record RewardGauge(int Unknown, bool IsConstant)
{
    // Beyond it they are not looked for: a singular value decomposition takes the cube.
    private const int MostNumbers = 200;

    /// <summary>The directions, or null where there are too many numbers to look for them.</summary>
    internal static RewardGauge? Of(Mdp mdp, RewardKind kind)
    {
        if (Rewards.Count(kind, mdp.Transitions) > MostNumbers)
        {
            return null;
        }

        // Of what follows an action a policy shows only the mean.
        if (kind == RewardKind.Transition)
        {
            RewardGauge? pairs = Of(mdp, RewardKind.StateAction);
            return pairs is null ? null : new(pairs.Unknown + Rewards.Count(kind, mdp.Transitions) - (mdp.Actions * mdp.Terminal.Count(end => !end)), false);
        }

        Identification known = Identification.Of([mdp], kind);
        return new(known.Unknown.Length, known.IsKnownUpToConstant && known.Unknown.Length == 1);
    }

    internal IEnumerable<Finding> Verdicts()
    {
        yield return new Said(Unknown == 0 ? new Verdict(Standing.Good, "Identified", "The process lets demonstrations decide every number of the reward.")
            : IsConstant ? new Verdict(Standing.Good, "Identified up to a constant", "A constant added to all numbers of the reward changes no policy; it is fixed at what the prior prefers.")
            : new Verdict(Standing.Warn, "Not identified", $"There {(Unknown == 1 ? "is one direction" : $"are {Unknown} directions")} of the reward that no demonstration in this process decides, as no policy changes along {(Unknown == 1 ? "it" : "them")}; there the reward is what the prior prefers. Another environment with the same reward may decide."));
    }
}
