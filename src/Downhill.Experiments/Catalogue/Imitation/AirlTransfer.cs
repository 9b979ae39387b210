using System.Text.Json.Nodes;
using Downhill.Control;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Spirals;
using Downhill.Imitation;

namespace Downhill.Experiments.Imitating;

/// <summary>A reward learned in one maze, acted on in another whose wall has moved: that of the state alone may be taken along, a policy may not.</summary>
public sealed record AirlTransfer : Experiment
{
    private const double Temperature = 0.1, Discount = 0.95;

    private static readonly PointMaze First = new() { Walls = [new(0.5, 0, 0.75)] }, Moved = new() { Walls = [new(0.5, 0.25, 1)] };

    private static readonly string[] Names = ["AIRL, reward of the state", "AIRL, reward of state and action", "GAIL's policy, taken along"];

    /// <summary>Repetitions, each with its own expert.</summary>
    [Setting("repetitions, each with an expert of its own", Minimum = 1, Maximum = 100)]
    public int Seeds { get; init; } = 3;

    /// <summary>Steps of the world for imitation.</summary>
    [Setting("steps of the world for imitation in the first maze", Minimum = 1200, Maximum = 10_000_000)]
    public int Steps { get; init; } = 40_000;

    /// <summary>Steps of the world for the expert, the oracle, and each second optimisation.</summary>
    [Setting("steps of the world for experts and for each optimisation in the moved maze", Minimum = 1200, Maximum = 10_000_000)]
    public int Practising { get; init; } = 20_000;

    /// <summary>Episodes of the expert.</summary>
    [Setting("episodes of 50 steps that the expert shows", Minimum = 1, Maximum = 10_000)]
    public int Shown { get; init; } = 100;

