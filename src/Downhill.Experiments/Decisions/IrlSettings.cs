using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Decisions;

/// <summary>How a reward is found.</summary>
public enum IrlMethod
{
    /// <summary>Maximum causal entropy on a decision process, discriminator-actor-critic in an environment.</summary>
    Auto,

    /// <summary>Maximum causal entropy: the actions are likely under the soft policy of the reward.</summary>
    Mce,

    /// <summary>Maximum entropy over whole trajectories, 2008: takes luck for choice where the world is random.</summary>
    MaximumEntropy,

    /// <summary>The policy's features are those of the demonstrations, by the largest margin.</summary>
    MaxMargin,

    /// <summary>The same by projections.</summary>
    Projection,

    /// <summary>The linear programme of Ng and Russell: what was mostly done is optimal, by the largest sum of margins.</summary>
    LinearProgramme,

    /// <summary>r(s, a) = ln π(a|s) with what was done for π: the reward of zero potential.</summary>
    LogPolicy,

    /// <summary>What was done is done again; no reward.</summary>
    Cloning,

    /// <summary>Generative adversarial imitation.</summary>
    Gail,

    /// <summary>Discriminator-actor-critic, with absorbing states.</summary>
    Dac,

    /// <summary>Adversarial inverse reinforcement learning, a reward of the state with a potential.</summary>
    Airl,
}

/// <summary>What a reward depends on, as it is typed.</summary>
public enum RewardOf
{
    /// <summary>The state.</summary>
    S,

    /// <summary>The state and the action.</summary>
    Sa,

    /// <summary>The state, the action and the state that follows.</summary>
    Sas,
}

/// <summary>What <c>downhill irl</c> is told; every one is a flag and a key of the configuration.</summary>
public sealed record IrlSettings
{
    /// <summary>What was done.</summary>
    [Setting("demonstrations: CSV of episode,t,state,action (columns of numbers instead of state where there are no numbered states), or NPZ of obs, acts, indices, terminal")]
    public string? Demonstrations { get; init; }

    /// <summary>The decision process they are of.</summary>
    [Setting("the finite decision process that they are of, JSON or NPZ")]
    public string? Mdp { get; init; }

    /// <summary>The environment they are of.</summary>
    [Setting("the environment that they are of, instead of --mdp: cart-pole, pendulum, mountain-car, acrobot, point-maze")]
    public string? Env { get; init; }

    /// <summary>How the reward is found.</summary>
    [Setting("how; auto: mce with --mdp, dac with --env; dac, gail, airl and cloning are for --env, cloning and the others for --mdp")]
    public IrlMethod Method { get; init; } = IrlMethod.Auto;

    /// <summary>What the reward depends on.</summary>
    [Setting("what the reward depends on: the state, also the action, also the state that follows; with --env s or sa")]
    public RewardOf Reward { get; init; } = RewardOf.S;

    /// <summary>The deviation of the prior.</summary>
    [Setting("deviation of the normal prior on each number of the reward, for mce and maximum-entropy; without one what was never done would have no finite reward", Above = 0)]
    public double Prior { get; init; } = 10;

    /// <summary>Fits to resampled episodes.</summary>
    [Setting("fits to resampled episodes, for the errors, with --mdp", Minimum = 0, Maximum = 10_000)]
    public int Resamples { get; init; } = 20;

    /// <summary>States in a row, where they lie on a grid.</summary>
    [Setting("how many states lie in a row, row by row, where they are the cells of a grid: for the pictures", Minimum = 1, Maximum = 1_000_000)]
    public int? Grid { get; init; }

    /// <summary>Steps in the environment.</summary>
    [Setting("steps in the environment, with --env", Minimum = 1000, Maximum = 100_000_000)]
    public int Steps { get; init; } = 50_000;

    /// <summary>Names the random numbers.</summary>
    [Setting("names the random numbers: same seed, same result", Minimum = 0)]
    public long Seed { get; init; } = 1;

    /// <summary>Threads.</summary>
    [Setting("threads; 0: all processors; the result does not depend on it", Minimum = 0, Maximum = 1024)]
    public int Threads { get; init; }

    /// <summary>Whether a configuration is of finding a reward.</summary>
    /// <param name="file">A YAML file of settings.</param>
    /// <exception cref="SettingException">It cannot be read.</exception>
    public static bool IsIn(string file) => YamlAssignments.Read(file).Any(assignment => assignment.Key == "demonstrations");

    internal int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;

    internal RewardKind Kind => Reward switch
    {
        RewardOf.S => RewardKind.State,
        RewardOf.Sa => RewardKind.StateAction,
        RewardOf.Sas => RewardKind.Transition,
    };
}
