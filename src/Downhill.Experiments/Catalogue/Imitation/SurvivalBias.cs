using System.Text.Json.Nodes;
using Downhill.Control;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Spirals;
using Downhill.Imitation;
using Downhill.Report;

namespace Downhill.Experiments.Imitating;

/// <summary>A reward that is never negative makes an imitator go on, one that is never positive makes it end, whatever the expert did; absorbing states cure both.</summary>
public sealed record SurvivalBias : Experiment
{
    private static readonly (string Id, string Words, RewardForm Form)[] Forms =
    [
        ("never-negative", "−ln(1 − D)", RewardForm.NeverNegative),
        ("never-positive", "ln D", RewardForm.NeverPositive),
        ("either-sign", "ln D − ln(1 − D)", RewardForm.EitherSign),
    ];

    private static readonly (string Id, string Words, bool GoesOn)[] Experts = [("goes-on", "the expert goes on", true), ("ends", "the expert ends at once", false)];

    private static readonly bool[] Absorbs = [false, true];

    /// <summary>Imitators of each kind.</summary>
    [Setting("imitators of each kind", Minimum = 1, Maximum = 1000)]
    public int Seeds { get; init; } = 5;

    /// <summary>Steps of the world for each imitator.</summary>
    [Setting("steps of the world for each imitator", Minimum = 1200, Maximum = 1_000_000)]
    public int Steps { get; init; } = 5000;

    /// <summary>Steps on the pole without any demonstration.</summary>
    [Setting("steps on the cart-pole without any demonstration", Minimum = 1200, Maximum = 1_000_000)]
    public int PoleSteps { get; init; } = 20_000;

    /// <inheritdoc/>
    public override string Name => "survival-bias";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Where episodes may end, the sign of a discriminator's reward decides whether an imitator lives or dies, against its expert; absorbing states cure it.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Seeds = 1, Steps = 2000, PoleSteps = 1200 },
        ExperimentSize.Full => this with { Seeds = 20, Steps = 20_000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Cell[] cells = [.. from form in Forms from absorbs in Absorbs from expert in Experts select new Cell(form.Id, form.Words, form.Form, absorbs, expert.Id, expert.Words, expert.GoesOn)];
        double[] agreed = Trainees.Run(cells.Length * Seeds, context, "imitators", at => Agreement(cells[at / Seeds], at % Seeds, context));
        SeedMean[] means = [.. cells.Select((_, at) => SeedMean.Of(agreed.Skip(at * Seeds).Take(Seeds)))];
        foreach ((Cell cell, SeedMean mean) in cells.Zip(means))
        {
            if (cell.Absorbs && (context.Size != ExperimentSize.Smoke || cell.Form == RewardForm.EitherSign))
            {
                yield return AtLeast($"cured-{cell.Id}-{cell.ExpertId}", $"With absorbing states and the reward {cell.Words}, where {cell.Expert}: the share of episodes that are as long as the expert's.", mean.Mean, 0.95, Seeds, interval: mean.Interval);
            }
            else if (!cell.Absorbs && cell.IsAgainst)
            {
                yield return AtMost($"biased-{cell.Id}", $"Without absorbing states and with the reward {cell.Words}, where {cell.Expert}: the share of episodes that are as long as the expert's.", mean.Mean, 0.2, Seeds, interval: mean.Interval);
            }
        }

        foreach (Finding finding in Pole(context).Concat(Leak(context)))
        {
            yield return finding;
        }

        yield return new Pictured("agreement", "Who does what the expert did", Drawn(cells, means), "The share of an imitator's episodes that are as long as its expert's, by what it is rewarded with; means over imitators, 95 % intervals. A step of the one world is worth going on, of the other ending; the discriminator sees which. Without absorbing states an end is worth nothing: better than ln D, which is never positive, and worse than −ln(1 − D), which is never negative.");
        yield return new Noted("agreement", new JsonObject(cells.Zip(means).Select(pair => KeyValuePair.Create($"{pair.First.Id}.{(pair.First.Absorbs ? "absorbing" : "plain")}.{pair.First.ExpertId}", (JsonNode?)pair.Second.ToJson()))));
    }

