using Downhill.Report;

namespace Downhill.Experiments.Diagnostics;

/// <summary>The figures of the diagnostics of steps.</summary>
internal static class StepFigures
{
    /// <summary>All figures that there is something to draw in, with the names of their files and their captions.</summary>
    internal static IEnumerable<(string Name, Figure Figure, string Caption)> All(StepDiagnostics steps) =>
        new (string Name, Figure? Figure, string Caption)[]
        {
            ("displacement", Displacement(steps), "The diffusion coefficient that steps over a lag show, with a band of two standard errors: level where steps are independent and positions exact."),
            ("step-correlation", Correlation(steps), "The correlation of steps a lag apart, with two standard errors: zero where they are independent."),
            ("step-period", Period(steps), "The variance of steps by the number of the frame in which they arrive, folded at the period, with two standard errors."),
            ("step-quantiles", Quantiles(steps), "Quantiles of steps against those of a Gaussian, with two standard errors: on the line where steps are Gaussian."),
        }.Where(item => item.Figure is not null).Select(item => (item.Name, item.Figure!, item.Caption));

    /// <summary>MSD / (2 lag Δt) against lag, with the chosen slope.</summary>
    internal static Figure? Displacement(StepDiagnostics steps)
    {
        MeanSquaredDisplacement msd = steps.Displacement;
        if (msd.LongestLag < 2)
        {
            return null;
        }

        int[] lags = [.. Enumerable.Range(1, msd.LongestLag)];
        Estimate[] apparent = [.. lags.Select(msd.Apparent)];
        return Of("Mean squared displacement over lag", new Panel
        {
            XLabel = "lag (frames)",
            YLabel = $"MSD / (2 lag Δt)  ({StepWords.Unit(steps)})",
            Marks =
            [
                new Line(AsX(lags), Values(apparent)) { Label = "seen", Colour = Palette.Blue, Lower = Ends(apparent, -2), Upper = Ends(apparent, 2), Width = 1 },
                new Scatter(AsX(lags), Values(apparent)) { Colour = Palette.Blue },
                .. steps.Correlation.Reach == 0 ? [Rule(steps.OfSingleSteps, "single steps: ")] : steps.Diffusion is { } diffusion ? Slope(diffusion, msd.Interval) : [],
            ],
        });
    }

    /// <summary>The autocorrelation of steps, bar by bar.</summary>
    internal static Figure? Correlation(StepDiagnostics steps)
    {
        Estimate[] lags = steps.Correlation.Lags;
        return lags.Length < 2 ? null : Of("Autocorrelation of steps", new Panel
        {
            XLabel = "lag (frames)",
            YLabel = "correlation of steps",
            Legend = Legend.None,
            Marks = [new Bars([.. lags.Select((_, i) => $"{i + 1}")], Values(lags)) { Lower = Ends(lags, -2), Upper = Ends(lags, 2) }],
        });
    }

    /// <summary>The variance of steps against the phase of its period.</summary>
    internal static Figure? Period(StepDiagnostics steps)
    {
        if (steps.Period?.Found is not { } cycle)
        {
            return null;
        }

        Estimate[] apparent = [.. cycle.Variances.Select(variance => variance.Times(1 / (2 * steps.Displacement.Interval)))];
        return Of("Variance of steps over the phase of its period", new Panel
        {
            XLabel = $"number of the frame, modulo {cycle.Frames}",
            YLabel = $"variance of steps / (2 Δt)  ({StepWords.Unit(steps)})",
            Legend = Legend.None,
            Marks = [new Bars([.. apparent.Select((_, phase) => $"{phase}")], Values(apparent)) { Lower = Ends(apparent, -2), Upper = Ends(apparent, 2) }],
        });
    }

    /// <summary>Quantiles of standardised steps against those of a Gaussian.</summary>
    internal static Figure? Quantiles(StepDiagnostics steps)
    {
        double[] normal = [.. steps.Gaussianity.Quantiles.Select(quantile => quantile.Normal)];
        Estimate[] seen = [.. steps.Gaussianity.Quantiles.Select(quantile => quantile.Seen)];
        return normal.Length < 3 ? null : Of("Quantiles of steps beside those of a Gaussian", new Panel
        {
            XLabel = "quantile of a Gaussian (standard deviations)",
            YLabel = "quantile of steps (r.m.s. steps)",
            Marks =
            [
                new Line([normal[0], normal[^1]], [normal[0], normal[^1]]) { Label = "Gaussian", Colour = Palette.Grey, Dash = Dash.Dashed },
                new Scatter(normal, Values(seen)) { Label = "seen", Lower = Ends(seen, -2), Upper = Ends(seen, 2) },
            ],
        });
    }

    private static Mark[] Slope(Diffusion diffusion, double interval)
    {
        double[] lags = [.. Enumerable.Range(diffusion.FirstLag, diffusion.LastLag - diffusion.FirstLag + 1).Select(lag => (double)lag)];
        string label = $"slope from lag {diffusion.FirstLag}";
        return
        [
            new Line(lags, [.. lags.Select(lag => diffusion.Value.Value + (diffusion.Intercept.Value / (2 * lag * interval)))]) { Label = label, Colour = Palette.Vermilion, Width = 2.2 },
            Rule(diffusion.Value, "D = "),
        ];
    }

    private static HorizontalRule Rule(Estimate level, string name) => new(level.Value) { Label = name + Number.WithError(level.Value, level.Error) };

    private static Figure Of(string description, Panel panel) => new("") { Width = 720, Description = description, Panels = [panel] };

    private static double[] AsX(int[] lags) => Array.ConvertAll(lags, lag => (double)lag);

    private static double[] Values(Estimate[] all) => Array.ConvertAll(all, one => one.Value);

    private static double[] Ends(Estimate[] all, double errors) => Array.ConvertAll(all, one => one.Value + (errors * one.Error));
}
