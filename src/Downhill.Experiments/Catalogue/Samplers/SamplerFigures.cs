using Downhill.Report;

namespace Downhill.Experiments.Samplers;

/// <summary>The pictures and tables of <see cref="SamplerMoments"/>.</summary>
internal static class SamplerFigures
{
    /// <summary>For each sampler the farthest moment of each target.</summary>
    internal static Figure Scores(List<MomentCell> cells, double bound) => new("")
    {
        Width = 900,
        Columns = 3,
        SharedX = true,
        SharedY = true,
        Description = "Largest departure of a moment for each sampler and target, in standard errors",
        Panels = [.. cells.GroupBy(cell => cell.Rule).Select(rule => new Panel
        {
            Title = rule.Key,
            XLabel = "standard errors",
            Marks =
            [
                new Bars([.. rule.Select(cell => cell.Target.Name)], [.. rule.Select(cell => cell.Worst)]) { Horizontal = true, Colour = Palette.Blue },
                new VerticalRule(bound),
            ],
        })],
    };

    /// <summary>Expected against measured bias.</summary>
    internal static Figure Bias(MomentCell[] biased)
    {
        (string Rule, Moment Moment)[] all = [.. biased.SelectMany(cell => cell.Moments.Select(moment => (cell.Rule, moment)))];
        double least = all.Min(one => one.Moment.Expected), greatest = all.Max(one => one.Moment.Expected);
        return new("")
        {
            Width = 560,
            Description = "Measured against expected variance, over that of exp(−E)",
            Panels =
            [
                new Panel
                {
                    XLabel = "variance expected / variance of exp(−E)",
                    YLabel = "measured",
                    Legend = Legend.Inside,
                    Marks =
                    [
                        new Line([least, greatest], [least, greatest]) { Colour = Palette.Grey, Width = 1 },
                        .. all.GroupBy(one => one.Rule).Select((rule, i) => new Scatter([.. rule.Select(one => one.Moment.Expected)], [.. rule.Select(one => one.Moment.Measured)])
                        {
                            Label = rule.Key,
                            Colour = Palette.OfSeries(i),
                            Lower = [.. rule.Select(one => one.Moment.Measured - (2 * one.Moment.Error))],
                            Upper = [.. rule.Select(one => one.Moment.Measured + (2 * one.Moment.Error))],
                        }),
                    ],
                },
            ],
        };
    }

    /// <summary>Every moment, a row each.</summary>
    internal static Report.Listing Table(IReadOnlyCollection<MomentCell> cells) => new(
        ["Target", "Sampler", "Law expected", "Accepted", "Moment", "Measured", "Expected", "Standard errors off", "Effective draws"],
        [.. cells.SelectMany(cell => cell.Moments.Select(moment => (string[])
        [
            cell.Target.Name, cell.Rule, cell.Law.Words, cell.Accepted is { } accepted ? $"{100 * accepted:F1} %" : "", moment.Name, Number.WithError(moment.Measured, moment.Error),
            Number.Format(moment.Expected, 5), $"{moment.Score:F1}", $"{moment.Effective:F0}",
        ]))]);
}
