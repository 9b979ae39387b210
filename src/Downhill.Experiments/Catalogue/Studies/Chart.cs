using Downhill.Experiments.Learning.Reporting;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>Maps of the plane where something was seen: everything else is left blank.</summary>
internal sealed class Chart
{
    private const int Nodes = 140, Near = 4;
    private const double Most = 0.98;

    private readonly Bounds _x;
    private readonly Bounds _y;
    private readonly bool[,] _seen;
    private readonly double[] _points;
    private readonly string[] _columns;

    /// <summary>The plane around points, shape [n, 2].</summary>
    /// <param name="visited">What was seen.</param>
    /// <param name="columns">The names of the axes.</param>
    /// <param name="least">A place is shown with at least this many points around it.</param>
    internal Chart(double[] visited, string[] columns, int least)
    {
        (_x, _y, _columns) = (Widened(visited, 0), Widened(visited, 1), columns);
        _seen = Seen(visited, least);
        _points = [.. Lessons.Between(_x.Least, _x.Greatest, Nodes).SelectMany(x => Lessons.Between(_y.Least, _y.Greatest, Nodes).SelectMany(y => new[] { x, y }))];
    }

    /// <summary>The energies of a landscape at the nodes, least 0 where it was seen; NaN elsewhere.</summary>
    internal double[] Energies(Energy energy)
    {
        double[] all = [.. Landscape.Of(energy).Evaluate(_points).Energies.Select((e, at) => _seen[at / Nodes, at % Nodes] ? e : double.NaN)];
        double least = all.Where(double.IsFinite).Min();
        return [.. all.Select(e => e - least)];
    }

    /// <summary>Four maps: the truth, what was learned, their difference, whose mean is 0, and the error of the force over |∇E| + typical.</summary>
    internal Figure Compared(Energy truth, Energy learned, string description, IEnumerable<double[]> wells, double typical)
    {
        double[] exact = Energies(truth), found = Energies(learned), error = Lessons.Difference(found, exact), force = ForceErrors(truth, learned, typical);
        double mean = error.Where(double.IsFinite).Average(), top = exact.Where(double.IsFinite).Max();
        double[] centred = [.. error.Select(e => e - mean)];
        Markers marks = new([.. wells.Select((point, i) => new Place(point[0], point[1], Words.Letter(i)))]);
        return new("")
        {
            Width = 900,
            Columns = 2,
            Description = description,
            Panels =
            [
                Map("truth", exact, new Heatmap(GridOf(exact)) { Label = "E", Maximum = top }),
                Map("learned", found, new Heatmap(GridOf(found)) { Label = "E", Maximum = top }, marks),
                Map("learned − truth", null, new Heatmap(GridOf(centred)) { Label = "error of E", Map = ColourMap.Diverging, Centre = 0, Maximum = Largest(centred), Minimum = -Largest(centred) }),
                Map("error of the force", null, new Heatmap(GridOf(force)) { Label = "relative error", Minimum = 0, Quantile = Most }),
            ],
        };
    }

    private double[] ForceErrors(Energy truth, Energy learned, double typical)
    {
        double[] exact = Landscape.Of(truth).Evaluate(_points).Gradients, found = Landscape.Of(learned).Evaluate(_points).Gradients;
        return [.. Lessons.Lengths(Lessons.Difference(found, exact), 2).Zip(Lessons.Lengths(exact, 2), (error, force) => error / (force + typical)).Select((e, at) => _seen[at / Nodes, at % Nodes] ? e : double.NaN)];
    }

    // The few worst places, at the edge, would take all the colours.
    private static double Largest(double[] errors) => Lessons.Quantile(errors.Where(double.IsFinite).Select(Math.Abs), Most);

    private Panel Map(string title, double[]? contours, params Mark[] marks) => new()
    {
        Title = title,
        XLabel = _columns[0],
        YLabel = _columns[1],
        EqualAspect = true,
        XRange = _x,
        YRange = _y,
        Legend = Legend.None,
        Marks = contours is null ? marks : [marks[0], new Contours(GridOf(contours)) { Count = 12 }, .. marks[1..]],
    };

    private Grid GridOf(double[] values)
    {
        double[,] nodes = new double[Nodes, Nodes];
        for (int at = 0; at < values.Length; at++)
        {
            nodes[at / Nodes, at % Nodes] = values[at];
        }

        return new Grid(nodes, _x, _y);
    }

    private static Bounds Widened(double[] visited, int axis)
    {
        double[] seen = [.. visited.Where((_, at) => at % 2 == axis)];
        double low = seen.Min(), high = seen.Max(), margin = 0.03 * (high - low);
        return new(low - margin, high + margin);
    }

    private bool[,] Seen(double[] visited, int least)
    {
        int[,] around = new int[Nodes, Nodes];
        foreach (double[] point in visited.Chunk(2))
        {
            int i = (int)Math.Round((Nodes - 1) * (point[0] - _x.Least) / (_x.Greatest - _x.Least)), j = (int)Math.Round((Nodes - 1) * (point[1] - _y.Least) / (_y.Greatest - _y.Least));
            for (int a = Math.Max(0, i - Near); a <= Math.Min(Nodes - 1, i + Near); a++)
            {
                for (int b = Math.Max(0, j - Near); b <= Math.Min(Nodes - 1, j + Near); b++)
                {
                    around[a, b]++;
                }
            }
        }

        bool[,] seen = new bool[Nodes, Nodes];
        for (int at = 0; at < seen.Length; at++)
        {
            seen[at / Nodes, at % Nodes] = around[at / Nodes, at % Nodes] >= least;
        }

        return seen;
    }
}
