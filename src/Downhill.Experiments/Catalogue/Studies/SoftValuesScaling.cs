using System.Diagnostics;
using System.Text.Json.Nodes;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>How long soft values of large decision processes take, and how far off they are at most.</summary>
/// <remarks>
/// Random processes of 8 actions with 4 followers each mix at once: a Newton step is a few dozen sweeps. Open grids mix slowly, which is where
/// levels of groups of states are worth their making. The error is the certified bound, rounding included.
/// </remarks>
public sealed record SoftValuesScaling : Experiment
{
    private const int Actions = 8, Branches = 4;

    /// <summary>S of the random processes.</summary>
    [Setting("states of the random processes, ascending", Minimum = 2, Maximum = 10_000_000)]
    public int[] States { get; init; } = [1_000, 10_000, 100_000, 1_000_000];

    /// <summary>Cells on a side of the grids.</summary>
    [Setting("cells on a side of the grids, ascending", Minimum = 2, Maximum = 5_000)]
    public int[] Sides { get; init; } = [30, 100, 300];

    /// <inheritdoc/>
    public override string Name => "soft-values-scaling";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Soft values of processes of up to a million states, with an error that is certified: how the time grows.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { States = [300, 2_000], Sides = [10, 20] },
        ExperimentSize.Full => this with { States = [1_000, 10_000, 100_000, 1_000_000, 2_000_000], Sides = [30, 100, 300, 1_000] },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // The first is for the compiler.
        Solve(Random(context, 1_000, 0.9));
        yield return AtMost("closed-form", "Where every reward is 0.3, V = (0.3 + ln 8)/(1 − γ): relative error at γ = 0.9999.", AgainstClosedForm(context), 1e-12, States[0]);
        Solved[] near = [.. States.Select(states => Told(context, $"{states} states, γ = 0.99", () => Random(context, states, 0.99)))];
        Solved[] nearer = [.. States.Select(states => Told(context, $"{states} states, γ = 0.9999", () => Random(context, states, 0.9999)))];
        Solved[] grids = [.. Sides.Select(side => Told(context, $"a grid of {side} × {side}", () => Grid(side)))];
        foreach (Finding finding in Claims(context, near, nearer, grids).Concat(Shown(near, nearer, grids)))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Claims(ExperimentContext context, Solved[] near, Solved[] nearer, Solved[] grids)
    {
        yield return AtMost("error-99", "At γ = 0.99 the certified error of a value is at most this, at all sizes.", near.Worst(solved => solved.Error), 1e-10, near.Length);
        yield return AtMost("error-9999", "At γ = 0.9999 it is at most this share of the largest value, at all sizes.", nearer.Worst(solved => solved.Error / solved.Largest), 1e-12, nearer.Length);
        yield return AtMost("error-grids", "On grids, at γ = 0.9999, likewise.", grids.Worst(solved => solved.Error / solved.Largest), 1e-11, grids.Length);
        int at = Array.IndexOf(States, 10_000);
        if (context.Size != ExperimentSize.Smoke && at >= 0)
        {
            yield return AtMost("seconds-99", "10,000 states with 8 actions of 4 followers at γ = 0.99 take so long.", near[at].Seconds, 2, 1, "s");
            yield return AtMost("seconds-9999", "And at γ = 0.9999 so long.", nearer[at].Seconds, 5, 1, "s");

            // Caches hold 10,000 states and not 1,000,000: each step then costs more than in proportion.
            double power = Math.Log(nearer[^1].Seconds / nearer[at].Seconds) / Math.Log((double)States[^1] / States[at]);
            yield return AtMost("growth", "From 10,000 states on the time goes as the number of states to this power.", power, 1.5, nearer.Length - at);
        }
    }

