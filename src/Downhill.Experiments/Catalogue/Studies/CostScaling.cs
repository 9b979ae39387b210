using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>What a learning step of an energy costs, in the steps K that it is learned through, in its parameters and in the dimension, beside plain descent on a step network.</summary>
/// <remarks>
/// Of two hidden layers of w units, each w × w matrix stands in 6 products of an energy's learning step and in 3 of a step network's: forward,
/// its transpose for ∇E, both again on the way back, and two parameter gradients; against forward, back, and one. The w × d matrices stand
/// in 5 products (6 inside a longer roll-out) and in 5, for a step network has one at its end too. So with width the ratio goes to 2.
/// </remarks>
public sealed record CostScaling : Experiment
{
    /// <summary>Points in a batch.</summary>
    [Setting("points in a batch", Minimum = 1, Maximum = 1_000_000)]
    public int Rows { get; init; } = 256;

    /// <summary>Rounds of timing.</summary>
    [Setting("rounds of timing; the median counts", Minimum = 1, Maximum = 10_000)]
    public int Repeats { get; init; } = 31;

    /// <summary>K.</summary>
    [Setting("steps down the energy that are learned through, ascending", Minimum = 1, Maximum = 4096)]
    public int[] Unrolls { get; init; } = [1, 2, 4, 8, 16, 32];

    /// <summary>Units of a hidden layer.</summary>
    [Setting("units of each hidden layer, ascending", Minimum = 1, Maximum = 4096)]
    public int[] Widths { get; init; } = [16, 32, 64, 128, 256, 512];

    /// <summary>K where memory is measured.</summary>
    [Setting("steps down the energy where memory is measured, ascending", Minimum = 1, Maximum = 100_000)]
    public int[] LongUnrolls { get; init; } = [128, 256, 512, 1024];

    /// <summary>Coordinates of a point.</summary>
    [Setting("coordinates of a point, ascending", Minimum = 1, Maximum = 4096)]
    public int[] Dimensions { get; init; } = [2, 4, 8, 16, 32, 64, 128];

    /// <summary>The width where K or the dimension is changed.</summary>
    [Setting("units of each hidden layer where K or the dimension is changed", Minimum = 1, Maximum = 4096)]
    public int Width { get; init; } = 64;