    private double Agreement(Cell cell, int seed, ExperimentContext context)
    {
        Crossing world = new(cell.GoesOn ? 1 : -1);
        Compute.Rng rng = context.Rng.Fork(620).Fork(seed);
        ExpertDemonstrations demonstrations = new(world, Trials.Episodes(world, Crossing.Right(cell.GoesOn), 20, rng.Fork(0)));
        AdversarialImitation method = AdversarialImitation.DiscriminatorActorCritic with
        {
            Learner = new() { Widths = [32], BatchSize = 64, Discount = 0.95, StepSize = 2e-3, Averaging = 0.02 },
            Form = cell.Form,
            Discriminator = new() { Widths = [32], SeesAbsorbing = cell.Absorbs, StepSize = 1e-3 },
        };
        Imitated found = method.Learn(demonstrations, Steps, rng.Fork(1), stop: context.Stop);
        IReadOnlyList<Rollout> episodes = Trials.Episodes(world, Trials.Best(found.Agent), 20, rng.Fork(2));
        return episodes.Average(episode => episode.Actions.Length == demonstrations.Episodes[0].Actions.Length ? 1.0 : 0);
    }

    /// <summary>D = 1/2 everywhere, as of a discriminator that nobody trained: −ln(1 − D) = ln 2 for each step.</summary>
    private IEnumerable<Finding> Pole(ExperimentContext context)
    {
        CartPole pole = new();
        double random = Trials.Returns(pole, Trials.AtRandom(pole), 200, context.Rng.Fork(621)).Average();
        double[] lengths = Trainees.Run(Seeds, context, "on the pole, without demonstrations", seed =>
        {
            Agent agent = Trainees.Practised(new(), pole, PoleSteps, context.Rng.Fork(622).Fork(seed), context.Stop, (batch, _) => Array.Fill(batch.Rewards, (float)Math.Log(2)));
            return Trials.Returns(pole, Trials.Best(agent), 50, context.Rng.Fork(621)).Average();
        });
        SeedMean mean = SeedMean.Of(lengths);
        yield return new Noted("pole_without_demonstrations", mean.ToJson());
        yield return new Noted("pole_at_random", random);
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return AtLeast("without-demonstrations", $"On the cart-pole −ln(1 − D) of a discriminator that never saw a demonstration teaches the task by its sign alone: steps that the pole stands, of 500; at random {random:f0}.", mean.Mean, 500.0 / 3, Seeds, "steps", mean.Interval);
        }
    }

    /// <summary>What the last observation tells is not looked at: not a bit of what is learned changes.</summary>
    private IEnumerable<Finding> Leak(ExperimentContext context)
    {
        double[] plain = Learned(0), leaking = Learned(1);
        yield return AtMost("leak", "Where the last observation of an episode leaks that it is the last, in a number of its own: the largest change of returns and of the absorbing state's reward.", plain.Zip(leaking).Worst(pair => Math.Abs(pair.First - pair.Second)), 0, plain.Length);

        double[] Learned(float leak)
        {
            LeakingPole pole = new(leak);
            ExpertDemonstrations demonstrations = new(pole, Trials.Episodes(pole, Trials.AtRandom(pole), 4, context.Rng.Fork(623)));
            Imitated found = AdversarialImitation.DiscriminatorActorCritic.Learn(demonstrations, 2000, context.Rng.Fork(624), stop: context.Stop);
            return [.. Trials.Returns(pole, Trials.Best(found.Agent), 10, context.Rng.Fork(625)), found.Reward.AbsorbingReward(RewardForm.EitherSign)];
        }
    }

    private static Figure Drawn(Cell[] cells, SeedMean[] means) => new("")
    {
        Width = 760,
        Height = 320,
        Columns = 2,
        SharedY = true,
        Description = "Shares of episodes as long as the expert's.",
        Panels = [.. Absorbs.Select(absorbs => new Panel
        {
            Title = absorbs ? "With absorbing states" : "An end is worth nothing",
            YLabel = "share of episodes as long as the expert's",
            YRange = new(0, 1.05),
            Marks = [.. Experts.Select(expert =>
            {
                SeedMean[] here = [.. cells.Zip(means).Where(pair => pair.First.Absorbs == absorbs && pair.First.ExpertId == expert.Id).Select(pair => pair.Second)];
                return new Bars([.. Forms.Select(form => form.Words)], [.. here.Select(mean => mean.Mean)])
                {
                    Label = expert.Words,
                    Lower = [.. here.Select(mean => Math.Max(0, mean.Mean - mean.Half))],
                    Upper = [.. here.Select(mean => Math.Min(1, mean.Mean + mean.Half))],
                };
            })],
        })],
    };

    private sealed record Cell(string Id, string Words, RewardForm Form, bool Absorbs, string ExpertId, string Expert, bool GoesOn)
    {
        internal bool IsAgainst => (Form, GoesOn) is (RewardForm.NeverNegative, false) or (RewardForm.NeverPositive, true);
    }
}
