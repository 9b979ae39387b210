using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Spirals;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Demonstrations that are not the best: too warm, with mistakes, or of several minds. What does each method make of them?</summary>
public sealed record IrlImperfect : Experiment
{
    private const double Discount = 0.9, Cool = 0.05;
    private const int Longest = 60;

    private static readonly GridWorld Grid = new(".....", ".##..", "...#.", ".#...", ".....") { Slip = 0.1 };
    private static readonly double[] Temperatures = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6], Rates = [0, 0.15, 0.3, 0.45, 0.6, 0.75], Shares = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
    private static readonly string[] Names = ["demonstrators", "cloning", "causal entropy, its policy", "causal entropy, reward optimised", "whole paths, reward optimised", "Ng and Russell, reward optimised"];

    /// <summary>Demonstrations.</summary>
    [Setting("demonstrations of 60 decisions", Minimum = 1, Maximum = 100_000)]
    public int Demonstrations { get; init; } = 100;

    /// <summary>Draws of demonstrations.</summary>
    [Setting("draws of demonstrations for each kind", Minimum = 2, Maximum = 1000)]
    public int Draws { get; init; } = 6;

    /// <inheritdoc/>
    public override string Name => "irl-imperfect";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "From demonstrations that are noisy, mistaken or of several minds a reward can still be learned whose best policy is better than the demonstrators; a clone is as good as they are.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Draws = 2, Demonstrations = 20 },
        ExperimentSize.Full => this with { Draws = 40 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Mdp mdp = World();
        Judge judge = Judge.Of(mdp);
        Policy cool = SoftValues.Of(mdp, Cool).Policy;
        double worst = 1, off = 0;
        foreach (double temperature in Temperatures)
        {
            Policy expert = SoftValues.Of(mdp, temperature).Policy;
            InverseFit table = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.State), expert), scale = Warmth(mdp).Fit(mdp, expert);
            worst = Math.Min(worst, judge.Score(Best(mdp, table.Rewards)));
            off = Math.Max(off, Math.Abs((1 / scale.Parameters[0] / temperature) - 1));
        }

        yield return AtLeast("boltzmann-exact", "From exact demonstrations at any temperature the reward that is learned, optimised, is worth what the best policy is: the least score.", worst, 0.999, Temperatures.Length);
        yield return AtMost("temperature-exact", "Where the reward is known up to its scale, the temperature is learned: the largest relative error.", off, 1e-6, Temperatures.Length);
        (string Kind, string Words, double[] At, Func<double, Policy> Of)[] kinds =
        [
            ("temperature", "temperature of a Boltzmann-rational expert", Temperatures, t => SoftValues.Of(mdp, t).Policy),
            ("mistakes", "share of decisions made blindly", Rates, rate => Mixed(cool, rate)),
            ("minds", "share of another mind's visits", Shares, share => Minds(mdp, cool, share)),
        ];
        List<ImperfectRow> rows = [];
        foreach ((string kind, _, double[] at, Func<double, Policy> of) in kinds)
        {
            rows.AddRange(Measure(kind, mdp, judge, at, of, context));
        }

        ImperfectRow mistaken = rows.Single(row => row.Kind == "mistakes" && row.At == Rates[^2]), warm = rows.Single(row => row.Kind == "temperature" && row.At == Temperatures[^2]);
        bool isSmoke = context.Size == ExperimentSize.Smoke;
        yield return AtLeast("better-than-mistaken", $"Where {Rates[^2]:P0} of decisions are blind, the optimised reward scores this much more than the demonstrators.", mistaken.Scores[3].Mean - mistaken.Scores[0].Mean, isSmoke ? -1 : 0.2, Draws);
        yield return AtLeast("better-than-warm", $"At temperature {Temperatures[^2]:R} the optimised reward scores this much more than the demonstrators.", warm.Scores[3].Mean - warm.Scores[0].Mean, isSmoke ? -1 : 0.2, Draws);
        yield return AtMost("cloned", "A clone is as good as whom it copies, no better: how much more it scores, at most.", rows.Where(row => row.Kind != "minds").Worst(row => row.Scores[1].Mean - row.Scores[0].Mean), 0.05, rows.Count);
        yield return AtMost("temperature-sampled", "The temperature that is learned from demonstrations is off by this many of its own standard errors, at most.", rows.Where(row => row.Kind == "temperature").Worst(row => row.Deviations), 4, Temperatures.Length * Draws);
        yield return new Pictured("degradation", "What is made of demonstrations that are not the best", Figure(kinds.Select(kind => (kind.Kind, kind.Words)).ToArray(), rows), $"Worth of policies in the true reward: 1 is the best policy, 0 blind choice; {Demonstrations} demonstrations, means over {Draws} draws with 95 % intervals. Demonstrators: what they score themselves.");
        yield return new Pictured("temperature", "The temperature that was learned", Warmths(rows), "Where the reward is known up to its scale, maximum causal entropy learns the temperature: of Boltzmann-rational experts their own (line), of those who make mistakes one that takes the place of their mistakes.");
        yield return new Noted("rows", new JsonArray([.. rows.Select(row => (JsonNode)row.ToJson(Names))]));
    }

    private IEnumerable<ImperfectRow> Measure(string kind, Mdp mdp, Judge judge, double[] at, Func<double, Policy> of, ExperimentContext context)
    {
        foreach (double x in at)
        {
            context.Tell($"{kind} {x:R}");
            Policy expert = of(x);
            (double[] Scores, double Temperature, double Deviations)[] draws = new (double[], double, double)[Draws];
            Parallel.For(0, Draws, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Stop }, draw =>
                draws[draw] = One(mdp, judge, expert, kind == "temperature" ? x : double.NaN, context.Rng.Fork(41).Fork(draw)));
            yield return new(kind, x, [.. Enumerable.Range(0, Names.Length).Select(i => SeedMean.Of(draws.Select(draw => draw.Scores[i])))], SeedMean.Of(draws.Select(draw => draw.Temperature)), draws.Max(draw => draw.Deviations));
        }
    }

    private (double[] Scores, double Temperature, double Deviations) One(Mdp mdp, Judge judge, Policy expert, double temperature, Rng rng)
    {
        Mdps.Demonstrations shown = Episodes.Draw(mdp, expert, Demonstrations, rng, Longest);
        LinearRewards table = LinearRewards.Tabular(RewardKind.State);
        double penalty = 0.1 / Demonstrations;
        InverseFit causal = new MaximumCausalEntropy { Penalty = penalty, Discounted = false }.Fit(mdp, table, shown), whole = new MaximumEntropy { Penalty = penalty, Steps = 100 }.Fit(mdp, table, shown);
        InverseFit scale = Warmth(mdp).Fit(mdp, shown);
        double beta = scale.Parameters[0], error = 1 / Math.Sqrt(scale.Information[0] * Demonstrations);
        double[] scores = [judge.Score(expert), judge.Score(new BehaviourCloning { Prior = 0.25 }.Fit(mdp, shown)), judge.Score(causal.Policy), judge.Score(Best(mdp, causal.Rewards)), judge.Score(Best(mdp, whole.Rewards)), judge.Score(Best(mdp, Explained(mdp, shown)))];
        return (scores, 1 / beta, double.IsNaN(temperature) ? 0 : Math.Abs(beta - (1 / temperature)) / error);
    }

    /// <summary>The reward that explains what was mostly done.</summary>
    private static Rewards Explained(Mdp mdp, Demonstrations shown)
    {
        Policy clone = new BehaviourCloning { Prior = 0.25 }.Fit(mdp, shown);
        int[] mostly = [.. clone.Probabilities.Chunk(mdp.Actions).Select(row => Array.IndexOf(row, row.Max()))];
        return new NgRussell { Penalty = 0.01 }.Of(mdp, Policy.Deterministic(mdp.Actions, mostly)).Reward;
    }

    private static Policy Best(Mdp mdp, Rewards rewards) => OptimalValues.Of(mdp.With(rewards)).Policy;

    /// <summary>One number θ for r = θ r*: one over the temperature.</summary>
    private static KnownShape Warmth(Mdp mdp) => new(LinearRewards.OfFeatures(RewardKind.State, mdp.Rewards.Values, 1));

    private static Policy Mixed(Policy policy, double rate) =>
        new(policy.States, policy.Actions, [.. policy.Probabilities.Select(p => ((1 - rate) * p) + (rate / policy.Actions))]);

    /// <summary>The policy whose visits are a mixture of an expert's and of one who wants to be elsewhere.</summary>
    private static Policy Minds(Mdp mdp, Policy expert, double share)
    {
        Policy other = SoftValues.Of(mdp.With(Elsewhere()), Cool).Policy;
        double[] visits = [.. Occupancy.Of(mdp, expert).Pairs.Zip(Occupancy.Of(mdp, other).Pairs, (a, b) => ((1 - share) * a) + (share * b))];
        return new(mdp.States, mdp.Actions, [.. visits.Chunk(mdp.Actions).SelectMany(row => row.Select(v => v / row.Sum()))]);
    }

    private static Mdp World() => Grid.Process(Discount).With(At(4, 4, 1, (0, 4), (4, 1)));

    private static Rewards Elsewhere() => At(0, 4, 1, (4, 4), (2, 0));

    private static Rewards At(int x, int y, double reward, params (int X, int Y)[] bad)
    {
        double[] values = new double[Grid.States];
        values[Grid.StateAt(x, y)!.Value] = reward;
        foreach ((int column, int row) in bad)
        {
            values[Grid.StateAt(column, row)!.Value] = -reward;
        }

        return Rewards.OfState(values);
    }

    private static Figure Figure((string Kind, string Words)[] kinds, List<ImperfectRow> rows) => new("")
    {
        Width = 980,
        Height = 400,
        SharedY = true,
        Description = "Scores of methods over how imperfect demonstrations are.",
        Panels = [.. kinds.Select(kind =>
        {
            ImperfectRow[] own = [.. rows.Where(row => row.Kind == kind.Kind)];
            double[] x = [.. own.Select(row => row.At)];
            return new Panel
            {
                Title = kind.Kind,
                XLabel = kind.Words,
                YLabel = "score",
                XScale = kind.Kind == "temperature" ? Scale.Log : Scale.Linear,
                Marks = [.. Names.Select((name, i) => new Line(x, [.. own.Select(row => row.Scores[i].Mean)])
                {
                    Label = name,
                    Colour = i == 0 ? Palette.Ink : Palette.OfSeries(i - 1),
                    Dash = i == 0 ? Dash.Dashed : Dash.Solid,
                    Lower = [.. own.Select(row => row.Scores[i].Mean - row.Scores[i].Half)],
                    Upper = [.. own.Select(row => row.Scores[i].Mean + row.Scores[i].Half)],
                })],
            };
        })],
    };

    private static Figure Warmths(List<ImperfectRow> rows)
    {
        ImperfectRow[] warm = [.. rows.Where(row => row.Kind == "temperature")], wrong = [.. rows.Where(row => row.Kind == "mistakes")];
        return new("")
        {
            Width = 820,
            Height = 340,
            Description = "The learned temperature.",
            Panels =
            [
                new Panel
                {
                    XLabel = "temperature of the expert",
                    YLabel = "learned temperature",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Legend = Legend.None,
                    Marks = [new Line([.. Temperatures], [.. Temperatures]) { Colour = Palette.Grey, Dash = Dash.Dashed }, Dots(warm)],
                },
                new Panel { XLabel = "share of decisions made blindly", YLabel = "learned temperature", YScale = Scale.Log, Legend = Legend.None, Marks = [new HorizontalRule(Cool) { Label = "the expert's" }, Dots(wrong)] },
            ],
        };

        static Scatter Dots(ImperfectRow[] own) => new([.. own.Select(row => row.At)], [.. own.Select(row => row.Temperature.Mean)])
        {
            Colour = Palette.Blue,
            Lower = [.. own.Select(row => row.Temperature.Mean - row.Temperature.Half)],
            Upper = [.. own.Select(row => row.Temperature.Mean + row.Temperature.Half)],
        };
    }
}

