using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Spirals;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>How far the policy that each method returns is from the expert, by the number of demonstrations, beside what chance leaves to the best.</summary>
public sealed record IrlSampleError : Experiment
{
    private static readonly GridWorld Grid = new("S...", ".#..", "....", "....");
    private static readonly int[] Counts = [10, 100, 1000, 10_000, 100_000];
    private static readonly string[] Methods = ["causal entropy", "whole paths", "guided cost", "GAN, learned Z", "cloning", "apprenticeship", "frequencies"];

    /// <summary>Draws of demonstrations for each number of them.</summary>
    [Setting("draws of demonstrations for each number", Minimum = 2, Maximum = 1000)]
    public int Draws { get; init; } = 6;

    /// <summary>The most demonstrations.</summary>
    [Setting("the most demonstrations", Minimum = 10, Maximum = 1_000_000)]
    public int Most { get; init; } = 10_000;

    /// <summary>Decisions in a demonstration.</summary>
    [Setting("decisions in a demonstration", Minimum = 2, Maximum = 100)]
    public int Horizon { get; init; } = 10;

    /// <inheritdoc/>
    public override string Name => "irl-sample-error";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "From 10 to 10,000 demonstrations: maximum causal entropy falls along the statistical floor, below the demonstrations' own frequencies; models of whole paths stop where luck is taken for choice.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Draws = 2, Most = 100 },
        ExperimentSize.Full => this with { Draws = 40 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        SampleErrors slips = Of(0.3, context), certain = Of(0, context);
        yield return AtMost("exact", "From exact demonstrations maximum causal entropy has no error: the largest difference of visits.", Math.Max(slips.Exact, certain.Exact), 1e-8, 2);
        if (Most >= 10_000)
        {
            foreach (Finding finding in Claims(slips, certain))
            {
                yield return finding;
            }
        }

        yield return new Pictured("errors", "Error by the number of demonstrations", Figure(slips, certain), $"The root of the mean square over states and {Draws} draws of the difference between the visits of the returned policy and the expert's; bands: 95 % intervals. Dashed: the Cramér–Rao floor √(tr F / (S n)). Frequencies: the demonstrations' own, which are no policy; apprenticeship: a mixture of policies that comes near to them. Where the world slips, models of whole paths (2008, guided cost, GAN) take luck for choice and stop; where nothing is left to chance they go on, guided cost and the GAN as far as the few thousand paths reach that they draw.");
        yield return new Noted("slippery", slips.ToJson(Methods));
        yield return new Noted("certain", certain.ToJson(Methods));
    }

    private IEnumerable<Finding> Claims(SampleErrors slips, SampleErrors certain)
    {
        double[] counts = [.. slips.Counts.Skip(1).Select(n => (double)n)];
        yield return Within("order", "The error of maximum causal entropy falls with this power of the number of demonstrations.", Compare.Order(counts, [.. slips.Counts.Skip(1).Select(n => slips.At("causal entropy", n).Mean)]), -0.5, 0.1, Draws);
        double ratio = slips.At("causal entropy", Most).Mean / slips.Floor[^1], half = slips.At("causal entropy", Most).Half / slips.Floor[^1];
        yield return Within("floor", $"At {Most} demonstrations it is what chance leaves to the best: the error over the floor.", ratio, 1, 0.35, Draws, interval: (ratio - half, ratio + half));
        yield return AtMost("noise-left-out", "It is less than that of the demonstrations' own frequencies, for what the world did does not enter: the ratio.", Ratio(slips, "causal entropy", "frequencies"), 0.7, Draws);
        yield return AtLeast("whole-paths", "Where the world slips models of whole paths (2008) stop: their error over that of the causal one.", Ratio(slips, "whole paths", "causal entropy"), 10, Draws);
        yield return AtMost("whole-paths-certain", "Where it does not they are the causal one: the ratio of errors.", Ratio(certain, "whole paths", "causal entropy"), 1.05, Draws);
        yield return AtMost("guided-certain", "There, at 1,000 demonstrations, guided cost learning comes near it: the ratio of errors.", certain.At("guided cost", 1000).Mean / certain.At("causal entropy", 1000).Mean, 3, Draws);
        yield return AtMost("gan-certain", "So does the GAN with a learned Z, at 1,000 demonstrations: the ratio of errors.", certain.At("GAN, learned Z", 1000).Mean / certain.At("causal entropy", 1000).Mean, 3, Draws);
        yield return AtLeast("cloning", "At 10 demonstrations cloning is further from the expert: its error over that of maximum causal entropy.", slips.At("cloning", 10).Mean / slips.At("causal entropy", 10).Mean, 1.2, Draws);
    }

    private double Ratio(SampleErrors world, string a, string b) => world.At(a, Most).Mean / world.At(b, Most).Mean;