    /// <inheritdoc/>
    public override string Name => "cost-scaling";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "A learning step of an energy through K steps down it costs K times one, and one costs about twice plain descent on a step network of the same width, as counting products says.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Rows = 64, Repeats = 1, Unrolls = [1, 2, 4], Widths = [8, 16], Dimensions = [2, 4], Width = 16 },
        ExperimentSize.Full => this with { Rows = 1024, Repeats = 101, Unrolls = [1, 2, 4, 8, 16, 32, 64, 128], Widths = [16, 32, 64, 128, 256, 512, 1024] },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        bool isTimed = context.Size != ExperimentSize.Smoke;
        return Storage().Concat(InSteps(context, isTimed)).Concat(isTimed ? Memory(context) : []).Concat(InWidth(context, isTimed)).Concat(InDimension(context, isTimed));
    }

    /// <summary>Products of w × w, w × d and w × 1 matrices with a row, counted in multiplications, of an energy's learning step through one step down it.</summary>
    internal static double CountedDown(int dimension, int width) => (6.0 * width * width) + (5.0 * width * dimension) + (2.0 * width);

    /// <summary>The same of a step network's.</summary>
    internal static double CountedFree(int dimension, int width) => (3.0 * width * width) + (5.0 * width * dimension);

    private IEnumerable<Finding> Storage()
    {
        int steps = Unrolls[^1];
        double[] kept = Workload.Down(3, Width, steps, Rows, LoopStorage.Everything).Gradient(), again = Workload.Down(3, Width, steps, Rows, LoopStorage.States).Gradient();

        // The same sums in the same order, but a compiler may contract a product and a sum here and not there.
        yield return AtMost("same-gradient", $"Through {steps} steps, computing again what was not kept gives the gradient of keeping everything: the largest relative difference.", Compare.Relative(again, kept), 1e-12, kept.Length);
    }

    private IEnumerable<Finding> InSteps(ExperimentContext context, bool isTimed)
    {
        Workload[] kept = [.. Unrolls.Select(k => Workload.Down(2, Width, k, Rows, LoopStorage.Everything))], again = [.. Unrolls.Select(k => Workload.Down(2, Width, k, Rows, LoopStorage.States))];
        Workload plain = Workload.Free(2, Width, Rows);
        Workload.Time([.. kept, .. again, plain], Repeats, context);
        double[] steps = [.. Unrolls.Select(k => (double)k)], times = Times(kept), timesAgain = Times(again);
        if (isTimed)
        {
            // Work is proportional to K; what a batch costs besides (setting up, the sum over rows) bends the small K up.
            yield return Within("steps", "The time of a gradient through K steps goes as K to this power.", Compare.Order(steps, times), 1, 0.2, Unrolls.Length);
            yield return Within("steps-again", "And where states only are kept and the rest is computed again.", Compare.Order(steps, timesAgain), 1, 0.2, Unrolls.Length);

            // Computing again repeats 2 of the 6 products; that of elementwise work is as much again.
            yield return AtMost("again", "Keeping states only costs at most this much more time, at the largest K.", timesAgain[^1] / times[^1], 2, Repeats);
        }

        yield return new Noted("steps", new JsonObject { ["K"] = Array(steps), ["ms_everything_kept"] = Array(times), ["ms_states_kept"] = Array(timesAgain), ["ms_step_network"] = plain.Milliseconds, ["width"] = Width });
        yield return new Pictured("steps", "In the steps K", Lines("K, steps down the energy that are learned through", steps, [("everything kept", times), ("states kept", timesAgain)], plain.Milliseconds), $"Milliseconds of a gradient on {Rows} points in two dimensions, for an energy of two hidden layers of {Width} units, on one thread. Dotted: proportional to K. Dashed: a step network of the same width, through its one step.");
    }

    private IEnumerable<Finding> Memory(ExperimentContext context)
    {
        context.Tell("measuring memory");

        // Steps of one tile of points are kept at a time, so a batch of any size needs the same.
        const int Tile = 32;
        Workload.Memory(() => Workload.Down(2, Width, 2, Tile, LoopStorage.Everything));
        double[] steps = [.. LongUnrolls.Select(k => (double)k)];
        double[] kept = [.. LongUnrolls.Select(k => Workload.Memory(() => Workload.Down(2, Width, k, Tile, LoopStorage.Everything)))];
        double[] again = [.. LongUnrolls.Select(k => Workload.Memory(() => Workload.Down(2, Width, k, Tile, LoopStorage.States)))];
        yield return Within("memory", "Where everything is kept, memory goes as K to this power.", Compare.Order(steps, kept), 1, 0.25, LongUnrolls.Length);
        yield return AtMost("memory-again", "Where states only are kept it needs this share of that, at the largest K.", again[^1] / kept[^1], 0.2);
        yield return new Noted("memory", new JsonObject { ["K"] = Array(steps), ["mib_everything_kept"] = Array(kept), ["mib_states_kept"] = Array(again), ["width"] = Width });
        yield return new Tabulated("Memory", new Report.Listing(["K", "Everything kept (MiB)", "States kept (MiB)"], [.. LongUnrolls.Select((k, i) => (string[])[$"{k}", Number.Format(kept[i], 3), Number.Format(again[i], 3)])])
        {
            Caption = "By how much the process grows when a gradient through K steps is planned and computed for the first time, on one thread; what it held free before is used first and not seen, so small numbers are good to a MiB or two.",
        });
    }

    private IEnumerable<Finding> InWidth(ExperimentContext context, bool isTimed)
    {
        Workload[] down = [.. Widths.Select(width => Workload.Down(2, width, 1, Rows, LoopStorage.Everything))], free = [.. Widths.Select(width => Workload.Free(2, width, Rows))];
        Workload.Time([.. down, .. free], Repeats, context);
        double[] times = Times(down), plain = Times(free), parameters = [.. down.Select(workload => (double)workload.Parameters)];
        double[] ratios = [.. times.Zip(plain, (a, b) => a / b)], counted = [.. Widths.Select(width => CountedDown(2, width) / CountedFree(2, width))];
        if (isTimed)
        {
            // 2 by products alone; bends of the second derivative cost more than those of the first, and weigh less the wider the layers are.
            yield return AtMost("ratio", "At the largest width a learning step of an energy takes at most this many times that of a step network.", ratios[^1], 3, Repeats);
            yield return AtLeast("ratio-least", "And at least this many, or something was left out.", ratios[^1], 1.2, Repeats);
            yield return AtMost("parameters", "The time goes as the number of parameters to a power of at most 1, give or take what caches do.", Compare.Order(parameters, times), 1.1, Widths.Length);
            yield return new Said(new Verdict(Standing.Good, "Cost", $"At {Widths[^1]} units a learning step of the energy takes {Number.Format(ratios[^1], 3)} times that of a step network; counting products gives {Number.Format(counted[^1], 3)}."));
        }

        yield return new Noted("widths", new JsonObject { ["width"] = Array(Widths.Select(width => (double)width)), ["parameters"] = Array(parameters), ["ms_energy"] = Array(times), ["ms_step_network"] = Array(plain), ["ratio"] = Array(ratios), ["ratio_counted"] = Array(counted) });
        yield return new Pictured("widths", "In the number of parameters", WidthFigure(parameters, times, plain, ratios, counted), $"A learning step through one step of either, on {Rows} points in two dimensions, and the ratio of the two beside what counting the products of matrices gives.");
        yield return new Tabulated("Time of a gradient", new Report.Listing(
            ["Width", "Parameters", "Energy (ms)", "Step network (ms)", "Ratio", "Counted"],
            [.. Widths.Select((width, i) => (string[])[$"{width}", $"{parameters[i]}", Number.Format(times[i], 3), Number.Format(plain[i], 3), Number.Format(ratios[i], 3), Number.Format(counted[i], 3)])])
        {
            Caption = "Through one step, everything kept, on one thread in double; the median of the rounds.",
        });
    }

    private IEnumerable<Finding> InDimension(ExperimentContext context, bool isTimed)
    {
        Workload[] down = [.. Dimensions.Select(d => Workload.Down(d, Width, 1, Rows, LoopStorage.Everything))], free = [.. Dimensions.Select(d => Workload.Free(d, Width, Rows))];
        Workload.Time([.. down, .. free], Repeats, context);
        double[] sizes = [.. Dimensions.Select(d => (double)d)], times = Times(down), plain = Times(free);
        if (isTimed)
        {
            yield return AtMost("dimension", "The time goes as the dimension to a power of at most 1: a Hessian is never formed.", Compare.Order(sizes, times), 1, Dimensions.Length);
        }

        yield return new Noted("dimensions", new JsonObject { ["dimension"] = Array(sizes), ["ms_energy"] = Array(times), ["ms_step_network"] = Array(plain), ["width"] = Width });
        yield return new Pictured("dimensions", "In the dimension", Lines("d, coordinates of a point", sizes, [("energy", times), ("step network", plain)], null), $"A learning step through one step of either, with {Width} units in each hidden layer. Dotted: proportional to d. The gradient comes at the cost of a few evaluations in any dimension; only the first and last layer grow.");
    }

    private static double[] Times(Workload[] workloads) => [.. workloads.Select(workload => workload.Milliseconds)];

    private static JsonArray Array(IEnumerable<double> numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    private static Figure Lines(string label, double[] x, (string Name, double[] Times)[] series, double? rule) => new("")
    {
        Description = $"Milliseconds of a gradient against {label}",
        Panels =
        [
            new Panel
            {
                XLabel = label,
                YLabel = "milliseconds of a gradient",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Legend = Legend.Inside,
                Marks =
                [
                    new Line(x, [.. x.Select(value => series[0].Times[^1] * value / x[^1])]) { Label = "proportional", Dash = Dash.Dotted, Colour = Palette.Grey, Width = 1.2 },
                    .. series.SelectMany((one, i) => new Mark[]
                    {
                        new Line(x, one.Times) { Label = one.Name, Colour = Palette.OfSeries(i) },
                        new Scatter(x, one.Times) { Colour = Palette.OfSeries(i) },
                    }),
                    .. rule is { } y ? [new HorizontalRule(y) { Label = "step network" }] : System.Array.Empty<Mark>(),
                ],
            },
        ],
    };

    private static Figure WidthFigure(double[] parameters, double[] times, double[] plain, double[] ratios, double[] counted) => new("")
    {
        Width = 900,
        Description = "Milliseconds of a gradient against parameters, and their ratio",
        Panels =
        [
            new Panel
            {
                XLabel = "parameters of the energy",
                YLabel = "milliseconds of a gradient",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Legend = Legend.Inside,
                Marks =
                [
                    new Line(parameters, [.. parameters.Select(p => times[^1] * p / parameters[^1])]) { Label = "proportional", Dash = Dash.Dotted, Colour = Palette.Grey, Width = 1.2 },
                    new Line(parameters, times) { Label = "energy", Colour = Palette.Blue },
                    new Scatter(parameters, times) { Colour = Palette.Blue },
                    new Line(parameters, plain) { Label = "step network", Colour = Palette.Vermilion },
                    new Scatter(parameters, plain) { Colour = Palette.Vermilion },
                ],
            },
            new Panel
            {
                XLabel = "parameters of the energy",
                YLabel = "energy / step network",
                XScale = Scale.Log,
                YRange = new Bounds(0, Math.Max(3, 1.1 * ratios.Max())),
                Legend = Legend.Inside,
                Marks =
                [
                    new Line(parameters, ratios) { Label = "measured", Colour = Palette.Blue },
                    new Scatter(parameters, ratios) { Colour = Palette.Blue },
                    new Line(parameters, counted) { Label = "products counted", Dash = Dash.Dashed, Colour = Palette.Ink, Width = 1.2 },
                ],
            },
        ],
    };
}