/// <summary>How a method did with one kind of demonstrations.</summary>
/// <param name="Kind">What is imperfect about them.</param>
/// <param name="At">How much.</param>
/// <param name="Scores">Of each method.</param>
/// <param name="Temperature">That was learned.</param>
/// <param name="Deviations">How far it is off, in its own standard errors, at most.</param>
internal sealed record ImperfectRow(string Kind, double At, SeedMean[] Scores, SeedMean Temperature, double Deviations)
{
    internal JsonObject ToJson(string[] names) => new()
    {
        ["kind"] = Kind,
        ["at"] = At,
        ["temperature"] = Temperature.ToJson(),
        ["scores"] = new JsonObject(names.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)Scores[i].ToJson()))),
    };
}

/// <summary>What policies are worth in the true reward: 0 for blind choice, 1 for the best.</summary>
internal sealed record Judge(Mdp Mdp, double Blind, double Best)
{
    internal static Judge Of(Mdp mdp) => new(mdp, Worth(mdp, Policy.Uniform(mdp.States, mdp.Actions)), Worth(mdp, OptimalValues.Of(mdp).Policy));

    internal double Score(Policy policy) => (Worth(Mdp, policy) - Blind) / (Best - Blind);

    private static double Worth(Mdp mdp, Policy policy) => Occupancy.Of(mdp, policy).Earned(mdp);
}

/// <summary>Maximum causal entropy with one number: the scale of a reward that is known otherwise.</summary>
internal sealed record KnownShape(LinearRewards Rewards)
{
    internal InverseFit Fit(Mdp mdp, Policy expert) => new MaximumCausalEntropy().Fit(mdp, Rewards, expert);

    internal InverseFit Fit(Mdp mdp, Demonstrations shown) => new MaximumCausalEntropy { Discounted = false }.Fit(mdp, Rewards, shown);
}
