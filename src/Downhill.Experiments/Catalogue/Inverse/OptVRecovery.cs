using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Experiments.Spirals;
using Downhill.Inverse;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Inverse control of linearly solvable problems: values and costs from transitions alone, exactly from exact ones.</summary>
public sealed record OptVRecovery : Experiment
{
    private const double End = 0.3;

    private static readonly GridWorld Grid = new("......", ".##...", ".#..#.", "....#.", ".....G");
    private static readonly (int X, int Y)[] Sides = [(1, 0), (-1, 0), (0, 1), (0, -1)];

    /// <summary>Random problems.</summary>
    [Setting("random problems that are solved and inverted", Minimum = 1, Maximum = 10_000)]
    public int Problems { get; init; } = 30;

    /// <summary>States of each.</summary>
    [Setting("states of a random problem", Minimum = 4, Maximum = 400)]
    public int States { get; init; } = 25;

    /// <summary>Draws of transitions for each number of them.</summary>
    [Setting("draws for each number of transitions", Minimum = 2, Maximum = 1000)]
    public int Draws { get; init; } = 10;

    /// <summary>The most transitions that are drawn.</summary>
    [Setting("the most transitions that are drawn", Minimum = 1000, Maximum = 100_000_000)]
    public int Most { get; init; } = 300_000;

    /// <inheritdoc/>
    public override string Name => "optv";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "In linearly solvable control the inverse problem is convex and needs no forward solution: values and costs come back from transitions alone.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Problems = 3, Draws = 3, Most = 30_000 },
        ExperimentSize.Full => this with { Problems = 300, Draws = 50, Most = 3_000_000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (bool ends in new[] { true, false })
        {
            (double values, double costs, int steps) = Exact(ends, context);
            string words = ends ? "to a first exit" : "for ever, per step", id = ends ? "exit" : "average";
            yield return AtMost($"values-{id}", $"Control {words}: values from exact transitions, up to a constant: the largest difference.", values, 1e-8, Problems);
            yield return AtMost($"costs-{id}", $"Control {words}: costs from exact transitions{(ends ? "" : ", less what a step costs in the long run")}: the largest difference.", costs, 1e-8, Problems);
            yield return new Noted($"steps_{id}", steps);
        }

        foreach (Finding finding in Sampled(context))
        {
            yield return finding;
        }
    }

    private (double Values, double Costs, int Steps) Exact(bool ends, ExperimentContext context)
    {
        double values = 0, costs = 0;
        int steps = 0;
        for (int i = 0; i < Problems; i++)
        {
            context.Stop.ThrowIfCancellationRequested();
            (Transitions passive, double[] q, bool[] terminal) = Random(ends, context.Rng.Fork(21).Fork(i));
            LinearlySolvable solved = ends ? LinearlySolvable.FirstExit(passive, q, terminal) : LinearlySolvable.AverageCostOf(passive, q);

            // Whoever watches sees states as often as it happens; here at random.
            double[] counts = [.. Enumerable.Range(0, States).SelectMany(x => solved.Controlled[passive.Row(x, 0)].Select(u => u * (0.1 + context.Rng.Fork(22).Fork(i).Uniform(x))))];
            InverseValues found = new OptV().Fit(passive, counts, terminal);
            double shift = found.Values[0] - solved.Values[0];
            values = Math.Max(values, found.Values.Zip(solved.Values, (a, b) => Math.Abs(a - b - shift)).Max());
            costs = Math.Max(costs, Enumerable.Range(0, States).Where(x => !terminal[x]).Max(x => Math.Abs(found.Costs[x] - q[x] + solved.AverageCost)));
            steps = Math.Max(steps, found.Steps);
        }

        return (values, costs, steps);
    }

    private IEnumerable<Finding> Sampled(ExperimentContext context)
    {
        (Transitions passive, double[] q, bool[] terminal) = Walk();
        LinearlySolvable solved = LinearlySolvable.FirstExit(passive, q, terminal);
        List<(int Count, SeedMean Values, SeedMean Costs)> rows = [];
        InverseValues? last = null;
        for (int count = 300; count <= Most; count *= 10)
        {
            context.Tell($"{count} transitions");
            List<double> values = [], costs = [];
            for (int draw = 0; draw < Draws; draw++)
            {
                context.Stop.ThrowIfCancellationRequested();
                last = new OptV { Penalty = 0.1 / count }.Fit(passive, Counts(passive, terminal, solved, count, context.Rng.Fork(23).Fork(draw)), terminal);
                double shift = last.Values.Zip(solved.Values, (a, b) => a - b).Average();
                values.Add(Root(last.Values.Select((v, x) => v - solved.Values[x] - shift)));
                costs.Add(Root(last.Costs.Select((c, x) => terminal[x] ? 0 : c - q[x])));
            }

            rows.Add((count, SeedMean.Of(values), SeedMean.Of(costs)));
        }

        double[] counts = [.. rows.Select(row => (double)row.Count)];
        if (rows.Count > 2)
        {
            yield return Within("order", "With more transitions the error of the costs falls with this power of their number.", Compare.Order(counts[1..], [.. rows.Skip(1).Select(row => row.Costs.Mean)]), -0.5, rows.Count > 3 ? 0.1 : 0.25, Draws);
        }

        double moved = last!.Values[^1] - solved.Values[^1];
        double low = solved.Values.Min(), high = solved.Values.Max();
        double[] shownCosts = [.. last.Costs.Select((c, x) => terminal[x] ? c - moved : c)];
        double least = Math.Min(q.Min(), shownCosts.Min()), most = Math.Max(q.Max(), shownCosts.Max());
        yield return new Pictured("recovered", "Values and costs from transitions alone", new Figure("")
        {
            Width = 900,
            Columns = 3,
            Height = 560,
            Description = "Values and costs on a grid, true and recovered, and their errors over the number of transitions.",
            Panels =
            [
                GridFigures.Map("true cost of a place", Grid, q, least, most),
                GridFigures.Map("recovered", Grid, shownCosts, least, most),
                Errors(rows),
                GridFigures.Map("true value: cost to the end", Grid, solved.Values, low, high),
                GridFigures.Map("recovered", Grid, [.. last.Values.Select(v => v - moved)], low, high),
            ],
        }, $"A walker on a grid with walls, by itself aimless, pays for its place and for turning its steps from chance; the end is in the lower right corner. What was recovered is from {rows[^1].Count} transitions. Errors: root of the mean square over places, with 95 % intervals over {Draws} draws.");
        yield return new Noted("sampled", new JsonArray([.. rows.Select(row => (JsonNode)new JsonObject { ["transitions"] = row.Count, ["values"] = row.Values.ToJson(), ["costs"] = row.Costs.ToJson() })]));
    }

