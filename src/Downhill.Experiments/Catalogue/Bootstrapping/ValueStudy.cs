using System.Text.Json.Nodes;
using Downhill.Control;
using Downhill.Experiments.Spirals;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>All runs of <see cref="PreQn"/>, and how they are shown.</summary>
internal sealed record ValueStudy((int World, ValueLearner Learner, int Seed)[] Jobs, ValueRun[] Runs, double[] Random, int Steps)
{
    internal int Worlds => Random.Length;

    /// <summary>Every run of PreQN with its search.</summary>
    internal IEnumerable<ValueRun> Preconditioned => Enumerable.Range(0, Worlds).SelectMany(world => Of(world, 0));

    private static ValueLearner[] All => [.. ValueLearner.Everywhere, .. ValueLearner.Other];

    /// <summary>The runs of a learner in a world, by seed.</summary>
    internal ValueRun[] Of(int world, int learner) => [.. Runs.Where((_, at) => Jobs[at].World == world && Jobs[at].Learner == All[learner])];

    internal Figure Curves() => new("")
    {
        Width = 1000,
        Height = Worlds == 1 ? 380 : 640,
        Columns = Worlds == 1 ? 1 : 2,
        Description = "Returns while they learn.",
        Panels = [.. Enumerable.Range(0, Worlds).Select(world => new Panel
        {
            Title = ControlWorld.All[world].Words,
            XLabel = "steps of the world",
            YLabel = "return",
            YRange = world == 0 ? new(0, 520) : null,
            Marks =
            [
                .. Enumerable.Range(0, ValueLearner.Everywhere.Length).Reverse().Select(learner => Curve(world, learner, look => look.Return, isBanded: learner == 0)),
                new HorizontalRule(world == 0 ? 475 : Random[world]) { Label = world == 0 ? "475" : "random actions" },
            ],
        })],
    };

    internal Figure Inside() => new("")
    {
        Width = 1000,
        Height = 640,
        Columns = 2,
        Description = "The cosine, shortened and refused steps, rank and largest value on the cart-pole.",
        Panels =
        [
            new()
            {
                Title = "the cosine",
                XLabel = "steps of the world",
                YLabel = "cos(Q′ − Q, T Q − Q), mean",
                Marks =
                [
                    Curve(0, 0, look => look.LastCosine / look.Updates) with { Label = "after the search", Colour = Palette.Blue },
                    Curve(0, 0, look => look.FirstCosine / look.Updates) with { Label = "first try", Colour = Palette.Vermilion },
                    Curve(0, 5, look => look.LastCosine / look.Updates) with { Label = "ReLU, after", Colour = Palette.Blue, Dash = Dash.Dotted },
                    Curve(0, 5, look => look.FirstCosine / look.Updates) with { Label = "ReLU, first try", Colour = Palette.Vermilion, Dash = Dash.Dotted },
                ],
            },
            new()
            {
                Title = "what the search did",
                XLabel = "steps of the world",
                YLabel = "share of updates",
                Marks =
                [
                    Curve(0, 0, look => (double)look.Shortened / look.Updates) with { Label = "shortened", Colour = Palette.Blue },
                    Curve(0, 0, look => (double)look.Refused / look.Updates) with { Label = "refused", Colour = Palette.Vermilion },
                    Curve(0, 5, look => (double)look.Shortened / look.Updates) with { Label = "ReLU, shortened", Colour = Palette.Blue, Dash = Dash.Dotted },
                    Curve(0, 5, look => (double)look.Refused / look.Updates) with { Label = "ReLU, refused", Colour = Palette.Vermilion, Dash = Dash.Dotted },
                ],
            },
            new()
            {
                Title = "K's rank",
                XLabel = "steps of the world",
                YLabel = "rank, of 64",
                Marks =
                [
                    Curve(0, 0, look => look.Rank / look.Updates) with { Label = "sines", Colour = Palette.Blue },
                    Curve(0, 5, look => look.Rank / look.Updates) with { Label = "ReLU", Colour = Palette.Blue, Dash = Dash.Dotted },
                ],
            },
            new()
            {
                Title = "values beyond what can be",
                XLabel = "steps of the world",
                YLabel = "largest |Q| (1 − γ) / Rmax",
                YScale = Scale.Log,
                Legend = Legend.Direct,
                Marks =
                [
                    .. Enumerable.Range(0, ValueLearner.Everywhere.Length).Reverse().Select(learner => Curve(0, learner, look => look.LargestValue / Bound(0))),
                    new HorizontalRule(1),
                ],
            },
        ],
    };

    /// <summary>PreQN at α = 1, with its search and without.</summary>
    internal Figure Search() => new("")
    {
        Width = 1000,
        Height = 340,
        Columns = 2,
        Description = "Returns and cosines at a long step, with a search and without.",
        Panels =
        [
            new()
            {
                Title = "what is learned, α = 1",
                XLabel = "steps of the world",
                YLabel = "return",
                YRange = new(0, 520),
                Marks = [Searched(7, look => look.Return), Searched(6, look => look.Return)],
            },
            new()
            {
                Title = "the cosine at the last try",
                XLabel = "steps of the world",
                YLabel = "cos(Q′ − Q, T Q − Q), mean",
                Marks = [Searched(7, look => look.LastCosine / look.Updates), Searched(6, look => look.LastCosine / look.Updates), new HorizontalRule(0.97) { Label = "0.97" }],
            },
        ],
    };

