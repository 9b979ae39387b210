using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>More parameters than values: products of layers as a preconditioner, wide networks whose kernel hardly moves.</summary>
public sealed record Overparameterised : Experiment
{
    private const double Stride = 0.5, Time = 4;

    private static readonly int[] Products = [1, 2, 3, 4];

    /// <summary>Networks of each width and scaling.</summary>
    [Setting("networks of each width and scaling", Minimum = 2, Maximum = 1000)]
    public int Networks { get; init; } = 24;

    /// <summary>How often the width doubles, from 64 on.</summary>
    [Setting("how often the width doubles, from 64 on", Minimum = 1, Maximum = 6)]
    public int Doublings { get; init; } = 4;

    /// <inheritdoc/>
    public override string Name => "overparameterised";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "What more parameters than values do to Q-learning: a product of layers learns as a table with the step N |q|^(2 − 2/N), and the kernel of a wide network moves as the inverse of its width.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Networks = 2, Doublings = 1 },
        ExperimentSize.Full => this with { Networks = 100 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        LayeredCourse[] layered = [.. Products.Select(layers => LayeredCourse.Of(context.Rng.Fork(-1), layers))];
        yield return AtMost("layers", "A table of products of one to four balanced layers learns as a table whose step is N |q|^(2 − 2/N): the largest distance of the two on the way, over its length, at the smallest step.", layered.Worst(course => course.Errors[^1]), 0.01, Products.Length);
        double[] orders = [.. layered.Skip(1).Select(course => Compare.Order(LayeredCourse.Steps, course.Errors))];
        yield return Within("layers-order", "It is so to first order in α: of that distance against α, the slope farthest from one.", orders.Farthest(1), 1, 0.1, orders.Length);
        yield return Layers(layered);

        double[] widths = [.. Enumerable.Range(0, Doublings + 1).Select(k => 64.0 * (1 << k))];
        double[][] tangent = Drifts(context, widths, WeightScaling.Tangent), standard = Drifts(context, widths, WeightScaling.Standard);
        double slope = Compare.Order(widths, [.. tangent.Select(Middle)]), usual = Compare.Order(widths, [.. standard.Select(Middle)]);
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return Within("width", "‖K − K₀‖ / ‖K₀‖ after a fixed time in function space, with factors 1/√fan-in in the formula, against the width: the slope of its mean (of logarithms, over networks).", slope, -1, 0.15, widths.Length * Networks, interval: Interval(widths, tangent));
        }