    /// <inheritdoc/>
    public override string Name => "airl-transfer";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "A reward of the state, learned by AIRL in a maze, is optimised again after the wall has moved; a reward of state and action, and GAIL's policy, stand beside it.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Seeds = 1, Steps = 1300, Practising = 2000, Shown = 10 },
        ExperimentSize.Full => this with { Seeds = 10 },
        ExperimentSize.Default => this,
    };

    private static SoftActorCritic Learner { get; } = new() { Temperature = Temperature, LearnsTemperature = false, Discount = Discount };

    // The game of two goes around its end: the reward of one moment has its top beside the goal, the mean of many has not.
    // The penalty asks for one slope everywhere, which the true reward has: of rewards of another shape this says nothing.
    private static AdversarialImitation Inverse { get; } = AdversarialImitation.Airl with
    {
        Latest = 5000,
        Discriminator = AdversarialImitation.Airl.Discriminator with { GradientPenalty = 1, Settling = 15_000 },
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        MazeLesson[] lessons = Trainees.Run(Seeds, context, "mazes", seed => Lesson(context.Rng.Fork(630).Fork(seed), context));
        SeedMean[] means = [.. Names.Select((_, at) => SeedMean.Of(lessons.Select(lesson => lesson.Shares[at])))];
        SeedMean expert = SeedMean.Of(lessons.Select(lesson => lesson.Expert));
        if (context.Size == ExperimentSize.Smoke)
        {
            yield return AtLeast("expert", "After few steps the expert does better than chance in the first maze: its mean return less that of random actions.", lessons[0].Expert - lessons[0].ExpertAtRandom, 0, Seeds);
        }
        else
        {
            yield return AtLeast("state", "The reward of the state, optimised again in the moved maze: (J − J_random) / (J_oracle − J_random), by the true reward.", means[0].Mean, 0.95, Seeds, interval: means[0].Interval);
            yield return AtMost("policy", "GAIL's policy in the moved maze, on the same scale.", means[2].Mean, 0.5, Seeds, interval: means[2].Interval);
            SeedMean ahead = SeedMean.Of(lessons.Select(lesson => lesson.Shares[0] - lesson.Shares[2]));
            yield return AtLeast("ahead", "How far the reward of the state is ahead of GAIL's policy, on the same scale.", ahead.Mean, 0.25, Seeds, interval: ahead.Interval);
        }

        yield return new Noted("transfer", new JsonObject(Names.Select((name, at) => KeyValuePair.Create(name, (JsonNode?)means[at].ToJson()))));
        yield return new Noted("expert", expert.ToJson());
        yield return new Noted("correlation", SeedMean.Of(lessons.Select(lesson => lesson.Correlation)).ToJson());
        yield return new Tabulated("Returns in the moved maze", new Report.Listing(
            ["Who", "Share of the oracle's"],
            [.. Names.Select((name, at) => (string[])[name, means[at].Text])])
        { Caption = "0 is the mean return of random actions, 1 that of an agent that learned with the true reward in the moved maze; 200 starts below the wall." });
        yield return new Pictured("shares", "Taken along", MazeFigures.Shares(Names, means), $"Mean return in the moved maze, 0 for random actions, 1 for the oracle; {Seeds} repetitions, 95 % intervals.");
        yield return new Pictured("rewards", "The reward, and what is done with it", MazeFigures.Rewards(lessons[0], First, Moved), "The true reward and the one that AIRL learned in the first maze, up to a constant and in the unit of the expert's temperature; the gradient penalty asks for one slope everywhere, which the true reward happens to have. Then ways in the first maze (the expert's) and in the moved one (of who optimised the learned reward there, and of GAIL's policy, which stands before the wall where the gap was). The star is the goal.");
    }

    private MazeLesson Lesson(Compute.Rng rng, ExperimentContext context)
    {
        Agent expert = Trainees.Practised(Learner, First, Practising, rng.Fork(0), context.Stop);
        ExpertDemonstrations shown = new(First, Trials.Episodes(First, Trials.Drawn(expert), Shown, rng.Fork(1)));
        AdversarialImitation airl = Inverse with { Learner = Learner with { Temperature = 1 } };
        Imitated state = airl.Learn(shown, Steps, rng.Fork(2), stop: context.Stop);
        Imitated both = (airl with { Discriminator = airl.Discriminator with { SeesActions = true } }).Learn(shown, Steps, rng.Fork(3), stop: context.Stop);
        Imitated gail = (AdversarialImitation.Gail with { Learner = new() { Discount = Discount } }).Learn(shown, Steps, rng.Fork(4), stop: context.Stop);
        Agent oracle = Trainees.Practised(Learner, Moved, Practising, rng.Fork(5), context.Stop);
        Agent again = Again(state.Reward, rng.Fork(6), context), withBoth = Again(both.Reward, rng.Fork(7), context);
        PointMaze below = Moved with { HighestStart = 0.45 };
        double random = Mean(Trials.AtRandom(below), below), best = Mean(Trials.Best(oracle), below);
        return new()
        {
            Shares = [.. new[] { again, withBoth, gail.Agent }.Select(agent => (Mean(Trials.Best(agent), below) - random) / (best - random))],
            Expert = Mean(Trials.Best(expert), First),
            ExpertAtRandom = Mean(Trials.AtRandom(First), First),
            Learned = MazeLesson.MapOf(state.Reward),
            Ways = [.. new[] { (expert, First with { HighestStart = 0.45 }), (again, below), (gail.Agent, below) }.Select(pair => Trials.Episodes(pair.Item2, Trials.Best(pair.Item1), 12, rng.Fork(8)))],
        };

        double Mean(ActionRule rule, PointMaze maze) => Trials.Returns(maze, rule, 200, context.Rng.Fork(631)).Average();
    }

    private Agent Again(LearnedReward reward, Compute.Rng rng, ExperimentContext context) =>
        Trainees.Practised(Learner with { Temperature = 1 }, Moved, Practising, rng, context.Stop, (batch, _) => reward.WriteInner(batch));
}
