using System.Text.Json.Nodes;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>What policies show of a reward and what they cannot: ranks, directions that stay open, the reward that is found, and what acting for it elsewhere costs.</summary>
public sealed record Identify : Experiment
{
    /// <summary>Random processes of each kind whose rank is taken.</summary>
    [Setting("random processes of each kind whose rank is taken", Minimum = 1, Maximum = 10000)]
    public int Draws { get; init; } = 40;

    /// <summary>Cells in a row of the room.</summary>
    [Setting("cells in a row of the room", Minimum = 4, Maximum = 12)]
    public int Side { get; init; } = 6;

    /// <summary>Sets of sampled decisions for each of their numbers.</summary>
    [Setting("sets of sampled decisions for each of their numbers", Minimum = 4, Maximum = 10000)]
    public int Sets { get; init; } = 24;

    /// <inheritdoc/>
    public override string Name => "identify";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Which rewards a policy could have: what one environment leaves open, what a second one settles, what it costs to act elsewhere for a reward that was only right at home.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Draws = 4, Side = 4, Sets = 4 },
        ExperimentSize.Full => this with { Draws = 1000, Side = 8, Sets = 200 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Ranks(context).Concat(Rooms(context)).Concat(Sampled(context));
    }

    private IEnumerable<Finding> Ranks(ExperimentContext context)
    {
        context.Tell("ranks of random processes");
        RankCase[] cases = [.. RankCase.All(Draws, context)];
        int full = (2 * RankCase.States) - 1;
        foreach (RankCase one in cases)
        {
            int expected = one.IsKnown ? full : RankCase.States;
            yield return Within($"rank-{one.Id}", $"{one.Words}: the rank of [E − γ₁ P₁, −(E − γ₂ P₂)], the mean of {Draws} draws, for {RankCase.States} states and {RankCase.Actions} actions.", one.Ranks.Average(), expected, 0, Draws);
        }

        RankCase[] known = [.. cases.Where(one => one.IsKnown)], open = [.. cases.Where(one => !one.IsKnown)];
        yield return AtMost("recovered", "Where the rank is 2 S − 1, the largest error of the reward less its mean.", known.Worst(one => one.Errors.Worst()), 1e-8, known.Length * Draws);
        yield return AtLeast("not-recovered", "Where it is S, the largest error over the largest reward: the mean over draws.", open.Min(one => one.Errors.Average() / one.Size), 0.1, open.Length * Draws);
        yield return AtMost("open-directions", "A step of length one along what is said to be open moves the probabilities of the policies by at most this.", cases.Worst(one => one.Moved), 1e-9, cases.Length);
        yield return new Tabulated("Ranks", new Report.Listing(
            ["Environments", "Rank", "Open directions", "Largest error of the reward", "1/σ, least to greatest"],
            [.. cases.Select(one => (string[])[one.Words, $"{one.Ranks.Min()} to {one.Ranks.Max()}", $"{one.Open.Min()} to {one.Open.Max()}", Number.Format(one.Errors.Max(), 2), $"{Number.Format(one.Amplifications.Min(), 3)} to {Number.Format(one.Amplifications.Max(), 3)}"])])
        {
            Caption = $"Random processes of {RankCase.States} states and {RankCase.Actions} actions; {full} identifies r(s, a) up to a constant, of which the errors know nothing.",
        });
        yield return new Noted("ranks", new JsonObject(cases.Select(one => new KeyValuePair<string, JsonNode?>(one.Id, one.ToJson()))));
    }

    private IEnumerable<Finding> Rooms(ExperimentContext context)
    {
        context.Tell("a room with a wall");
        RoomStudy study = RoomStudy.Of(Side, context);
        RoomAnswer alone = study.Answers[0], best = study.Answers.First(answer => answer.Id == "wind"), moved = study.Answers.First(answer => answer.Id == "wall");
        yield return AtMost("same-at-home", "Every reward that one room allows makes the expert's policy there, T ln π and the shortest: the largest difference of a probability.", study.Answers.Where(answer => answer.Id is "logarithm" or "alone").Worst(answer => answer.AtHome), 1e-9);
        yield return AtLeast("wrong-elsewhere", "Acting for T ln π, which explains the expert at home, where the gap in the wall is elsewhere: the regret, over that of acting by chance.", alone.Elsewhere.Normalized, 0.02);
        yield return AtMost("right-elsewhere", "Acting for the reward found with a windy room as well: the regret.", best.Elsewhere.Normalized, 1e-6);
        yield return AtLeast("wall-moved", "Moving only the gap leaves more than a constant open: directions.", moved.Open, 2);
        yield return AtMost("wind", "A wind leaves only a constant open: directions.", best.Open, 1);
        yield return AtMost("moves", "How ln π moves with the reward of each cell, against differences: the largest error.", study.SlopeError, 1e-8, study.Grid.States * study.Grid.States * RoomGrid.Actions);
        yield return new Pictured("rewards", "Rewards side by side", RoomFigure.Rewards(study), "The mean over actions of the true reward and of those found, each less its mean, with the wall of the room. All of them explain the expert of the first room exactly, whose gap was at the top; the arrows are what each asks for in the room shown, which was never seen. T ln π pays for what the expert did at home: in the top row it walks into the wall where the gap was, and stays. The shortest of all rewards that one room allows is not the true one either, but happens to do no harm.");
        yield return new Pictured("open", "What stays open", RoomFigure.Open(study), "How many directions of the reward no policy shows, and the regret of acting for the reward found, at home and where the gap is elsewhere. By chance the regret is 1.");
        yield return new Pictured("sensitivity", "Which rewards count", RoomFigure.Sensitivity(study), "Left: the share of decisions in each cell (the expert's visits). Right: how far the whole policy moves, as total variation averaged over visits, for a unit of reward in that cell: where the agent does not come, a reward moves hardly anything; where all ways from it are alike, too.");
        yield return new Tabulated("Rewards found in rooms", new Report.Listing(
            ["Seen", "Open directions", "Error / size of the reward", "EPIC", "STARC at home", "STARC elsewhere", "Regret at home", "Regret elsewhere"],
            [.. study.Answers.Select(answer => answer.Cells)])
        {
            Caption = "EPIC and STARC are distances to the true reward, from 0 to 1; elsewhere is a room whose gap is in the middle.",
        });
        yield return new Noted("rooms", new JsonObject(study.Answers.Select(answer => new KeyValuePair<string, JsonNode?>(answer.Id, answer.ToJson()))));
    }

    private IEnumerable<Finding> Sampled(ExperimentContext context)
    {
        context.Tell("sampled decisions");
        SampledCase[] cases = [.. SampledCase.All(Sets, context)];
        SampledCase apart = cases[0];
        (double slope, double error) = apart.Slope;
        yield return Within("sampling", "With n sampled decisions in each state of two environments the error of the reward falls as nᵖ: p, from 1,000 decisions on.", slope, -0.5, Math.Max(0.08, 3 * error), Sets, interval: (slope - (1.96 * error), slope + (1.96 * error)));
        double[] shares = [0.03, 0.01, 0.003, 0.001];
        double[] growth = [.. shares.Select(share => SampledCase.Amplification(share, context))];
        double order = Slopes.Of([.. shares.Select(share => Math.Log(share))], [.. growth.Select(one => Math.Log(one))]);
        yield return Within("nearly-alike", "The more alike the two environments, the worse: 1/σ grows as δᵖ with the share δ by which the second differs: p.", order, -1, 0.1, shares.Length);
        yield return new Pictured("sampled", "What alike environments cost", RoomFigure.Sampled(cases), "Root mean square error of the reward of pairs (less its mean) against decisions seen in each state and environment; the second environment mixes a share δ of other transitions into those of the first, or has another discount. Dotted: as 1/√n.");
        yield return new Noted("sampled", new JsonArray([.. cases.Select(one => one.ToJson())]));
    }
}
