using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.Decisions;

/// <summary>A method for finite decision processes.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Words">What it is, in a report.</param>
/// <param name="Explain">What it finds.</param>
internal sealed record TabularMethod(IrlMethod Method, string Words, Func<Mdp, Demonstrations, IrlSettings, ExplainedDemonstrations> Explain)
{
    // Below it a reward is too small to matter, and greedy policies are ties.
    private const double CloningPrior = 0.5;

    private static readonly TabularMethod[] All =
    [
        new(IrlMethod.Mce, "maximum causal entropy", CausalEntropy),
        new(IrlMethod.MaximumEntropy, "maximum entropy over trajectories", Entropy),
        new(IrlMethod.LogPolicy, "the logarithm of what was done", LogPolicy),
        new(IrlMethod.Cloning, "cloning", static (mdp, done, _) => new(Cloned(mdp, done), null)),
    ];

    internal bool HasReward => Method != IrlMethod.Cloning;

    internal static TabularMethod Of(IrlMethod method)
    {
        IrlMethod meant = method == IrlMethod.Auto ? IrlMethod.Mce : method;
        return Array.Find(All, known => known.Method == meant) ?? throw new SettingException($"method: found {Runs.SettingDescription.Kebab(method.ToString())} with --mdp, expected one of {string.Join(", ", All.Select(known => Runs.SettingDescription.Kebab(known.Method.ToString())))}, or --env NAME");
    }

    private static ExplainedDemonstrations CausalEntropy(Mdp mdp, Demonstrations done, IrlSettings settings) =>
        Found(new MaximumCausalEntropy { Penalty = Penalty(done, settings) }.Fit(mdp, LinearRewards.Tabular(settings.Kind), done));

    private static ExplainedDemonstrations Entropy(Mdp mdp, Demonstrations done, IrlSettings settings) =>
        Found(new MaximumEntropy { Penalty = Penalty(done, settings) }.Fit(mdp, LinearRewards.Tabular(settings.Kind), done));

    private static ExplainedDemonstrations LogPolicy(Mdp mdp, Demonstrations done, IrlSettings settings) => settings.Reward == RewardOf.Sa
        ? new(Cloned(mdp, done), InversePolicyEvaluation.Explaining(mdp, Cloned(mdp, done), new double[mdp.States]))
        : throw new SettingException($"reward: found {Runs.SettingDescription.Kebab(settings.Reward.ToString())} with --method log-policy, expected sa, as it is ln of the probability of an action");

    private static Policy Cloned(Mdp mdp, Demonstrations done) => new BehaviourCloning { Prior = CloningPrior }.Fit(mdp, done);

    // The loss is a mean over episodes, so the prior's share falls with their number.
    private static double Penalty(Demonstrations done, IrlSettings settings) => 1 / (settings.Prior * settings.Prior * done.Episodes.Count);

    private static ExplainedDemonstrations Found(InverseFit fit) => new(fit.Policy, fit.Rewards, fit.Steps, fit.Slope);
}
