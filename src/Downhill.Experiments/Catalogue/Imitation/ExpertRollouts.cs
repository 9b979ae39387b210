using System.Text.Json.Nodes;
using Downhill.Control;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Spirals;
using Downhill.Imitation;
using Downhill.Report;

namespace Downhill.Experiments.Imitating;

/// <summary>Pendulum and cart-pole from four recorded episodes of an expert, drawn for each imitator: GAIL and DAC, with behavioural cloning and the true reward beside them.</summary>
public sealed record ExpertRollouts : Experiment
{
    private const int Starts = 200, Looks = 20, LookStarts = 50;

    // A pendulum is up after 10,000 steps; later, discriminators learn the four episodes by heart, and starts unlike theirs fare worse.
    private static readonly (string Id, string Words, string File, ControlProblem Problem, double Scale, double Share)[] Worlds =
    [
        ("pendulum", "Pendulum", "imitation_rollouts/pendulum_expert.npz", new Pendulum(), 2, 0.4),
        ("cart-pole", "Cart-pole", "imitation_rollouts/cartpole_expert.npz", new CartPole(), 1, 1),
    ];

    private static readonly (string Id, string Words)[] Ways = [("gail", "GAIL"), ("dac", "DAC"), ("cloning", "Behavioural cloning"), ("reward", "The true reward")];

    /// <summary>Imitators of each kind.</summary>
    [Setting("imitators of each kind", Minimum = 1, Maximum = 100)]
    public int Seeds { get; init; } = 4;

    /// <summary>Steps of the cart-pole for each imitator; of the pendulum, two fifths of it.</summary>
    [Setting("steps of the cart-pole for each imitator; of the pendulum, two fifths of it", Minimum = 3000, Maximum = 50_000)]
    public int Steps { get; init; } = 50_000;

    /// <summary>Recorded episodes that are shown.</summary>
    [Setting("recorded episodes that are shown to an imitator, drawn for each", Minimum = 1, Maximum = 56)]
    public int Shown { get; init; } = 4;

