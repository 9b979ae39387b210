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
    private static readonly GridWorld Grid = new("S...", ".#..", "....", "....") { Slip = 0.3 };
    private static readonly int[] Counts = [10, 100, 1000, 10_000, 100_000];
    private static readonly string[] Methods = ["causal entropy", "whole paths", "guided cost", "GAN, learned Z", "cloning", "frequencies"];

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
        Mdp mdp = World(context.Rng.Fork(31));
        Policy expert = SoftValues.Of(mdp).Policy;
        InverseFit exact = new MaximumCausalEntropy().Fit(mdp, LinearRewards.Tabular(RewardKind.State), expert);

        // The visits' derivative in θ is the information F of a demonstration, and F⁻¹/n the least variance of θ: F/n is that of the visits.
        double trace = Enumerable.Range(0, mdp.States).Sum(s => exact.Information[(s * mdp.States) + s]);
        int[] counts = [.. Counts.Where(n => n <= Most)];
        double[] floor = [.. counts.Select(n => Math.Sqrt(trace / mdp.States / n))];
        Dictionary<(string Method, int Count), SeedMean> errors = Measure(mdp, expert, counts, context);
        SeedMean At(string method, int count) => errors[(method, count)];
        yield return AtMost("exact", "From exact demonstrations maximum causal entropy has no error: the largest difference of visits.", ExactCell.Largest(Occupancy.Of(mdp, expert).States, Occupancy.Of(mdp, exact.Policy).States), 1e-8, mdp.States);
        if (counts.Length > 3)
        {
            yield return Within("order", "The error of maximum causal entropy falls with this power of the number of demonstrations.", Compare.Order([.. counts.Skip(1).Select(n => (double)n)], [.. counts.Skip(1).Select(n => At(Methods[0], n).Mean)]), -0.5, 0.1, Draws);
            SeedMean best = At(Methods[0], Most), frequencies = At(Methods[^1], Most);
            yield return Within("floor", $"At {Most} demonstrations it is what chance leaves to the best: the error over the floor.", best.Mean / floor[^1], 1, 0.35, Draws, interval: best.Interval is (double low, double high) ? (low / floor[^1], high / floor[^1]) : null);
            yield return AtMost("noise-left-out", "It is less than that of the demonstrations' own frequencies, for what the world did does not enter: the ratio.", best.Mean / frequencies.Mean, 0.95, Draws);
            yield return AtLeast("whole-paths", "Models of whole paths (2008) stop: their error over that of the causal one.", At(Methods[1], Most).Mean / best.Mean, 3, Draws);
            yield return AtLeast("cloning", "At 100 demonstrations cloning is further from the expert: its error over that of maximum causal entropy.", At(Methods[4], 100).Mean / At(Methods[0], 100).Mean, 1.2, Draws);
        }

        yield return new Pictured("errors", "Error by the number of demonstrations", Figure(counts, floor, errors), $"The root of the mean square over states of the difference between the visits of the returned policy and the expert's, means over {Draws} draws with 95 % intervals. Grey: the Cramér–Rao floor √(tr F / (S n)). Frequencies: the demonstrations' own, which are no policy. The world slips, so that models of whole paths (2008, guided cost, GAN) take luck for choice and stop; the causal one does not.");
        yield return new Noted("errors", new JsonArray([.. counts.Select((n, i) => (JsonNode)new JsonObject { ["demonstrations"] = n, ["floor"] = floor[i], ["methods"] = new JsonObject(Methods.Select(method => KeyValuePair.Create(method, (JsonNode?)At(method, n).ToJson()))) })]));
    }

    private Dictionary<(string Method, int Count), SeedMean> Measure(Mdp mdp, Policy expert, int[] counts, ExperimentContext context)
    {
        (int Count, int Draw)[] cells = [.. counts.SelectMany(n => Enumerable.Range(0, Draws).Select(draw => (n, draw)))];
        double[][] errors = new double[cells.Length][];
        int done = 0;
        Parallel.For(0, cells.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Stop }, i =>
        {
            errors[i] = Errors(mdp, expert, cells[i].Count, context.Rng.Fork(32).Fork(cells[i].Draw));
            context.Tell($"{Interlocked.Increment(ref done)} of {cells.Length} draws");
        });
        return (from method in Enumerable.Range(0, Methods.Length)
                from n in counts
                select (Key: (Methods[method], n), Mean: SeedMean.Of(cells.Select((cell, i) => (cell, i)).Where(pair => pair.cell.Count == n).Select(pair => errors[pair.i][method])))).ToDictionary(pair => pair.Key, pair => pair.Mean);
    }

    private static double[] Errors(Mdp mdp, Policy expert, int count, Rng rng)
    {
        Demonstrations shown = Episodes.Draw(mdp, expert, count, rng);
        LinearRewards table = LinearRewards.Tabular(RewardKind.State);
        Linear cost = new(new double[mdp.States], "cost");
        double[] did = Occupancy.Of(mdp, expert).States;
        double[] Place(int state, int action)
        {
            double[] place = new double[mdp.States];
            place[state] = action >= 0 ? 1 : 0;
            return place;
        }

        Policy[] policies =
        [
            new MaximumCausalEntropy { Penalty = 0.1 / count }.Fit(mdp, table, shown).Policy,
            new MaximumEntropy { Penalty = 0.1 / count }.Fit(mdp, table, shown).Policy,
            new GuidedCostLearning { Rounds = 5, Samples = 400, Penalty = 0.1 / count }.Fit(mdp, shown, cost, Place, rng.Fork(-1)).Policy,
            new AdversarialCost { Rounds = 8, Samples = 400, Penalty = 0.1 / count }.Fit(mdp, shown, cost, Place, rng.Fork(-2)).Policy,
            new BehaviourCloning { Prior = 0.25, InTime = true }.Fit(mdp, shown),
        ];
        return [.. policies.Select(policy => Root(did, Occupancy.Of(mdp, policy).States)), Root(did, Occupancy.Of(mdp, shown).States)];
    }

    private Mdp World(Rng rng)
    {
        Mdp mdp = Grid.Process(1, Horizon);
        return mdp.With(Rewards.OfState([.. Enumerable.Range(0, mdp.States).Select(s => rng.Normal(s))]));
    }

    private static double Root(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());

    private static Figure Figure(int[] counts, double[] floor, Dictionary<(string Method, int Count), SeedMean> errors)
    {
        double[] x = [.. counts.Select(n => (double)n)];
        return new("")
        {
            Width = 760,
            Height = 480,
            Description = "Errors of methods over the number of demonstrations.",
            Panels =
            [
                new Panel
                {
                    XLabel = "demonstrations",
                    YLabel = "error of expected visits",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Legend = Legend.Outside,
                    Marks =
                    [
                        new Line(x, floor) { Label = "floor", Colour = Palette.Grey, Dash = Dash.Dashed, Width = 2.4 },
                        .. Methods.Select((method, i) =>
                        {
                            SeedMean[] means = [.. counts.Select(n => errors[(method, n)])];
                            return new Line(x, [.. means.Select(m => m.Mean)]) { Label = method, Colour = i == 5 ? Palette.Ink : Palette.OfSeries(i), Dash = i == 5 ? Dash.Dotted : Dash.Solid, Lower = [.. means.Select(m => Math.Max(1e-6, m.Mean - m.Half))], Upper = [.. means.Select(m => m.Mean + m.Half)] };
                        }),
                    ],
                },
            ],
        };
    }
}
