using Downhill.Experiments.Learning.Reporting;
using Downhill.Report;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>The figures of a density learned from samples.</summary>
internal static class DensityPlates
{
    private const int Points = 160, CurvePoints = 400, MostShown = 2500, MostColumns = 12;
    private const double Width = 760, Room = 0.1, HighestEnergy = 10;

    /// <summary>The landscape and its density over one or two columns; nothing of more.</summary>
    internal static IEnumerable<Plate> Landscape(DensityResult result) => result.Dimension switch
    {
        1 => [Curve(result)],
        2 => [Map(result)],
        _ => [],
    };

    /// <summary>Each column's histogram of samples and draws, and both as points in the plane of two columns, or of most variance.</summary>
    internal static IEnumerable<Plate> Likeness(DensityResult result)
    {
        double[] drawn = result.Drawn.Points.Numbers(result.Model.Columns);
        if (result.Dimension > 1)
        {
            yield return Clouds(result, drawn);
        }

        yield return Histograms(result, drawn);
    }

    private static Plate Curve(DensityResult result)
    {
        double[] x = SeenLandscape.Evenly(RangeOf(result.Learned, 1, 0), CurvePoints), energies = result.Energies(x);
        string name = result.Model.Columns[0];
        Panel density = new() { XLabel = name, YLabel = "density", Marks = [new Histogram(result.HeldOut) { Colour = Palette.Grey, Label = "kept aside" }, .. result.LogNormaliser.IsKnown ? [new Line(x, [.. energies.Select(e => Math.Exp(-e - result.LogNormaliser.Value))]) { Colour = Palette.Blue, Width = 2, Label = "learned" }] : Array.Empty<Mark>()] };
        return new("landscape", new Figure("")
        {
            Width = Width,
            Height = 620,
            Columns = 1,
            SharedX = true,
            Description = $"The learned energy and density over {name}",
            Panels = [new Panel { XLabel = name, YLabel = "E (nat)", Legend = Legend.None, YRange = new Bounds(0, Math.Min(energies.Max(), HighestEnergy)), Marks = [new Line(x, energies) { Width = 2.2, Colour = Palette.Blue }] }, density],
        }, "The learned energy, its least value set to 0, and its density over the histogram of the samples kept aside.");
    }

    private static Plate Map(DensityResult result)
    {
        (Bounds x, Bounds y) = (RangeOf(result.Learned, 2, 0), RangeOf(result.Learned, 2, 1));
        double[] across = SeenLandscape.Evenly(x, Points), up = SeenLandscape.Evenly(y, Points);
        double[] energies = result.Energies([.. across.SelectMany(u => up.SelectMany(v => new[] { u, v }))]);
        Grid energy = GridOf(energies, x, y), density = GridOf([.. energies.Select(e => Math.Exp(-e - result.LogNormaliser.Value))], x, y);
        Markers minima = new([.. result.Minima.Points.Take(MostColumns).Select((minimum, i) => new Place(minimum.Point[0], minimum.Point[1], Words.Letter(i)))]) { Bold = true };
        return new("landscape", new Figure("")
        {
            Width = Width,
            Columns = 2,
            Description = "The learned energy and its density over the plane",
            Panels =
            [
                PanelOf(result, x, y, "energy", [new Heatmap(energy) { Label = "E (nat)", Minimum = 0, Maximum = Math.Min(HighestEnergy, energies.Max()) }, minima]),
                PanelOf(result, x, y, "density", [new Heatmap(density) { Label = "density, per unit area", Minimum = 0, Quantile = 0.998 }]),
            ],
        }, $"The learned energy (its least value is 0; above {HighestEnergy} nats in one colour) and the density exp(−E) / Z. Discs with letters are minima.");
    }

    private static Plate Clouds(DensityResult result, double[] drawn)
    {
        Plane plane = result.Dimension == 2 ? Plane.OfCoordinates : Plane.Principal(result.Learned, result.Units.Center);
        double[] data = plane.Onto(result.HeldOut), draws = plane.Onto(drawn);
        (Bounds x, Bounds y) = (RangeOf(data, 2, 0), RangeOf(data, 2, 1));
        string[] axes = result.Dimension == 2 ? result.Model.Columns : ["first principal axis", "second principal axis"];
        return new("draws", new Figure("")
        {
            Width = Width,
            Columns = 2,
            Description = "Samples kept aside, and draws of the learned density",
            Panels = [.. new[] { ("samples kept aside", data), ("draws of the learned density", draws) }.Select(cloud => new Panel
            {
                Title = cloud.Item1,
                XLabel = axes[0],
                YLabel = axes[1],
                XRange = x,
                YRange = y,
                EqualAspect = MapFigure.IsSquare(x, y),
                Legend = Legend.None,
                Marks = [new Scatter(LearnSamples.Column(cloud.Item2, 2, 0), LearnSamples.Column(cloud.Item2, 2, 1)) { Size = 1.8, Opacity = 0.4, Most = MostShown, Colour = Palette.Ink }],
            })],
        }, result.Dimension == 2 ? "Samples that were never learned from, and as many draws of the learned density." : "The same in the plane in which the samples vary most.");
    }

    private static Plate Histograms(DensityResult result, double[] drawn)
    {
        int shown = Math.Min(MostColumns, result.Dimension);
        return new("columns", new Figure("")
        {
            Width = Width,
            Columns = Math.Min(3, shown),
            Description = "Histograms of each column: samples kept aside, and draws of the learned density",
            Panels = [.. Enumerable.Range(0, shown).Select(i => new Panel
            {
                XLabel = result.Model.Columns[i],
                YLabel = "density",
                Marks = Marks(LearnSamples.Column(result.HeldOut, result.Dimension, i), LearnSamples.Column(drawn, result.Dimension, i)),
            })],
        }, $"Each column by itself: samples kept aside, and draws of the learned density.{(shown < result.Dimension ? $" The first {shown} of {result.Dimension} columns." : "")}");

        static Mark[] Marks(double[] data, double[] draws) => [.. Histogram.Alike(new Histogram(data), new Histogram(draws)).Select((one, i) => one with { Label = i == 0 ? "kept aside" : "drawn", Colour = i == 0 ? Palette.Grey : Palette.Blue })];
    }

    private static Panel PanelOf(DensityResult result, Bounds x, Bounds y, string title, Mark[] marks) => new()
    {
        Title = title,
        XLabel = result.Model.Columns[0],
        YLabel = result.Model.Columns[1],
        XRange = x,
        YRange = y,
        EqualAspect = MapFigure.IsSquare(x, y),
        Legend = Legend.None,
        Marks = marks,
    };

    private static Grid GridOf(double[] values, Bounds x, Bounds y)
    {
        double[,] grid = new double[Points, Points];
        for (int at = 0; at < values.Length; at++)
        {
            grid[at / Points, at % Points] = values[at];
        }

        return new Grid(grid, x, y);
    }

    private static Bounds RangeOf(double[] points, int dimension, int i)
    {
        double[] column = LearnSamples.Column(points, dimension, i);
        double room = Room * (column.Max() - column.Min());
        return new(column.Min() - room, column.Max() + room);
    }
}