        yield return new Noted("drift", new JsonObject { ["widths"] = new JsonArray([.. widths.Select(width => (JsonNode)width)]), ["tangent"] = new JsonArray([.. tangent.Select(drifts => (JsonNode)Middle(drifts))]), ["standard"] = new JsonArray([.. standard.Select(drifts => (JsonNode)Middle(drifts))]), ["tangent_slope"] = slope, ["standard_slope"] = usual });
        yield return new Said(new(Standing.Good, "Width", $"keeps the kernel where it is: its drift falls with slope {slope:F2}, under standard scaling with {usual:F2}; the old bound is −1/2."));
        yield return Drifting(widths, tangent, standard);
        foreach (Finding finding in KernelShapes.Pictured(context, Math.Min(Networks, 8)))
        {
            yield return finding;
        }
    }

    // The slope of the mean is the mean of the networks' slopes, whose spread says how well it is known: two standard errors.
    private static (double Low, double High) Interval(double[] widths, double[][] drifts)
    {
        double[] slopes = [.. Enumerable.Range(0, drifts[0].Length).Select(draw => Compare.Order(widths, [.. drifts.Select(values => values[draw])]))];
        double mean = slopes.Average(), error = Math.Sqrt(slopes.Sum(slope => (slope - mean) * (slope - mean)) / (slopes.Length - 1) / slopes.Length);
        return (mean - (2 * error), mean + (2 * error));
    }

    private static double Middle(double[] values) => Math.Exp(values.Average(Math.Log));

    private double[][] Drifts(ExperimentContext context, double[] widths, WeightScaling scaling) =>
        [.. widths.Select(width => Enumerable.Range(0, Networks).AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).WithCancellation(context.Stop).Select(draw => Drift(context.Rng.Fork(draw), (int)width, scaling)).ToArray())];

    // The same process, features and time for every width; time is counted in units of the fastest direction at the start.
    private static double Drift(Rng rng, int width, WeightScaling scaling)
    {
        NetworkCase given = NetworkCase.Draw(rng, 6, [1], 0.5);
        QNetwork network = new(new WideNetwork(NetworkCase.Features, [width, width], rng.Fork(3), scaling), given.Network.Features);
        double[] before = network.Kernel();
        double step = Stride / KernelShape.Fastest(before, given.Weights);
        for (int t = 0; t < (int)(Time / Stride); t++)
        {
            network = network.Step(given.Backup, given.Weights, step);
        }

        return KernelShape.Drift(before, network.Kernel());
    }

    private static Pictured Layers(LayeredCourse[] layered) => new("layers", "Products of layers", new Figure("")
    {
        Width = 1000,
        Columns = 2,
        Description = "Courses of tables of products, with the preconditioned table, and their difference against the step.",
        Panels =
        [
            new()
            {
                Title = "largest distance from the optimal table",
                XLabel = "time α t",
                YLabel = "distance",
                YScale = Scale.Log,
                Marks =
                [
                    .. layered.Select((course, k) => new Line(course.Times, [.. course.Distances.Select(Seen)]) { Colour = Palette.OfSeries(k), Opacity = 0.55, Width = 3, Label = $"{Products[k]} layer{(k == 0 ? "" : "s")}" }),
                    .. layered.Select((course, k) => new Line(course.Times, [.. course.Foretold.Select(Seen)]) { Colour = Palette.Ink, Width = 1, Dash = Dash.Dashed, Label = k == 0 ? "table with the step N |q|^(2 − 2/N)" : null }),
                ],
            },
            new()
            {
                Title = "product against preconditioned table",
                XLabel = "α",
                YLabel = "largest distance / way",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Marks = [.. layered.Skip(1).Select((course, k) => new Line(LayeredCourse.Steps, course.Errors) { Colour = Palette.OfSeries(k + 1), Label = $"{Products[k + 1]} layers" })],
            },
        ],
    }, "A Garnet with positive rewards, every value starting at 0.2, layers alike at the start. Small values learn slowly and large ones fast, the more so the more layers there are.");

    // Below is rounding.
    private static double Seen(double distance) => distance > 1e-12 ? distance : double.NaN;

    private static Pictured Drifting(double[] widths, double[][] tangent, double[][] standard)
    {
        double start = Middle(tangent[0]);
        return new("drift", "How far the kernel moves", new Figure("")
        {
            Description = "Relative drift of the kernel against the width under two scalings, with slopes.",
            Panels =
            [
                new()
                {
                    XLabel = "width of the two layers",
                    YLabel = "‖K − K₀‖ / ‖K₀‖",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Marks =
                    [
                        new Line(widths, [.. widths.Select(width => start * Math.Sqrt(widths[0] / width))]) { Colour = Palette.Grey, Dash = Dash.Dotted, Label = "the old bound, slope −1/2" },
                        new Line(widths, [.. widths.Select(width => start * widths[0] / width)]) { Colour = Palette.Grey, Dash = Dash.Dashed, Label = "slope −1" },
                        Spread("1/√fan-in in the formula", tangent, Palette.Blue),
                        Spread("1/√fan-in in the first weights", standard, Palette.Vermilion),
                    ],
                },
            ],
        }, "Means of logarithms over networks, bands from the least to the greatest. Q-learning in expectation on Garnets of six states, two actions and discount 1/2, for four times the inverse of the fastest rate.");

        Line Spread(string label, double[][] drifts, Colour colour) => new(widths, [.. drifts.Select(Middle)]) { Lower = [.. drifts.Select(values => values.Min())], Upper = [.. drifts.Select(values => values.Max())], Label = label, Colour = colour };
    }
}