    private static Panel Errors(List<(int Count, SeedMean Values, SeedMean Costs)> rows)
    {
        double[] x = [.. rows.Select(row => (double)row.Count)];
        return new()
        {
            XLabel = "transitions",
            YLabel = "error",
            XScale = Scale.Log,
            YScale = Scale.Log,
            Legend = Legend.Inside,
            Marks =
            [
                Of("values", Palette.Blue, row => row.Values),
                Of("costs", Palette.Vermilion, row => row.Costs),
                new Line(x, [.. x.Select(n => rows[0].Costs.Mean * Math.Sqrt(x[0] / n))]) { Label = "1/√n", Colour = Palette.Grey, Dash = Dash.Dashed },
            ],
        };

        Line Of(string label, Colour colour, Func<(int Count, SeedMean Values, SeedMean Costs), SeedMean> of) =>
            new(x, [.. rows.Select(row => of(row).Mean)]) { Label = label, Colour = colour, Lower = [.. rows.Select(row => of(row).Mean - of(row).Half)], Upper = [.. rows.Select(row => of(row).Mean + of(row).Half)] };
    }

    /// <summary>An aimless walk on the grid, with costs that are highest around (3, 3) and along the first row.</summary>
    private static (Transitions Passive, double[] Costs, bool[] Terminal) Walk()
    {
        List<(int, int, int, double)> listed = [];
        bool[] terminal = Grid.Process(1).Terminal;
        for (int s = 0; s < Grid.States; s++)
        {
            (int x, int y) = Grid.CellOf(s);
            listed.AddRange(Sides.Where(_ => !terminal[s]).Select(side => (s, 0, Grid.StateAt(x + side.X, y + side.Y) ?? s, 0.25)));
        }

        double[] costs = [.. Enumerable.Range(0, Grid.States).Select(s =>
        {
            (int x, int y) = Grid.CellOf(s);
            return terminal[s] ? 0 : 0.1 + (0.8 * Math.Exp(-(((x - 3) * (x - 3)) + ((y - 3) * (y - 3))) / 2.0)) + End * (y == 0 ? 1 : 0);
        })];
        return (Transitions.Of(Grid.States, 1, listed), costs, terminal);
    }

    private static double[] Counts(Transitions passive, bool[] terminal, LinearlySolvable solved, int count, Rng rng)
    {
        double[] counts = new double[passive.Next.Length];
        int x = 0;
        for (int n = 0; n < count; n++)
        {
            if (terminal[x])
            {
                x = rng.Below(n, passive.States - 1);
            }

            double u = rng.Uniform(n);
            int i = passive.Starts[x];
            for (; i < passive.Starts[x + 1] - 1 && u > solved.Controlled[i]; i++)
            {
                u -= solved.Controlled[i];
            }

            counts[i]++;
            x = passive.Next[i];
        }

        return counts;
    }

    private (Transitions Passive, double[] Costs, bool[] Terminal) Random(bool ends, Rng rng)
    {
        List<(int, int, int, double)> listed = [];
        for (int x = 0; x < States - (ends ? 1 : 0); x++)
        {
            int[] next = [x, (x + 1) % States, rng.Fork(x).Below(0, States), rng.Fork(x).Below(1, States)];
            double[] weights = [.. next.Select((_, i) => 0.1 + rng.Fork(x).Uniform(i))];
            listed.AddRange(next.Select((to, i) => (x, 0, to, weights[i] / weights.Sum())));
        }

        return (Transitions.Of(States, 1, listed), [.. Enumerable.Range(0, States).Select(x => 2 * rng.Fork(1000).Uniform(x))], [.. Enumerable.Range(0, States).Select(x => ends && x == States - 1)]);
    }

    private static double Root(IEnumerable<double> off)
    {
        double[] all = [.. off];
        return Math.Sqrt(all.Sum(x => x * x) / all.Length);
    }
}
