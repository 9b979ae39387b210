using Downhill.Report;

namespace Downhill.Experiments.Learning;

/// <summary>The figures of a learned landscape.</summary>
internal sealed class LearnFigures
{
    private const int CurvePoints = 400, GridPoints = 140, ShownTracks = 1, LeastVisits = 4;

    private readonly LearnResult _result;
    private readonly double[] _visited;

    internal LearnFigures(LearnResult result)
    {
        _result = result;
        int d = result.Model.Columns.Length;
        _visited = LearnTracks.Visited(result.Split.Learn, d);
        Landscape = d switch { 1 => Curve(), 2 => Map(), _ => Cuts() };
    }

    internal Figure Landscape { get; }

    internal Figure Learning => LearningCurves();

    internal Figure? RollOuts => _result.HeldOut.Shown.Length == 0 ? null : RollOutPanels();

    internal Figure? Lags => _result.Lags.Count == 0 ? null : LagCurve();

    /// <summary>The largest |∂²E/∂xᵢ²| on visited points, by differences of the gradient.</summary>
    internal double LargestCurvature
    {
        get
        {
            int d = _result.Model.Columns.Length, every = Math.Max(1, _visited.Length / d / 500);
            double[] points = [.. Enumerable.Range(0, _visited.Length / d).Where(i => i % every == 0).SelectMany(i => _visited[(i * d)..((i + 1) * d)])];
            double largest = 0;
            for (int i = 0; i < d; i++)
            {
                double h = 1e-4 * _result.Protocol.Radius[i];
                double[] up = Gradients(Shifted(points, i, d, h)), down = Gradients(Shifted(points, i, d, -h));
                for (int at = i; at < up.Length; at += d)
                {
                    largest = Math.Max(largest, Math.Abs(up[at] - down[at]) / (2 * h));
                }
            }

            return largest;
        }
    }

    internal IEnumerable<(string Name, Figure Figure)> All =>
        new (string Name, Figure? Figure)[] { ("landscape", Landscape), ("learning", Learning), ("rollouts", RollOuts), ("lags", Lags) }
            .Where(pair => pair.Figure is not null).Select(pair => (pair.Name, pair.Figure!));

    internal static string Letter(int i) => ((char)('A' + (i % 26))).ToString();

    private static double[] Shifted(double[] points, int i, int d, double by) => [.. points.Select((x, at) => at % d == i ? x + by : x)];

    private double[] Gradients(double[] points) => Downhill.Landscape.Of(_result.Model.Energy).Evaluate(points).Gradients;

    private double[] Energies(double[] points) =>
        [.. Downhill.Landscape.Of(_result.Model.Energy).Evaluate(points).Energies.Select(e => e - _result.Model.Offset)];

    private string EnergyLabel => _result.Model.Columns.Length == 1
        ? $"E ({_result.Model.Columns[0]}² s⁻{(_result.Friction is null ? "¹" : "²")})"
        : "E";

    private Figure Curve()
    {
        double low = _visited.Min(), high = _visited.Max();
        double[] x = [.. Enumerable.Range(0, CurvePoints).Select(i => low + ((high - low) * i / (CurvePoints - 1)))];
        string name = _result.Model.Columns[0];
        return new Figure("")
        {
            Width = 720,
            Columns = 1,
            SharedX = true,
            Description = $"The learned energy over {name}",
            Panels =
            [
                new Panel { XLabel = name, YLabel = EnergyLabel, Marks = [new Line(x, Energies(x)) { Label = "learned energy", Width = 2.2 }, MinimaMarks()] , Legend = Legend.None },
                new Panel { XLabel = name, YLabel = "visits", Marks = [new Histogram(_visited) { Density = false, Bins = 60 }], Legend = Legend.None },
            ],
        };
    }

    private Markers MinimaMarks() => _result.Model.Columns.Length == 1
        ? new Markers([.. _result.Minima.Points.Select((m, i) => new Place(m.Point[0], m.Energy - _result.Model.Offset, Letter(i)))])
        : new Markers([.. _result.Minima.Points.Select((m, i) => new Place(m.Point[0], m.Point[1], Letter(i)))]);

    private Figure Map()
    {
        (double[] xs, double[] ys) = (Axis(0), Axis(1));
        Bounds x = new(xs[0], xs[^1]), y = new(ys[0], ys[^1]);
        double[] points = [.. xs.SelectMany(a => ys.SelectMany(b => new[] { a, b }))];
        double[] energies = Energies(points), gradients = Gradients(points);
        bool[,] seen = Seen(x, y);
        Grid grid = Grid((i, j) => energies[(i * GridPoints) + j]);
        return new Figure("")
        {
            Width = 720,
            Description = "The learned energy over the plane",
            Panels =
            [
                new Panel
                {
                    XLabel = _result.Model.Columns[0],
                    YLabel = _result.Model.Columns[1],
                    EqualAspect = true,
                    XRange = x,
                    YRange = y,
                    Legend = Legend.None,
                    Marks =
                    [
                        new Heatmap(grid) { Label = "E" },
                        .. _result.Split.HeldOut.Take(ShownTracks).Select(track => new Track(Column(track, 0), Column(track, 1)) { Colour = Palette.White, Width = 0.5, ShowEnds = false, Fading = false }),
                        new Contours(grid) { Count = 12 },
                        Streamlines.Of(Grid((i, j) => -gradients[2 * ((i * GridPoints) + j)]), Grid((i, j) => -gradients[(2 * ((i * GridPoints) + j)) + 1])) with { Spacing = 40 },
                        MinimaMarks(),
                        new Markers([.. _result.Saddles.Select(saddle => new Place(saddle.Point[0], saddle.Point[1], ""))]) { Shape = MarkerShape.Cross, Colour = Palette.White },
                    ],
                },
            ],
        };

        Grid Grid(Func<int, int, double> value)
        {
            double[,] values = new double[GridPoints, GridPoints];
            for (int i = 0; i < GridPoints; i++)
            {
                for (int j = 0; j < GridPoints; j++)
                {
                    values[i, j] = seen[i, j] ? value(i, j) : double.NaN;
                }
            }

            return new Grid(values, x, y);
        }
    }

