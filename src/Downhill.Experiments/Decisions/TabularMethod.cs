using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.Decisions;

/// <summary>A method for finite decision processes.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Words">What it is, in a report.</param>
/// <param name="Explain">What it finds.</param>
internal sealed record TabularMethod(IrlMethod Method, string Words, Func<Mdp, Demonstrations, IrlSettings, ExplainedDemonstrations> Explain)
{
    // Half a decision for each action: that of H. Jeffreys.
    private const double CloningPrior = 0.5;

    // The visits of a mixture are near enough when they differ by this share of all visits.
    private const double Matched = 0.01;
    private const int MostPolicies = 2000;

    private static readonly TabularMethod[] All =
    [
        new(IrlMethod.Mce, "maximum causal entropy", CausalEntropy),
        new(IrlMethod.MaximumEntropy, "maximum entropy over trajectories", Entropy),
        new(IrlMethod.MaxMargin, "matching visits with the largest margin", static (mdp, done, settings) => Matching(mdp, done, settings, ApprenticeshipForm.MaximumMargin)),
        new(IrlMethod.Projection, "matching visits by projections", static (mdp, done, settings) => Matching(mdp, done, settings, ApprenticeshipForm.Projection)),
        new(IrlMethod.LinearProgramme, "the linear programme of Ng and Russell", Programme),
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

    private static ExplainedDemonstrations Matching(Mdp mdp, Demonstrations done, IrlSettings settings, ApprenticeshipForm form)
    {
        Occupancy visits = Occupancy.Of(mdp, done);
        double[] expert = settings.Reward switch
        {
            RewardOf.S => visits.States,
            RewardOf.Sa => visits.Pairs,
            RewardOf.Sas => throw new SettingException($"reward: found sas with --method {Runs.SettingDescription.Kebab(settings.Method.ToString())}, expected s or sa"),
        };
        Rewards[] features = [.. Enumerable.Range(0, expert.Length).Where(i => settings.Reward == RewardOf.S || !mdp.Terminal[i / mdp.Actions]).Select(i => One(settings.Reward, expert.Length, i))];
        double[] wanted = settings.Reward == RewardOf.S ? expert : [.. expert.Where((_, i) => !mdp.Terminal[i / mdp.Actions])];
        Apprentice found = new Apprenticeship { Form = form, Tolerance = Matched * Math.Max(1e-6, expert.Sum()), Most = MostPolicies }.Of(mdp, features, wanted);
        return new(found.AsOne(mdp), Apprenticeship.Combined(features, found.Weights), found.Policies.Count, found.Distances[^1], new("distance of the visits from the demonstrated ones", "policies", found.Distances));
    }

    private static Rewards One(RewardOf kind, int count, int at)
    {
        double[] values = new double[count];
        values[at] = 1;
        return kind == RewardOf.S ? Rewards.OfState(values) : Rewards.OfStateAction(values);
    }

    private static ExplainedDemonstrations Programme(Mdp mdp, Demonstrations done, IrlSettings settings)
    {
        if (settings.Reward != RewardOf.S)
        {
            throw new SettingException($"reward: found {Runs.SettingDescription.Kebab(settings.Reward.ToString())} with --method linear-programme, expected s");
        }

        Policy cloned = Cloned(mdp, done);
        Policy mostly = Policy.Deterministic(mdp.Actions, [.. Enumerable.Range(0, mdp.States).Select(state => Likeliest(cloned.At(state)))]);
        return new(mostly, new NgRussell().Of(mdp, mostly).Reward);
    }

    private static int Likeliest(ReadOnlySpan<double> law)
    {
        int best = 0;
        for (int action = 1; action < law.Length; action++)
        {
            best = law[action] > law[best] ? action : best;
        }

        return best;
    }

    private static Policy Cloned(Mdp mdp, Demonstrations done) => new BehaviourCloning { Prior = CloningPrior }.Fit(mdp, done);

    // The loss is a mean over episodes, so the prior's share falls with their number.
    private static double Penalty(Demonstrations done, IrlSettings settings) => 1 / (settings.Prior * settings.Prior * done.Episodes.Count);

    private static ExplainedDemonstrations Found(InverseFit fit) => new(fit.Policy, fit.Rewards, fit.Steps, fit.Slope, new("−ln likelihood of an episode, with the prior", "steps", fit.Losses));
}
