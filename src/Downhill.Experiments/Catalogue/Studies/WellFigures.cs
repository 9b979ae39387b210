using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>The pictures of <see cref="ThreeStiffWells"/>.</summary>
internal static class WellFigures
{
    private const int LeastVisits = 4;

    internal static Figure Maps(WellTrial trial) =>
        new Chart(trial.Visited, trial.Result.Model.Columns, LeastVisits).Compared(trial.Wells.Form, trial.Result.Model.Energy, "Three wells: truth, learned, their difference and the error of the force", trial.Result.Minima.Points.Select(m => m.Point), trial.Force);

    /// <summary>The learned energy along the path with its band, on the truth.</summary>
    internal static Figure Path(WellTrial trial)
    {
        double[] points = trial.Wells.Path, exact = trial.Wells.Above(points), along = Lengths(points);
        double[] found = [.. Landscape.Of(trial.Result.Model.Energy).Evaluate(points).Energies.Select(e => e - trial.Result.Model.Offset)];
        double[] half = [.. trial.Result.Bands!.ErrorsAt(points).Select(e => e * trial.Result.Bands.Reach)];
        return new("")
        {
            Description = "Energy along a path between two wells, learned and true",
            Panels =
            [
                new Panel
                {
                    XLabel = "length along the path",
                    YLabel = "E above the lowest minimum",
                    Marks =
                    [
                        new Line(along, exact) { Label = "truth", Colour = Palette.Ink, Dash = Dash.Dashed },
                        new Line(along, found) { Label = "learned, with its 90 % band", Colour = Palette.Blue, Lower = Lessons.Difference(found, half), Upper = [.. found.Zip(half, (e, h) => e + h)] },
                    ],
                },
            ],
        };
    }

    /// <summary>Errors over the bound, landscape by landscape.</summary>
    internal static Figure Ratios(IReadOnlyList<(string Name, WellTrial Trial)> trials)
    {
        string[] names = [.. trials.Select(one => one.Name)];
        return new("")
        {
            Width = 900,
            Description = "Error of the force over the bound of Cramér and Rao",
            Panels =
            [
                new Panel
                {
                    YLabel = "r.m.s. error / bound",
                    Marks =
                    [
                        new Bars(names, [.. trials.Select(one => one.Trial.FormRatio)]) { Label = "true form, fitted", Colour = Palette.Grey },
                        new Bars(names, [.. trials.Select(one => one.Trial.Ratio)]) { Label = "learned", Colour = Palette.Blue },
                        new Bars(names, [.. trials.Select(one => one.Trial.BaselineRatio)]) { Label = "ridge fit of bumps", Colour = Palette.Vermilion },
                        new HorizontalRule(1) { Label = "bound" },
                        new HorizontalRule(2),
                    ],
                },
            ],
        };
    }

    internal static Report.Listing Table(IReadOnlyList<(string Name, WellTrial Trial)> trials) => new(
        ["Landscape", "Model", "Error / bound", "Of learned frames", "True form", "Ridge fit", "T", "Euler's T"],
        [.. trials.Select(one => (string[])
        [
            one.Name,
            one.Trial.Result.Choice.Best.Name,
            Number.Format(one.Trial.Ratio, 3),
            Number.Format(one.Trial.Error / one.Trial.LimitOfLearned.Force, 3),
            Number.Format(one.Trial.FormRatio, 3),
            Number.Format(one.Trial.BaselineRatio, 3),
            Number.WithError(one.Trial.Result.Model.Temperature ?? double.NaN, one.Trial.Result.TemperatureError ?? double.NaN),
            Number.Format(one.Trial.EulerTemperature, 3),
        ])])
    {
        Caption = "The r.m.s. error of the force over visited points, over the bound of Cramér and Rao from all frames (second: without the tracks that were kept aside until the class was chosen). Beside it the true form fitted by the same likelihood, and the ridge fit. T is 1; Euler's is what the ridge fit's drift leaves of the steps.",
    };

    private static double[] Lengths(double[] points)
    {
        double[] steps = Lessons.Lengths(Lessons.Difference(points[2..], points[..^2]), 2), lengths = new double[steps.Length + 1];
        for (int i = 0; i < steps.Length; i++)
        {
            lengths[i + 1] = lengths[i] + steps[i];
        }

        return lengths;
    }
}