    private double[] Axis(int i)
    {
        int d = _result.Model.Columns.Length;
        double[] seen = [.. Enumerable.Range(0, _visited.Length / d).Select(row => _visited[(row * d) + i])];
        double low = seen.Min(), high = seen.Max(), margin = 0.03 * (high - low);
        return [.. Enumerable.Range(0, GridPoints).Select(k => low - margin + ((high - low + (2 * margin)) * k / (GridPoints - 1)))];
    }

    /// <summary>Which grid points have a visited point nearby.</summary>
    private bool[,] Seen(Bounds x, Bounds y)
    {
        const int Near = 4;
        bool[,] seen = new bool[GridPoints, GridPoints];
        int[,] visits = new int[GridPoints, GridPoints];
        for (int row = 0; row < _visited.Length / 2; row++)
        {
            int i = (int)((GridPoints - 1) * (_visited[2 * row] - x.Least) / (x.Greatest - x.Least)), j = (int)((GridPoints - 1) * (_visited[(2 * row) + 1] - y.Least) / (y.Greatest - y.Least));
            visits[i, j]++;
        }

        for (int i = 0; i < GridPoints; i++)
        {
            for (int j = 0; j < GridPoints; j++)
            {
                seen[i, j] = Visits(i, j) >= LeastVisits;
            }
        }

        return seen;

        int Visits(int i, int j)
        {
            int sum = 0;
            for (int a = Math.Max(0, i - Near); a <= Math.Min(GridPoints - 1, i + Near); a++)
            {
                for (int b = Math.Max(0, j - Near); b <= Math.Min(GridPoints - 1, j + Near); b++)
                {
                    sum += ((a - i) * (a - i)) + ((b - j) * (b - j)) <= Near * Near ? visits[a, b] : 0;
                }
            }

            return sum;
        }
    }

    private static double[] Column(Trajectory track, int i) => [.. Enumerable.Range(0, track.Frames).Select(frame => track.State(frame)[i])];

    private Figure Cuts()
    {
        int d = _result.Model.Columns.Length;
        double[] center = _result.Protocol.Center, radius = _result.Protocol.Radius;
        return new Figure("")
        {
            Width = 720,
            SharedY = true,
            Description = "Cuts through the learned energy",
            Panels = [.. Enumerable.Range(0, d).Select(i =>
            {
                double[] x = [.. Enumerable.Range(0, CurvePoints).Select(k => center[i] + (2 * radius[i] * ((2.0 * k / (CurvePoints - 1)) - 1)))];
                double[] points = [.. x.SelectMany(at => Enumerable.Range(0, d).Select(j => j == i ? at : center[j]))];
                return new Panel { XLabel = _result.Model.Columns[i], YLabel = "E", Marks = [new Line(x, Energies(points))], Legend = Legend.None };
            })],
        };
    }

    private Figure LearningCurves()
    {
        LearnProgress[] steps = [.. Smoothed()];
        LearnProgress[] looks = [.. _result.Progress.Where(step => step.Withheld is not null)];
        return new Figure("")
        {
            Width = 720,
            Description = "Loss against steps",
            Panels =
            [
                new Panel
                {
                    XLabel = "step",
                    YLabel = "loss",
                    YScale = Array.TrueForAll(steps, step => step.Loss > 0) ? Scale.Log : Scale.Linear,
                    Marks =
                    [
                        new Line([.. steps.Select(s => (double)s.Step)], [.. steps.Select(s => s.Loss)]) { Label = "learned from" },
                        new Line([.. looks.Select(s => (double)s.Step)], [.. looks.Select(s => s.Withheld!.Value)]) { Label = "withheld", Dash = Dash.Dashed },
                    ],
                },
            ],
        };
    }

    // What metrics.jsonl holds, so that a report written again is the same.
    private IEnumerable<LearnProgress> Smoothed() => _result.Progress.Where(LearnJob.IsKept);

    private Figure RollOutPanels() => new("")
    {
        Width = 860,
        Columns = 1,
        Description = "Roll-outs beside the truth",
        Panels = [.. _result.HeldOut.Shown.Take(4).Select(shown => new Panel
        {
            Title = shown.Track,
            XLabel = "seconds",
            YLabel = _result.Model.Columns[0],
            Marks =
            [
                new Line(shown.Times, shown.Seen) { Label = "seen", Width = 3, Colour = Palette.Grey },
                new Line(shown.Times, shown.Predicted) { Label = "predicted", Width = 1.4, Colour = Palette.Vermilion },
            ],
        })],
    };

    private Figure LagCurve() => new("")
    {
        Width = 720,
        Description = "Noise share against lag",
        Panels =
        [
            new Panel
            {
                XLabel = "lag (s)",
                YLabel = "share that is noise",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Legend = Legend.None,
                Marks =
                [
                    new Line([.. _result.Lags.Select(lag => lag.Lag)], [.. _result.Lags.Select(lag => lag.NoiseShare)]),
                    new Scatter([.. _result.Lags.Select(lag => lag.Lag)], [.. _result.Lags.Select(lag => lag.NoiseShare)]),
                    new VerticalRule(_result.Protocol.Lag) { Label = "chosen" },
                ],
            },
        ],
    };
}
