using Downhill.Densities;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>A learned law beside the true one.</summary>
internal static class DensityFigures
{
    private const int Points = 160, MostShown = 2500;
    private const double PointSize = 1.6, Opacity = 0.35, Width = 760;

    /// <summary>Both densities as colour, on one scale, and below them the data and samples of the learned law; in the plane.</summary>
    /// <param name="title">Above all of it; may be empty.</param>
    /// <param name="truth">p.</param>
    /// <param name="learned">q.</param>
    /// <param name="data">Points from p, shape [n, 2].</param>
    /// <param name="samples">Points from q, shape [m, 2]; may be empty.</param>
    internal static Figure SideBySide(string title, Density truth, GridMeasure learned, double[] data, double[] samples)
    {
        Grid p = Heights(truth, learned.Box, 0), q = Heights(learned.Energy, learned.Box, learned.LogNormaliser.Value);
        double most = Quantile(p, 0.998);
        Panel[] below = samples.Length > 0 ? [Cloud("data", data, learned.Box), Cloud("samples of the learned law", samples, learned.Box)] : [];
        return new Figure(title)
        {
            Width = Width,
            Columns = 2,
            Description = "The true density and the learned one as colour, on the same scale; below them points of each.",
            Panels = [Map("true density", p, most, learned.Box), Map("learned density", q, most, learned.Box), .. below],
        };
    }

    private static Panel Map(string title, Grid grid, double most, Box box) => Plain(title, box) with
    {
        Marks = [new Heatmap(grid) { Minimum = 0, Maximum = most, Label = "density, per unit area" }],
    };

    private static Panel Cloud(string title, double[] points, Box box) => Plain(title, box) with
    {
        Marks =
        [
            new Scatter([.. points.Where((_, at) => at % 2 == 0)], [.. points.Where((_, at) => at % 2 == 1)])
            {
                Size = PointSize,
                Opacity = Opacity,
                Most = MostShown,
                Colour = Palette.Ink,
            },
        ],
    };

    private static Panel Plain(string title, Box box) => new()
    {
        Title = title,
        EqualAspect = true,
        Legend = Legend.None,
        XRange = new(box.Low[0], box.High[0]),
        YRange = new(box.Low[1], box.High[1]),
    };

    private static Grid Heights(Energy energy, Box box, double logNormaliser)
    {
        Grid grid = new(new double[Points, Points], new(box.Low[0], box.High[0]), new(box.Low[1], box.High[1]));
        double[] places = [.. from i in Enumerable.Range(0, Points) from j in Enumerable.Range(0, Points) from x in new[] { At(box, 0, i), At(box, 1, j) } select x];
        double[] energies = Landscape.Of(energy).Evaluate(places).Energies;
        for (int at = 0; at < energies.Length; at++)
        {
            grid.Values[at / Points, at % Points] = Math.Exp(-energies[at] - logNormaliser);
        }

        return grid;
    }

    private static double At(Box box, int axis, int i) => box.Low[axis] + ((double)i / (Points - 1) * (box.High[axis] - box.Low[axis]));

    private static double Quantile(Grid grid, double share)
    {
        double[] sorted = [.. grid.Values.Cast<double>().Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}
