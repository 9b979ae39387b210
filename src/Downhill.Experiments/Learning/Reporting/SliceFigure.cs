using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The energy along each coordinate, the others held at the lowest minimum.</summary>
internal static class SliceFigure
{
    private const int Points = 200;
    private const double Room = 1.1;

    internal static Plate Of(SeenLandscape seen)
    {
        double highest = Room * seen.VisitedEnergies.Max();
        Figure figure = new("")
        {
            Width = 860,
            Columns = Math.Min(seen.Dimension, seen.Dimension == 4 ? 2 : 3),
            SharedY = true,
            Description = "Slices through the learned energy",
            Panels = [.. Enumerable.Range(0, seen.Dimension).Select(i => Along(seen, i, highest))],
        };
        string where = seen.Result.Minima.Points.Length > 0 ? "lowest minimum (A)" : "lowest visited place";
        return new("landscape", figure, $"Slices through the learned energy along each coordinate, the others held at the {where}{CurveFigure.Band(seen)}; over all that was visited, so the ends may be places where only one coordinate has been so far out.");
    }

    private static Panel Along(SeenLandscape seen, int coordinate, double highest)
    {
        double[] bottom = seen.Bottom, x = SeenLandscape.Evenly(seen.Range(coordinate), Points);
        double[] points = [.. x.SelectMany(at => bottom.Select((other, i) => i == coordinate ? at : other))];
        Line line = seen.Banded(x, points);
        double[] reached = [.. line.Y, .. line.Lower ?? [], .. line.Upper ?? []];
        return new Panel
        {
            XLabel = seen.Columns[coordinate],
            YLabel = seen.EnergyLabel,
            YRange = reached.Max() > highest ? new Bounds(Math.Min(0, Math.Max(-highest / 4, reached.Min())), highest) : null,
            Legend = Legend.None,
            Marks = [line with { Colour = Palette.Blue }, new Markers(new Place(bottom[coordinate], seen.Energies(bottom)[0], seen.Result.Minima.Points.Length > 0 ? "A" : "")) { Bold = true }],
        };
    }
}