    internal IEnumerable<Finding> Tables()
    {
        yield return new Tabulated("Returns at the end", new Report.Listing(
            ["World", "Random", .. All.Select(learner => learner.Words)],
            [.. Enumerable.Range(0, Worlds).Select(world => (string[])[ControlWorld.All[world].Words, Number.Format(Random[world], 4), .. Cells(world, run => run.Final)])])
        { Caption = $"Greedy, weights an average that forgets over 2000 updates, 100 fresh episodes after {Steps} steps; means over seeds and half of the 95 % interval." });
        yield return new Tabulated("Returns over the course", new Report.Listing(
            ["World", .. All.Select(learner => learner.Words)],
            [.. Enumerable.Range(0, Worlds).Select(world => (string[])[ControlWorld.All[world].Words, .. Cells(world, run => run.Course)])])
        { Caption = $"Means over {ValueRun.Count} looks while they learn, then over seeds, and half of the 95 % interval." });
        yield return new Tabulated("Seeds with at least 475 on the cart-pole", new Report.Listing(
            [.. All.Select(learner => learner.Words)],
            [.. All.Select((_, learner) => $"{Of(0, learner).Count(run => run.Final >= 475)} of {Of(0, learner).Length}")]));
        yield return new Tabulated("Minutes for each run", new Report.Listing(
            ["World", .. All.Select(learner => learner.Words)],
            [.. Enumerable.Range(0, Worlds).Select(world => (string[])[ControlWorld.All[world].Words, .. Cells(world, run => run.Minutes)])])
        { Caption = "One thread each, twenty looks of 20 episodes and the last of 100 included. PreQN makes half as many updates as the others." });
        yield return new Tabulated("Soft divergence", new Report.Listing(
            ["World", "Rmax / (1 − γ)", .. All.Select(learner => learner.Words)],
            [.. Enumerable.Range(0, Worlds).Select(world => (string[])[ControlWorld.All[world].Words, Number.Format(Bound(world), 4), .. Cells(world, run => Highest(run, world))])])
        { Caption = "The largest |Q| of any batch in units of Rmax / (1 − γ), mean over seeds; above 1 values went where no true value is. Rmax is the largest |r| of a step: 1, for the pendulum 16.27." });
        yield return new Noted("learners", new JsonObject(Enumerable.Range(0, Worlds).Select(world => KeyValuePair.Create(ControlWorld.All[world].Id, (JsonNode?)NotesOf(world)))));
    }

    private JsonObject NotesOf(int world) => new(
    [
        KeyValuePair.Create("random", (JsonNode?)Random[world]),
        .. Learners(world).Select(learner => KeyValuePair.Create(All[learner].Id, (JsonNode?)NotesOf(world, learner))),
    ]);

    private JsonObject NotesOf(int world, int learner)
    {
        ValueRun[] runs = Of(world, learner);
        JsonObject json = new()
        {
            ["return"] = SeedMean.Of(runs.Select(run => run.Final)).ToJson(),
            ["returns"] = new JsonArray([.. runs.Select(run => (JsonNode?)run.Final)]),
            ["course"] = SeedMean.Of(runs.Select(run => run.Course)).ToJson(),
            ["minutes"] = SeedMean.Of(runs.Select(run => run.Minutes)).ToJson(),
            ["largest_value_over_bound"] = SeedMean.Of(runs.Select(run => Highest(run, world))).ToJson(),
        };
        foreach ((string name, Func<ValueLook, double> sum) in All[learner].Learning is PreconditionedQLearning ? Sums : [])
        {
            json.Add(name, runs.Average(run => run.Mean(sum)));
        }

        return json;
    }

    private static (string Name, Func<ValueLook, double> Sum)[] Sums =>
    [
        ("rank", look => look.Rank), ("first_cosine", look => look.FirstCosine), ("cosine", look => look.LastCosine),
        ("shortened", look => look.Shortened), ("refused", look => look.Refused),
    ];

    private IEnumerable<string> Cells(int world, Func<ValueRun, double> of) =>
        All.Select((_, learner) => Of(world, learner) is { Length: > 0 } runs ? SeedMean.Of(runs.Select(of)).Text : "–");

    private static IEnumerable<int> Learners(int world) => Enumerable.Range(0, world == 0 ? All.Length : ValueLearner.Everywhere.Length);

    private static double Highest(ValueRun run, int world) => run.Looks.Max(look => look.LargestValue) / Bound(world);

    private static double Bound(int world) => ControlWorld.All[world].Bound(ValueLearner.Discount);

    private Line Searched(int learner, Func<ValueLook, double> of) => Curve(0, learner, of, isBanded: true) with
    {
        Label = learner == 6 ? "with the search" : "without",
        Colour = learner == 6 ? Palette.Blue : Palette.Vermilion,
    };

    private Line Curve(int world, int learner, Func<ValueLook, double> of, bool isBanded = false)
    {
        ValueRun[] runs = Of(world, learner);
        int[] looks = [.. Enumerable.Range(0, runs[0].Looks.Length).Where(look => runs.All(run => run.Looks[look].Updates > 0))];
        double[][] values = [.. looks.Select(look => (double[])[.. runs.Select(run => of(run.Looks[look]))])];
        Line line = new([.. looks.Select(look => (look + 1.0) * Steps / ValueRun.Count)], [.. values.Select(seeds => seeds.Average())])
        {
            Label = All[learner].Words,
            Colour = Palette.OfSeries(learner),
            Dash = learner == 4 ? Dash.Dashed : Dash.Solid,
            Width = learner == 0 ? 2.4 : 1.5,
        };
        return isBanded ? line with { Lower = [.. values.Select(seeds => seeds.Min())], Upper = [.. values.Select(seeds => seeds.Max())] } : line;
    }
}
