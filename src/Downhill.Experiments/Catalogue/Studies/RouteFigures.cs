using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>The pictures of <see cref="GradientRoutes"/>.</summary>
internal static class RouteFigures
{
    /// <summary>Errors against K′, β and the slope that is left.</summary>
    internal static Figure Errors(RouteErrors errors) => new("")
    {
        Width = 1080,
        Columns = 3,
        Description = "Errors of the truncated, nudged and implicit gradient, on logarithmic axes",
        Panels =
        [
            Plane("the last steps", "K′", "error of the gradient",
            [
                Guide(errors.Lasts, errors.Bound, "bound", Dash.Dashed),
                .. Curve(errors.Lasts, errors.Truncated, "truncated", Palette.Blue),
            ]),
            Plane("the nudge", "β", "",
            [
                .. Curve(errors.Nudges, errors.OneSided, "one way", Palette.Vermilion),
                .. Curve(errors.Nudges, errors.Centred, "both ways", Palette.Teal),
                Guide(errors.Nudges, Power(errors.Nudges, errors.OneSided, 1), "β, β²", Dash.Dotted),
                Guide(errors.Nudges, Power(errors.Nudges, errors.Centred, 2), null, Dash.Dotted),
            ]),
            Plane("the slope that is left", "largest |∂E/∂y|", "",
            [
                .. Curve(errors.Slopes, errors.Implicit, "implicit", Palette.Plum),
                .. Curve(errors.Slopes, errors.Unsettled, "nudged", Palette.Teal),
                Guide(errors.Slopes, Power(errors.Slopes, errors.Implicit, 1), "proportional", Dash.Dotted),
            ]),
        ],
    };

    /// <summary>Milliseconds against K.</summary>
    internal static Figure Time(RouteCosts costs) => new("")
    {
        Description = "Milliseconds of a gradient by each route against the steps of the loop",
        Panels =
        [
            Plane("", "K, steps of the loop", "milliseconds of a gradient",
            [
                Guide(costs.Steps, [.. costs.Steps.Select(k => 1.3 * costs.Milliseconds.Max(times => times[^1]) * k / costs.Steps[^1])], "proportional", Dash.Dotted),
                .. costs.Routes.SelectMany((route, i) => Curve(costs.Steps, costs.Milliseconds[i], route.Name, Palette.OfSeries(i))),
            ]),
        ],
    };

    /// <summary>Mebibytes against K, of everything, states and checkpoints.</summary>
    internal static Figure Memory(double[] steps, double[][] memory) => new("")
    {
        Description = "Memory of a gradient by each storage against the steps of the loop",
        Panels =
        [
            Plane("", "K, steps of the loop", "MiB",
            [
                .. Curve(steps, memory[0], "everything", Palette.Blue),
                .. Curve(steps, memory[1], "states", Palette.Vermilion),
                .. Curve(steps, [.. memory[2].Select(mib => Math.Max(mib, 0.1))], "checkpoints", Palette.Teal),
                Guide(steps, Power(steps, memory[1], 1), "∝ K, √K", Dash.Dotted),
                Guide(steps, Power(steps, memory[2], 0.5), null, Dash.Dotted),
            ]),
        ],
    };

    /// <summary>Losses along learning, of both problems.</summary>
    internal static Figure Learned(IReadOnlyList<RouteFit> settling, IReadOnlyList<RouteFit> tracks) => new("")
    {
        Width = 900,
        SharedY = true,
        Description = "Loss along learning by each route, for units that settle and for tracks",
        Panels = [Fits("Units that settle", settling), Fits("Tracks", tracks)],
    };

    private static Panel Fits(string title, IReadOnlyList<RouteFit> fits) => Plane(title, "steps of Adam", "loss / loss at the start",
        [.. fits.Select((fit, i) => new Line([.. Enumerable.Range(1, fit.Losses.Length - 1).Select(step => (double)step)], [.. fit.Losses[1..].Select(loss => loss / fit.Losses[0])]) { Label = fit.Name, Colour = Palette.OfSeries(i) })]);

    private static Panel Plane(string title, string x, string y, Mark[] marks) => new()
    {
        Title = title,
        XLabel = x,
        YLabel = y,
        XScale = Scale.Log,
        YScale = Scale.Log,
        Legend = Legend.Inside,
        Marks = marks,
    };

    private static Mark[] Curve(double[] x, double[] y, string label, Colour colour) =>
        [new Line(x, y) { Label = label, Colour = colour }, new Scatter(x, y) { Colour = colour }];

    private static Line Guide(double[] x, double[] y, string? label, Dash dash) => new(x, y) { Label = label, Dash = dash, Colour = Palette.Grey, Width = 1.2 };

    /// <summary>A power law that ends where y does.</summary>
    private static double[] Power(double[] x, double[] y, double power) => [.. x.Select(value => y[^1] * Math.Pow(value / x[^1], power))];
}