    private static IEnumerable<Finding> Shown(Solved[] near, Solved[] nearer, Solved[] grids)
    {
        (string Name, Solved[] Solved)[] series = [("random, γ = 0.99", near), ("random, γ = 0.9999", nearer), ("grid, γ = 0.9999", grids)];
        yield return new Noted("solved", new JsonArray([.. series.SelectMany(one => one.Solved.Select(solved => new JsonObject
        {
            ["process"] = one.Name,
            ["states"] = solved.States,
            ["seconds"] = solved.Seconds,
            ["error"] = solved.Error,
            ["largest_value"] = solved.Largest,
        }))]));
        yield return new Pictured("scaling", "Time and certified error", Picture(series), "Left: seconds of SoftValues.Of on all processors, beside a line in proportion. Right: the certified bound of the error over the largest value; at 10⁻¹⁶ nothing but the last digit would be in doubt.");
        yield return new Tabulated("Time and certified error", new Report.Listing(
            ["Process", "States", "Seconds", "Largest value", "Certified error"],
            [.. series.SelectMany(one => one.Solved.Select(solved => (string[])[one.Name, $"{solved.States}", Number.Format(solved.Seconds, 3), Number.Format(solved.Largest, 4), Number.Format(solved.Error, 2)]))])
        {
            Caption = "Random: 8 actions, each with 4 followers, rewards from N(0, 1). Grid: four moves that slip one time in five, −1.5 a step, one goal in a corner. Temperature 1.",
        });
    }

    private static Figure Picture((string Name, Solved[] Solved)[] series)
    {
        double[] x = [.. series[1].Solved.Select(solved => (double)solved.States)];
        return new("")
        {
            Width = 900,
            Description = "Seconds and certified relative error against the number of states",
            Panels =
            [
                Panel("seconds", [.. series.Select(one => (one.Name, one.Solved, one.Solved.Select(solved => solved.Seconds).ToArray()))],
                    new Line(x, [.. x.Select(states => series[1].Solved[^1].Seconds * states / x[^1])]) { Label = "proportional", Dash = Dash.Dotted, Colour = Palette.Grey, Width = 1.2 }),
                Panel("certified error / largest value", [.. series.Select(one => (one.Name, one.Solved, one.Solved.Select(solved => solved.Error / solved.Largest).ToArray()))]),
            ],
        };
    }

    private static Panel Panel(string label, (string Name, Solved[] Solved, double[] Y)[] series, params Mark[] first) => new()
    {
        XLabel = "states",
        YLabel = label,
        XScale = Scale.Log,
        YScale = Scale.Log,
        Legend = Legend.Inside,
        Marks =
        [
            .. first,
            .. series.SelectMany((one, i) =>
            {
                double[] x = [.. one.Solved.Select(solved => (double)solved.States)];
                return new Mark[] { new Line(x, one.Y) { Label = one.Name, Colour = Palette.OfSeries(i) }, new Scatter(x, one.Y) { Colour = Palette.OfSeries(i) } };
            }),
        ],
    };

    private static Solved Told(ExperimentContext context, string what, Func<Mdp> make)
    {
        context.Stop.ThrowIfCancellationRequested();
        context.Tell(what);
        return Solve(make());
    }

    private static Solved Solve(Mdp mdp)
    {
        Stopwatch watch = Stopwatch.StartNew();
        SoftValues soft = SoftValues.Of(mdp);
        return new(mdp.States, watch.Elapsed.TotalSeconds, soft.Error, soft.V.Max(Math.Abs));
    }

    private double AgainstClosedForm(ExperimentContext context)
    {
        Mdp mdp = Random(context, States[0], 0.9999);
        double[] rewards = new double[mdp.States * Actions];
        Array.Fill(rewards, 0.3);
        double exact = (0.3 + Math.Log(Actions)) / (1 - mdp.Discount);
        return Compare.Relative(SoftValues.Of(mdp.With(Rewards.OfStateAction(rewards))).V, [.. Enumerable.Repeat(exact, mdp.States)]);
    }

    private static Mdp Random(ExperimentContext context, int states, double discount) => new Garnet { States = states, Actions = Actions, Branches = Branches, Discount = discount }.Draw(context.Rng.Fork(states));

    private static Mdp Grid(int side) =>
        new GridWorld([.. Enumerable.Range(0, side).Select(row => new string('.', side - 1) + (row == side - 1 ? 'G' : '.'))]) { Slip = 0.2, StepReward = -1.5 }.Process(0.9999);

    private sealed record Solved(int States, double Seconds, double Error, double Largest);
}
