using Downhill.Experiments.Runs;
using Downhill.Mdps;

namespace Downhill.Experiments.Decisions;

/// <summary>What a method found.</summary>
/// <param name="Policy">The policy under the reward, or the one that was cloned.</param>
/// <param name="Reward">The reward, or null where the method finds none.</param>
/// <param name="Steps">Steps that were taken; 0 where there are none.</param>
/// <param name="Slope">The largest slope that is left; null where there is none.</param>
/// <param name="Course">What the search made small, step by step; null where there is none.</param>
internal sealed record ExplainedDemonstrations(Policy Policy, Rewards? Reward, int Steps = 0, double? Slope = null, SearchCourse? Course = null)
{
    /// <summary>Writes reward.json and policy.json.</summary>
    internal void Save(RunDirectory run, Mdp mdp)
    {
        if (Reward is not null)
        {
            MdpFile.WriteRewards(Path.Combine(run.Root, "reward.json"), mdp.With(Reward));
        }

        MdpFile.WritePolicy(Path.Combine(run.Root, "policy.json"), Policy);
    }
}
