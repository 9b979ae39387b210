using Downhill.Control;
using Downhill.Experiments.Runs;
using Downhill.Imitation;

namespace Downhill.Experiments.Decisions;

/// <summary>A method for environments.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Words">What it is, in a report.</param>
/// <param name="Imitation">How it is done; null: by regression, and no reward is found.</param>
internal sealed record EnvironmentMethod(IrlMethod Method, string Words, AdversarialImitation? Imitation)
{
    // An expert that hesitates: with less entropy an imitator's actions are told from its, and a cycle begins. In shares of ln n, and for each number of a vector.
    private const double DiscreteEntropy = 0.58, VectorEntropy = -0.5;

    // A pole falls hundreds of steps after its cart began to drift, which a discount of 0.99 no longer sees.
    private const double FarSight = 0.995;

    // Steps before learning, and updates over which weights are averaged, of a run of usual length; of a short one these shares.
    private const int Warming = 1000, Settling = 8000;
    private const double WarmingShare = 0.2, SettlingShare = 0.16;

    internal bool HasReward => Imitation is not null;

    /// <summary>How a clone is made.</summary>
    internal static BehaviouralCloning Cloning { get; } = new();

    internal static EnvironmentMethod Of(IrlSettings settings, ControlProblem problem)
    {
        EnvironmentMethod[] all =
        [
            new(IrlMethod.Dac, "discriminator-actor-critic", AdversarialImitation.DiscriminatorActorCritic),

            // On a pole that may fall, from the last steps alone some imitators still fall at the end.
            new(IrlMethod.Gail, "generative adversarial imitation", AdversarialImitation.Gail with { Latest = problem.Actions.IsDiscrete ? int.MaxValue : AdversarialImitation.Gail.Latest }),
            new(IrlMethod.Airl, "adversarial inverse reinforcement learning", AdversarialImitation.Airl with { Latest = 5000, Discriminator = AdversarialImitation.Airl.Discriminator with { GradientPenalty = 1 } }),
            new(IrlMethod.Cloning, "behavioural cloning", null),
        ];
        IrlMethod meant = settings.Method == IrlMethod.Auto ? IrlMethod.Dac : settings.Method;
        EnvironmentMethod found = Array.Find(all, known => known.Method == meant)
            ?? throw new SettingException($"method: found {SettingDescription.Kebab(settings.Method.ToString())} with --env, expected one of {string.Join(", ", all.Select(known => SettingDescription.Kebab(known.Method.ToString())))}, or --mdp FILE");
        return found.Imitation is null ? found : found with { Imitation = Sized(found.Imitation, settings, problem) };
    }

    private static AdversarialImitation Sized(AdversarialImitation usual, IrlSettings settings, ControlProblem problem)
    {
        int settling = Math.Min(Settling, (int)(SettlingShare * settings.Steps));
        SoftActorCritic learner = problem.Actions.IsDiscrete
            ? usual.Learner with { Discount = FarSight, TargetEntropy = DiscreteEntropy * Math.Log(problem.Actions.Width), Averaging = 0.02, Settling = settling }
            : usual.Learner with { TargetEntropy = VectorEntropy * problem.Actions.Width, Settling = settling };
        return usual with
        {
            Learner = learner,
            Practice = usual.Practice with { Warming = Math.Min(Warming, (int)(WarmingShare * settings.Steps)) },
            Discriminator = usual.Discriminator with { SeesActions = settings.Reward == RewardOf.Sa, Settling = settling },
        };
    }
}
