using Downhill.Experiments.Studies;
using Downhill.Report;

namespace Downhill.Experiments.Spirals;

/// <summary>The pictures of the spiral's landscapes.</summary>
internal static class SpiralFigures
{
    private const int Nodes = 121;
    private const double Top = 0.98;

    private static readonly (string Name, string Words, Func<SpiralGauge, double> Of)[] Kinds =
    [
        ("R1: AUC", "square above spiral, probability", gauge => gauge.Auc),
        ("R2: arm contrast", "rise between arms / deviation along them", gauge => gauge.Contrast),
        ("R2: arms resolved", "share of gaps", gauge => gauge.Resolved),
        ("R3: flatness", "deviation along the spiral / depth", gauge => gauge.Flatness),
        ("R4: Chamfer distance", "distance", gauge => gauge.Chamfer),
        ("R4: ends within 0.1", "share of descents", gauge => gauge.Near),
        ("R4: unevenness", "χ² per descent", gauge => gauge.Unevenness),
        ("Low volume", "share of the square", gauge => gauge.LowVolume),
    ];

    /// <summary>Landscapes at a slant, and beside each its map with the spiral.</summary>
    internal static Figure Surfaces(IEnumerable<(string Name, Energy Energy)> landscapes) => Beside(landscapes, SpiralCurve.Half, [Curve]);

    /// <summary>Landscapes over a square at a slant, and beside each its map with some marks on it.</summary>
    internal static Figure Beside(IEnumerable<(string Name, Energy Energy)> landscapes, double half, Mark[] over)
    {
        Panel[] panels = [.. landscapes.SelectMany(landscape => Pair(landscape.Name, MapOf(landscape.Energy, half), over))];
        return new("") { Width = 860, Columns = 2, Height = 330 * Math.Max(1, panels.Length / 2), Description = "Landscapes at a slant, and beside each its map.", Panels = panels };
    }

    /// <summary>A row of frames of points that descend.</summary>
    internal static Figure Strip(double[][] frames) => new("")
    {
        Width = 900,
        Columns = 3,
        SharedX = true,
        SharedY = true,
        Description = "Points descend onto the spiral.",
        Panels = [.. frames.Zip(SpiralTrial.FrameSteps, (points, step) => Square($"step {step}", SpiralCurve.Half) with
        {
            Marks =
            [
                Curve with { Colour = Palette.Grey, Opacity = 0.5, Width = 1.2 },
                new Scatter([.. points.Where((_, at) => at % 2 == 0)], [.. points.Where((_, at) => at % 2 == 1)]) { Size = 3, Opacity = 0.6, Colour = Palette.Blue, Most = 1500 },
            ],
        })],
    };

    /// <summary>All measures against the width.</summary>
    internal static Figure Measures(int[] widths, Func<int, Func<SpiralGauge, double>, SeedMean> mean) => new("")
    {
        Width = 900,
        Columns = 4,
        Description = "Measures of the spiral's landscape against width.",
        Panels = [.. Kinds.Select(kind =>
        {
            SeedMean[] means = [.. widths.Select(width => mean(width, kind.Of))];
            return new Panel
            {
                Title = kind.Name,
                XLabel = "units a layer",
                YLabel = kind.Words,
                XScale = Scale.Log,
                Legend = Legend.None,
                Marks = [new Line([.. widths.Select(w => (double)w)], [.. means.Select(m => m.Mean)]) { Colour = Palette.Blue }, new Scatter([.. widths.Select(w => (double)w)], [.. means.Select(m => m.Mean)]) { Colour = Palette.Blue, Lower = [.. means.Select(m => m.Mean - m.Half)], Upper = [.. means.Select(m => m.Mean + m.Half)] }],
            };
        })],
    };

    /// <summary>All measures of some kinds of landscape, means over seeds.</summary>
    internal static Report.Listing Table(string first, (string Name, SpiralGauge[] Gauges)[] rows) => new(
        [first, .. Kinds.Select(kind => kind.Name)],
        [.. rows.Select(row => (string[])[row.Name, .. Kinds.Select(kind => SeedMean.Of(row.Gauges.Select(kind.Of)).Text)])])
    {
        Caption = $"Means over networks, with half of the 95 % interval. AUC: how probable it is that a point of the square is higher than one of the spiral. Arm contrast: how much the middle between neighbouring arms is above them, in deviations along the spiral. Flatness: that deviation over the valley's depth. Unevenness: χ² per descent of where ends are along the spiral, against the shares of starts that each piece is nearest to. Low volume: the share of the square below the 95 % quantile of the spiral's energies.",
    };

    private static Line Curve
    {
        get
        {
            double[][] places = [.. Lessons.Between(0, 1, 400).Select(SpiralCurve.At)];
            return new([.. places.Select(place => place[0])], [.. places.Select(place => place[1])]) { Colour = Palette.White, Dash = Dash.Dashed, Width = 1.1, Opacity = 0.9 };
        }
    }

    private static Panel[] Pair(string name, Grid map, Mark[] over)
    {
        double least = map.Values.Cast<double>().Min(), most = Lessons.Quantile(map.Values.Cast<double>(), Top);
        return
        [
            new() { Title = name, EqualAspect = true, Legend = Legend.None, Marks = [new Surface(map) { Minimum = least, Maximum = most }] },
            Square("", map.X.Greatest) with { Marks = [new Heatmap(map) { Minimum = least, Maximum = most, Label = "E" }, .. over] },
        ];
    }

    private static Panel Square(string title, double half) => new()
    {
        Title = title,
        EqualAspect = true,
        Legend = Legend.None,
        XRange = new(-half, half),
        YRange = new(-half, half),
    };

    private static Grid MapOf(Energy energy, double half)
    {
        double[] axis = Lessons.Between(-half, half, Nodes);
        double[] energies = Landscape.Of(energy).Evaluate([.. axis.SelectMany(x => axis.SelectMany(y => new[] { x, y }))]).Energies;
        double least = energies.Min();
        double[,] nodes = new double[Nodes, Nodes];
        Buffer.BlockCopy(energies.Select(e => e - least).ToArray(), 0, nodes, 0, sizeof(double) * energies.Length);
        return new(nodes, new(-half, half), new(-half, half));
    }
}
