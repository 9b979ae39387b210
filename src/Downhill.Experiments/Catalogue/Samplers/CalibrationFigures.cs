using Downhill.Report;

namespace Downhill.Experiments.Samplers;

/// <summary>The pictures and tables of <see cref="SamplerCalibration"/>.</summary>
internal static class CalibrationFigures
{
    /// <summary>A histogram of ranks for the first two parameters of each model.</summary>
    internal static Figure Ranks(IReadOnlyList<Calibration> calibrations) => new("")
    {
        Width = 900,
        Columns = Math.Min(4, calibrations.Count),
        SharedX = true,
        Description = "Histograms of the ranks of true parameters among draws of their posteriors",
        Panels = [.. calibrations.SelectMany(calibration => Enumerable.Range(0, Math.Min(2, calibration.Ranks.Length)).Select(i => Panel(calibration, i)))],
    };

    /// <summary>Every parameter, a row each.</summary>
    internal static Report.Listing Table(IReadOnlyList<Calibration> calibrations, double level) => new(
        ["Model", "Parameter", "Mean rank", "Probability of a χ² as large", "Must be above", "Accepted"],
        [.. calibrations.SelectMany(one => one.Model.Parameters.Select((name, i) => (string[])
            [one.Model.Name, name, Number.Format(one.Ranks[i].Average() / one.Draws, 3), Number.Format(one.Probability(i), 3), Number.Format(level, 2), $"{100 * one.Accepted:F0} %"]))]);

    private static Panel Panel(Calibration calibration, int parameter)
    {
        double expected = (double)calibration.Ranks[parameter].Length / Calibration.Bins, off = 1.96 * Math.Sqrt(expected * (1 - (1.0 / Calibration.Bins)));
        return new()
        {
            Title = $"{calibration.Model.Name}: {calibration.Model.Parameters[parameter]}",
            XLabel = "rank / draws",
            YLabel = "simulations",
            Marks =
            [
                new Histogram([.. calibration.Ranks[parameter].Select(rank => (rank + 0.5) / (calibration.Draws + 1))]) { Bins = Calibration.Bins, Range = new Bounds(0, 1), Density = false, Colour = Palette.Blue },
                new HorizontalRule(expected) { Dash = Dash.Solid },
                new HorizontalRule(expected - off),
                new HorizontalRule(expected + off),
            ],
        };
    }
}
