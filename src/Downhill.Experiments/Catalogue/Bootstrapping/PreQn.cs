using Downhill.Compute;
using Downhill.Experiments.Imitating;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Spirals;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>PreQN without a target network, beside DQN with and without one and double DQN, in four worlds.</summary>
/// <remarks>Observations are of the order of one; γ = 0.995, batches of 64, two layers of 64 for all.</remarks>
public sealed record PreQn : Experiment
{
    private const double Solved = 475, Eta = 0.97;

    /// <summary>Learners of each kind on the pole.</summary>
    [Setting("learners of each kind on the cart-pole", Minimum = 1, Maximum = 100)]
    public int Seeds { get; init; } = 10;

    /// <summary>Learners of each kind in each other world.</summary>
    [Setting("learners of each kind in each other world; 0: the cart-pole alone", Minimum = 0, Maximum = 100)]
    public int Others { get; init; } = 3;

    /// <summary>Steps of the world for each learner.</summary>
    [Setting("steps of the world for each learner", Minimum = 1200, Maximum = 1_000_000)]
    public int Steps { get; init; } = 50_000;

    /// <inheritdoc/>
    public override string Name => "preqn";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "Q-learning through K's inverse, with a line search and no target network, beside DQN with and without one and double DQN: cart-pole, mountain car, acrobot and a pendulum of five torques.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Seeds = 1, Others = 0, Steps = 2000 },
        ExperimentSize.Full => this with { Others = 10 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ValueStudy study = Learn(context);
        ValueRun[] pole = study.Of(0, 0);
        yield return new Noted("least_cosine_taken", study.Preconditioned.Min(run => run.Looks.Min(look => look.LeastTaken)));
        if (context.Size == ExperimentSize.Smoke)
        {
            yield return AtMost("refused", "After few steps: the share of PreQN's updates that were refused.", pole[0].Mean(look => look.Refused), 0.2);
        }
        else
        {
            yield return AtLeast("cart-pole", $"PreQN without a target network, the policy at the end of {Steps} steps, greedy, over 100 fresh episodes: the share of seeds with a mean return of at least {Solved}.", pole.Average(run => run.Final >= Solved ? 1.0 : 0), 0.9, Seeds);
            SeedMean search = SeedMean.Of(study.Of(0, ValueLearner.Everywhere.Length + 1).Zip(study.Of(0, ValueLearner.Everywhere.Length + 2), (with, without) => with.Course - without.Course));
            yield return AtLeast("search", "On the pole, what the search is worth where the first try asks for all of T Q − Q (α = 1): PreQN's mean return over its course, from twenty looks, less that of the same without a search.", search.Mean, 50, Seeds, interval: search.Interval);
        }

        for (int world = 1; world < study.Worlds; world++)
        {
            SeedMean ahead = SeedMean.Of(study.Of(world, 0).Select(run => (run.Final - study.Random[world]) / Math.Abs(study.Random[world])));
            yield return AtLeast(ControlWorld.All[world].Id, $"{ControlWorld.All[world].Words}, PreQN at the end of {Steps} steps: its mean return less that of random actions, in units of the latter.", ahead.Mean, world == 1 ? 0.25 : 0.75, Others, interval: ahead.Interval);
        }

        yield return new Pictured("learning", "Returns while they learn", study.Curves(), $"Mean return of the greedy policy, its weights an average that forgets over 2000 updates, from 20 starts; means over seeds ({Seeds} on the cart-pole, {Others} in the other worlds), of PreQN the range over seeds too. PreQN makes an update every second step of the world, the others one at every step; step sizes of all fall as the square of what is left. “No target, sines” is DQN without a target network in PreQN's own network.");
        yield return new Pictured("inside", "What the search, K and the values do", study.Inside(), "Cart-pole, means over seeds. The cosine between what values of a batch did and what was asked of them, at the first try and where the search ended; how many updates were shortened, how many refused after eight tries (they count in the mean); K's rank, of batches of 64 (draws may repeat a step); and the largest |Q| of any batch against Rmax / (1 − γ) = 200, which no true value exceeds.");
        yield return new Pictured("search", "What the search is worth", study.Search(), "Cart-pole, PreQN whose first try asks for all of T Q − Q; α = 1 falls to nothing at the end, when even the one without a search comes to stand. Updates that were refused count with the cosine of their eighth try. Means and ranges over seeds.");
        foreach (Finding finding in study.Tables())
        {
            yield return finding;
        }
    }

    private ValueStudy Learn(ExperimentContext context)
    {
        int worlds = Others == 0 ? 1 : ControlWorld.All.Length;
        (int World, ValueLearner Learner, int Seed)[] jobs =
        [
            .. from world in Enumerable.Range(0, worlds)
               from learner in world == 0 ? [.. ValueLearner.Everywhere, .. ValueLearner.Other] : ValueLearner.Everywhere
               from seed in Enumerable.Range(0, world == 0 ? Seeds : Others)
               select (world, learner, seed),
        ];
        ValueRun[] runs = Trainees.Run(jobs.Length, context, "learners", at => ValueRun.Of(jobs[at].Learner, ControlWorld.All[jobs[at].World], Steps, Stream(context, jobs[at].World, jobs[at].Seed), context.Stop));
        double[] random = [.. Enumerable.Range(0, worlds).Select(world => ValueRun.Random(ControlWorld.All[world], Stream(context, world, -1)))];
        return new(jobs, runs, random, Steps);
    }

    // The same start and the same worlds for every learner of a seed.
    private static Rng Stream(ExperimentContext context, int world, int seed) => context.Rng.Fork(660).Fork(world).Fork(seed);
}
