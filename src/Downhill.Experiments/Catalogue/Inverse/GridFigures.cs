using Downhill.Mdps;
using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Numbers of the cells of a grid as a map, the first row on top.</summary>
internal static class GridFigures
{
    /// <summary>A map; walls stay white.</summary>
    internal static Panel Map(string title, GridWorld grid, double[] values, double least, double most, string label = "")
    {
        double[,] nodes = new double[grid.Width, grid.Height];
        for (int x = 0; x < grid.Width; x++)
        {
            for (int y = 0; y < grid.Height; y++)
            {
                nodes[x, grid.Height - 1 - y] = grid.StateAt(x, y) is int state ? values[state] : double.NaN;
            }
        }

        return new()
        {
            Title = title,
            EqualAspect = true,
            Legend = Legend.None,
            Marks = [new Heatmap(new Grid(nodes, new(0, grid.Width - 1), new(0, grid.Height - 1))) { Smooth = false, Minimum = least, Maximum = most, Label = label.Length > 0 ? label : null }],
        };
    }
}
