using Downhill.Experiments.Studies;
using Downhill.Report;

namespace Downhill.Experiments.Spirals;

/// <summary>The pictures of the spiral's landscapes.</summary>
internal static class SpiralFigures
{
    private const int Nodes = 161;
    private const double Top = 0.6, HalfWay = 0.55;

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
    internal static Figure Surfaces(IEnumerable<(string Name, Energy Energy)> landscapes) =>
        Beside([.. landscapes.Select(landscape => (landscape.Name, MapOf(landscape.Energy, SpiralCurve.Half)))], [Curve], BetweenArms);

    /// <summary>Landscapes over a square at a slant, and beside each its map with some marks on it; heights level off, E → t (1 − exp(−E/t)).</summary>
    /// <param name="landscapes">Names and maps.</param>
    /// <param name="over">What is drawn on each map.</param>
    /// <param name="top">t: where heights of a map level off and its colours end.</param>
    internal static Figure Beside((string Name, Grid Map)[] landscapes, Mark[] over, Func<Grid, double> top)
    {
        Panel[] panels = [.. landscapes.SelectMany(landscape => Pair(landscape.Name, landscape.Map, over, top(landscape.Map)))];
        return new("") { Width = 760, Columns = 2, Height = 320 * Math.Max(1, landscapes.Length), Description = "Landscapes at a slant, and beside each its map.", Panels = panels };
    }

    /// <summary>A row of frames of points that descend.</summary>
    internal static Figure Strip(double[][] frames) => new("")
    {
        Width = 900,
        Height = 620,
        Columns = 3,
        SharedX = true,
        SharedY = true,
        Description = "Points descend onto the spiral.",
        Panels = [.. frames.Zip(SpiralTrial.FrameNames, (points, name) => Square(name, SpiralCurve.Half) with
        {
            Marks =
            [
                Curve with { Colour = Palette.Grey, Opacity = 0.5, Width = 1.2 },
                new Scatter([.. points.Where((_, at) => at % 2 == 0)], [.. points.Where((_, at) => at % 2 == 1)]) { Size = 3, Opacity = 0.6, Colour = Palette.Blue, Most = 1500 },
            ],
        })],
    };

    /// <summary>Energies along the spiral, above their mean, in units of how deep the valley is.</summary>
    internal static Figure Floor((string Name, Energy Energy)[] landscapes)
    {
        const int Count = 400;
        double[] places = SpiralCurve.Even(Count), along = [.. Enumerable.Range(0, Count).Select(k => (k + 0.5) / Count)];
        double[] around = [.. Places(SpiralCurve.Half)];
        bool[] isAway = [.. SpiralCurve.Nearest(around).Select(place => place.Distance > 0.3)];
        return new("")
        {
            Description = "Energies along the spiral.",
            Panels =
            [
                new Panel
                {
                    XLabel = "share of the spiral's length",
                    YLabel = "(E − mean) / depth",
                    Marks = [.. landscapes.Select(landscape =>
                    {
                        double[] on = Landscape.Of(landscape.Energy).Evaluate(places).Energies;
                        double mean = on.Average(), depth = Lessons.Quantile(Landscape.Of(landscape.Energy).Evaluate(around).Energies.Where((_, at) => isAway[at]), 0.5) - mean;
                        return new Line(along, [.. on.Select(e => (e - mean) / depth)]) { Label = landscape.Name };
                    })],
                },
            ],
        };
    }

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

    // Much of the ground within half of the way to the next arm is above it, and levels off.
    private static double BetweenArms(Grid map)
    {
        double[] points = [.. Places(SpiralCurve.Half)];
        return Lessons.Quantile(map.Values.Cast<double>().Zip(SpiralCurve.Nearest(points)).Where(pair => pair.Second.Distance < HalfWay).Select(pair => pair.First), Top);
    }

    private static Panel[] Pair(string name, Grid map, Mark[] over, double most)
    {
        double least = map.Values.Cast<double>().Min();
        return
        [
            new() { Title = name, EqualAspect = true, Legend = Legend.None, Marks = [new Surface(Levelled(map, most)) { Minimum = least, Maximum = most, Cells = 80, Elevation = 52, Height = 0.32 }] },
            Square("", map.X.Greatest) with { Marks = [new Heatmap(map) { Minimum = least, Maximum = most, Label = "E" }, .. over] },
        ];
    }

    // An edge where heights are cut off would be a saw on paper.
    private static Grid Levelled(Grid map, double top)
    {
        double[,] heights = (double[,])map.Values.Clone();
        for (int i = 0; i < map.Columns; i++)
        {
            for (int j = 0; j < map.Rows; j++)
            {
                heights[i, j] = top * (1 - Math.Exp(-heights[i, j] / top));
            }
        }

        return map with { Values = heights };
    }

    private static Panel Square(string title, double half) => new()
    {
        Title = title,
        EqualAspect = true,
        Legend = Legend.None,
        XRange = new(-half, half),
        YRange = new(-half, half),
    };

    /// <summary>The energies over the square [−half, half]², the least of them 0.</summary>
    internal static Grid MapOf(Energy energy, double half)
    {
        double[] energies = Landscape.Of(energy).Evaluate([.. Places(half)]).Energies;
        double least = energies.Min();
        double[,] nodes = new double[Nodes, Nodes];
        Buffer.BlockCopy(energies.Select(e => e - least).ToArray(), 0, nodes, 0, sizeof(double) * energies.Length);
        return new(nodes, new(-half, half), new(-half, half));
    }

    private static IEnumerable<double> Places(double half)
    {
        double[] axis = Lessons.Between(-half, half, Nodes);
        return axis.SelectMany(x => axis.SelectMany(y => new[] { x, y }));
    }
}
