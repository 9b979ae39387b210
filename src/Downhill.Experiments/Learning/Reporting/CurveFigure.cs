using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The energy over one coordinate, with its band, its minima and maxima, and how often each place was visited.</summary>
internal static class CurveFigure
{
    private const int Points = 400, Bins = 60;
    private const double Usual = 0.98, Room = 1.4;

    internal static Plate Of(SeenLandscape seen)
    {
        double[] x = SeenLandscape.Evenly(seen.Range(0), Points);
        string name = seen.Columns[0];
        Figure figure = new("")
        {
            Width = 760,
            Height = 620,
            Columns = 1,
            SharedX = true,
            Description = $"The learned energy over {name}",
            Panels =
            [
                new Panel
                {
                    XLabel = name,
                    YLabel = seen.EnergyLabel,
                    Legend = Legend.None,
                    YRange = Shown(seen),
                    Marks = [seen.Banded(x, x) with { Width = 2.2, Colour = Palette.Blue }, Maxima(seen), Minima(seen)],
                },
                new Panel { XLabel = name, YLabel = "visits", Marks = [new Histogram(seen.Visited) { Density = false, Bins = Bins, Colour = Palette.Grey }], Legend = Legend.None },
            ],
        };
        return new("landscape", figure, $"The learned energy where the system was seen{Band(seen)}; its least value is set to 0. {(seen.Result.Saddles.Count > 0 ? "Triangles are the maxima between two minima. " : "")}Below: how often each place was visited.");
    }

    // Steep walls at places that were hardly visited would flatten the rest.
    private static Bounds? Shown(SeenLandscape seen)
    {
        double usual = seen.VisitedEnergies.Order().ElementAt((int)(Usual * (seen.VisitedEnergies.Length - 1))), highest = seen.VisitedEnergies.Max();
        double top = Room * seen.Result.Saddles.Select(saddle => saddle.Energy - seen.Model.Offset).Append(usual).Max();
        double[] lowest = [.. seen.Result.Bands?.Minima.Select(minimum => -Room * seen.Reach * minimum.Energy.Error).Where(double.IsFinite) ?? []];
        return top < highest ? new Bounds(Math.Min(-0.12 * top, lowest.DefaultIfEmpty(0).Min()), top) : null;
    }

    /// <summary>What the band is, as part of a sentence; empty without one.</summary>
    internal static string Band(SeenLandscape seen) => seen.Result.Bands is null ? "" : $", with its {100 * Bands.Level:F0} % band";

    private static Markers Minima(SeenLandscape seen) => new([.. seen.Result.Minima.Points.Select((minimum, i) => new Place(minimum.Point[0], minimum.Energy - seen.Model.Offset, $"{Words.Letter(i)}{Error(seen.Result.Bands?.Minima[i])}"))]) { Bold = true };

    private static Markers Maxima(SeenLandscape seen) => new([.. seen.Result.Saddles.Select((saddle, i) => new Place(saddle.Point[0], saddle.Energy - seen.Model.Offset, $"{Words.Name(saddle)}{Error(seen.Result.Bands?.Saddles[i])}"))]) { Shape = MarkerShape.Triangle, Bold = true };

    private static string Error(Tracked? tracked) => tracked is { Energy.Error: > 0 } found ? $" (± {Number.Format(found.Energy.Error, 2)})" : "";
}