    /// <inheritdoc/>
    public override string Name => "expert-rollouts";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Four recorded episodes of an expert, imitated by GAIL and by DAC within 20,000 steps of the pendulum and 50,000 of the cart-pole.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [.. Worlds.Select(world => world.File)];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Seeds = 1, Steps = 3500 },
        ExperimentSize.Full => this with { Seeds = 10 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ExpertDemonstrations[] recorded = [.. Worlds.Select(world => ExpertDemonstrations.Read(context.Recording(world.File), world.Problem, world.Scale))];
        double[] random = [.. Worlds.Select(world => Trials.Returns(world.Problem, Trials.AtRandom(world.Problem), Starts, Start(context)).Average())];
        double[] expert = [.. recorded.Select(all => all.Episodes.Average(episode => episode.Return))];
        double[][] runs = Trainees.Run<double[]>(Worlds.Length * Ways.Length * Seeds, context, "imitators", at =>
        {
            int world = at / Seeds / Ways.Length;
            return [.. Learn(world, at / Seeds % Ways.Length, at % Seeds, recorded[world], context).Select(mean => (mean - random[world]) / (expert[world] - random[world]))];
        });
        SeedMean Final(int world, int way) => SeedMean.Of(Of(world, way).Select(run => run[^1]));
        IEnumerable<double[]> Of(int world, int way) => runs.Skip(((world * Ways.Length) + way) * Seeds).Take(Seeds);

        for (int world = 0; world < Worlds.Length; world++)
        {
            for (int way = 0; way < 2; way++)
            {
                SeedMean mean = Final(world, way);
                if (context.Size == ExperimentSize.Smoke)
                {
                    yield return Within($"{Worlds[world].Id}-{Ways[way].Id}", $"{Worlds[world].Words} by {Ways[way].Words}: after few steps there is a return at all, on the scale of random 0 and expert 1.", mean.Mean, 0, 2, Seeds);
                    continue;
                }

                string words = $"{Worlds[world].Words} by {Ways[way].Words} after {StepsIn(world)} steps, from {Shown} episodes: (J − J_random) / (J_expert − J_random)";

                // An interval from a few imitators is too wide to ask its end for anything.
                yield return context.Size == ExperimentSize.Full
                    ? AtLeast($"{Worlds[world].Id}-{Ways[way].Id}", $"{words}, the lower end of the 95 % interval over imitators.", mean.Mean - mean.Half, 0.95, Seeds, interval: mean.Interval)
                    : AtLeast($"{Worlds[world].Id}-{Ways[way].Id}", $"{words}, the mean over imitators.", mean.Mean, 0.9, Seeds, interval: mean.Interval);
            }
        }

        yield return new Pictured("learning", "Returns while they learn", Curves(Of), $"Mean return of the policy (what it thinks best, its weights averaged), on the scale of random actions 0 and recorded expert 1, from {LookStarts} starts while they learn and from {Starts} at the end; means over {Seeds} imitators with 95 % intervals. Behavioural cloning asks the world nothing; the true reward is what imitators do not see.");
        yield return new Tabulated("Returns", new Report.Listing(
            ["World", "Random", "Expert", .. Ways.Select(way => way.Words)],
            [.. Worlds.Select((world, w) => (string[])[world.Words, Number.Format(random[w], 4), Number.Format(expert[w], 4), .. Ways.Select((_, way) => Final(w, way).Text)])])
        {
            Caption = $"Returns of random actions over {Starts} starts and of all recorded episodes; then shares (J − J_random) / (J_expert − J_random) on the same {Starts} starts, means over {Seeds} imitators and half of the 95 % interval.",
        });
        yield return new Noted("returns", new JsonObject(Worlds.Select((world, w) => KeyValuePair.Create(world.Id, (JsonNode?)new JsonObject(
            [KeyValuePair.Create("random", (JsonNode?)random[w]), KeyValuePair.Create("expert", (JsonNode?)expert[w]), .. Ways.Select((way, k) => KeyValuePair.Create(way.Id, (JsonNode?)Final(w, k).ToJson()))])))));
    }

    /// <summary>Mean returns while it learns, and at last over all starts.</summary>
    private double[] Learn(int world, int way, int seed, ExpertDemonstrations recorded, ExperimentContext context)
    {
        ControlProblem problem = Worlds[world].Problem;
        Compute.Rng rng = context.Rng.Fork(640).Fork(world).Fork(way).Fork(seed);
        ExpertDemonstrations shown = recorded.Some(Shown, rng.Fork(-1));
        List<double> means = [];
        switch (Ways[way].Id)
        {
            case "cloning":
                return [Mean(new BehaviouralCloning { Updates = context.Size == ExperimentSize.Smoke ? 500 : 5000 }.Learn(shown, rng), Starts)];
            case "reward":
                return [Mean(Trials.Best(Trainees.Practised(new(), problem, StepsIn(world), rng, context.Stop)), Starts)];
            default:
                Imitated found = Method(problem, way).Learn(shown, StepsIn(world), rng, Look, context.Stop);
                return [.. means, Mean(Trials.Best(found.Agent), Starts)];
        }

        double Mean(ActionRule rule, int starts) => Trials.Returns(problem, rule, starts, Start(context)).Average();

        void Look(Imitated now, int done)
        {
            if (done >= (means.Count + 1) * StepsIn(world) / Looks && means.Count < Looks - 1)
            {
                means.Add(Mean(Trials.Best(now.Agent), LookStarts));
            }
        }
    }

    private int StepsIn(int world) => (int)(Worlds[world].Share * Steps);

    // On the pole GAIL is given all steps: from the last 5,000 alone some imitators still fall at the end.
    private static AdversarialImitation Method(ControlProblem problem, int way) => way switch
    {
        0 when problem.Actions.IsDiscrete => AdversarialImitation.Gail with { Learner = Learner(problem), Latest = int.MaxValue },
        0 => AdversarialImitation.Gail with { Learner = Learner(problem) },
        _ => AdversarialImitation.DiscriminatorActorCritic with { Learner = Learner(problem) },
    };

    // The expert hesitates: with less entropy an imitator's actions are told from its, and a cycle begins. A cart that drifts falls after
    // hundreds of steps, which a discount of 0.99 no longer sees.
    private static SoftActorCritic Learner(ControlProblem problem) =>
        problem.Actions.IsDiscrete ? new() { Discount = 0.995, TargetEntropy = 0.4, Averaging = 0.02, Settling = 8000 } : new() { TargetEntropy = -0.5, Settling = 8000 };

    private static Compute.Rng Start(ExperimentContext context) => context.Rng.Fork(641);

    private Figure Curves(Func<int, int, IEnumerable<double[]>> of) => new("")
    {
        Width = 820,
        Height = 340,
        Columns = 2,
        SharedY = true,
        Description = "Returns while imitators learn.",
        Panels = [.. Worlds.Select((world, w) => new Panel
        {
            Title = world.Words,
            XLabel = "steps of the world",
            YLabel = "return, random 0, expert 1",
            YRange = new(-0.25, 1.25),
            Marks =
            [
                .. Enumerable.Range(0, 2).Select(way => Curve(w, [.. of(w, way)]) with { Label = Ways[way].Words }),
                .. Enumerable.Range(2, 2).Select(way => (Mark)new HorizontalRule(SeedMean.Of(of(w, way).Select(run => run[^1])).Mean) { Label = Ways[way].Words.ToLowerInvariant() }),
            ],
        })],
    };

    private Line Curve(int world, double[][] runs)
    {
        SeedMean[] means = [.. Enumerable.Range(0, runs.Min(run => run.Length)).Select(look => SeedMean.Of(runs.Select(run => run[look])))];
        return new([.. means.Select((_, look) => (look + 1.0) * StepsIn(world) / means.Length)], [.. means.Select(mean => mean.Mean)]) { Lower = [.. means.Select(mean => mean.Mean - mean.Half)], Upper = [.. means.Select(mean => mean.Mean + mean.Half)] };
    }
}