    private SampleErrors Of(double slip, ExperimentContext context)
    {
        Mdp mdp = World(slip, context.Rng.Fork(31));
        Policy expert = SoftValues.Of(mdp).Policy;
        InverseFit exact = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.State), expert);

        // The visits' derivative in θ is the information F of a demonstration, and F⁻¹/n the least variance of θ: F/n is that of the visits.
        double trace = Enumerable.Range(0, mdp.States).Sum(s => exact.Information[(s * mdp.States) + s]);
        int[] counts = [.. Counts.Where(n => n <= Most)];
        (int Count, int Draw)[] cells = [.. counts.SelectMany(n => Enumerable.Range(0, Draws).Select(draw => (n, draw)))];
        double[][] errors = new double[cells.Length][];
        int done = 0;
        Parallel.For(0, cells.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Stop }, i =>
        {
            errors[i] = Errors(mdp, expert, cells[i].Count, context.Rng.Fork(32).Fork(cells[i].Draw));
            context.Tell($"{(slip > 0 ? "slippery" : "certain")}: {Interlocked.Increment(ref done)} of {cells.Length} draws");
        });
        Dictionary<(string, int), SeedMean> means = (
            from method in Enumerable.Range(0, Methods.Length)
            from n in counts
            select (Key: (Methods[method], n), Mean: RootMean(errors.Where((_, i) => cells[i].Count == n).Select(row => row[method])))).ToDictionary(pair => pair.Key, pair => pair.Mean);
        double off = ExactCell.Largest(Occupancy.Of(mdp, expert).States, Occupancy.Of(mdp, exact.Policy).States);
        return new(counts, [.. counts.Select(n => Math.Sqrt(trace / mdp.States / n))], off, means);
    }

    private static double[] Errors(Mdp mdp, Policy expert, int count, Rng rng)
    {
        Demonstrations shown = Episodes.Draw(mdp, expert, count, rng);
        LinearRewards table = LinearRewards.Tabular(RewardKind.State);
        Linear cost = new(new double[mdp.States], "cost");
        double[] did = Occupancy.Of(mdp, expert).States, seen = Occupancy.Of(mdp, shown).States;
        double[] One(int state)
        {
            double[] one = new double[mdp.States];
            one[state] = 1;
            return one;
        }

        Policy[] policies =
        [
            new MaximumCausalEntropy { Penalty = 0.1 / count }.Fit(mdp, table, shown).Policy,
            new MaximumEntropy { Penalty = 0.1 / count }.Fit(mdp, table, shown).Policy,
            new GuidedCostLearning { Rounds = 5, Samples = 400, Penalty = 0.1 / count }.Fit(mdp, shown, cost, (s, _) => One(s), rng.Fork(-1)).Policy,
            new AdversarialCost { Rounds = 8, Samples = 400, Penalty = 0.1 / count }.Fit(mdp, shown, cost, (s, _) => One(s), rng.Fork(-2)).Policy,
            new BehaviourCloning { Prior = 0.25, InTime = true }.Fit(mdp, shown),
        ];
        double[] mixed = new Apprenticeship { Tolerance = 3e-3, Most = 60 }.Of(mdp, [.. Enumerable.Range(0, mdp.States).Select(s => Rewards.OfState(One(s)))], seen).Mean;
        return [.. policies.Select(policy => Root(did, Occupancy.Of(mdp, policy).States)), Root(did, mixed), Root(did, seen)];
    }

    private Mdp World(double slip, Rng rng)
    {
        Mdp mdp = (Grid with { Slip = slip }).Process(1, Horizon);
        return mdp.With(Rewards.OfState([.. Enumerable.Range(0, mdp.States).Select(s => rng.Normal(s))]));
    }

    // √⟨e²⟩ with the standard error of ⟨e²⟩ carried over: the floor is one of squares.
    private static SeedMean RootMean(IEnumerable<double> errors)
    {
        SeedMean squares = SeedMean.Of(errors.Select(e => e * e));
        double root = Math.Sqrt(squares.Mean);
        return squares with { Mean = root, Error = squares.Error / (2 * root) };
    }

    private static double Root(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());

    private static Figure Figure(params SampleErrors[] worlds) => new("")
    {
        Width = 960,
        Height = 470,
        SharedY = true,
        Description = "Errors of methods over the number of demonstrations, where the world slips and where it does not.",
        Panels = [.. worlds.Select((world, side) =>
        {
            double[] x = [.. world.Counts.Select(n => (double)n)];
            return new Panel
            {
                Title = side == 0 ? "the world slips" : "nothing is left to chance",
                XLabel = "demonstrations",
                YLabel = "error of expected visits",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Marks =
                [
                    .. Methods.Select((method, i) =>
                    {
                        SeedMean[] means = [.. world.Counts.Select(n => world.At(method, n))];
                        return new Line(x, [.. means.Select(m => m.Mean)])
                        {
                            Label = method,
                            Colour = i == Methods.Length - 1 ? Palette.Ink : Palette.OfSeries(i),
                            Dash = i == Methods.Length - 1 ? Dash.Dotted : Dash.Solid,
                            Lower = [.. means.Select(m => Math.Max(0.3 * m.Mean, m.Mean - m.Half))],
                            Upper = [.. means.Select(m => m.Mean + m.Half)],
                        };
                    }),
                    new Line(x, world.Floor) { Label = "floor", Colour = Palette.Ink, Dash = Dash.Dashed, Width = 2.2 },
                ],
            };
        })],
    };
}

/// <summary>Errors in one world.</summary>
/// <param name="Counts">Numbers of demonstrations.</param>
/// <param name="Floor">What chance leaves to the best, for each.</param>
/// <param name="Exact">The error from exact demonstrations.</param>
/// <param name="Means">Of each method at each number.</param>
internal sealed record SampleErrors(int[] Counts, double[] Floor, double Exact, Dictionary<(string Method, int Count), SeedMean> Means)
{
    internal SeedMean At(string method, int count) => Means[(method, count)];

    internal JsonArray ToJson(string[] methods) => new([.. Counts.Select((n, i) => (JsonNode)new JsonObject
    {
        ["demonstrations"] = n,
        ["floor"] = Floor[i],
        ["methods"] = new JsonObject(methods.Select(method => KeyValuePair.Create(method, (JsonNode?)At(method, n).ToJson()))),
    })]);
}
