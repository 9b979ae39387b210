using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>Pictures of a <see cref="RoomGrid"/>.</summary>
internal static class RoomFigures
{
    /// <summary>A number for each cell as colours, the wall, and whatever lies over it.</summary>
    internal static Panel Map(string title, RoomGrid grid, double[] values, double reach, params Mark[] over) => new()
    {
        Title = title,
        EqualAspect = true,
        Legend = Legend.None,
        Marks =
        [
            new Heatmap(new Grid(Nodes(grid, values), new(0, grid.Side - 1), new(0, grid.Side - 1))) { Smooth = false, Map = ColourMap.Diverging, Minimum = -reach, Maximum = reach, Centre = 0 },
            .. WallOf(grid),
            .. over,
        ],
    };

    /// <summary>The same in one colour that deepens from zero.</summary>
    internal static Panel Heat(string title, RoomGrid grid, double[] values, params Mark[] over) => new()
    {
        Title = title,
        EqualAspect = true,
        Legend = Legend.None,
        Marks = [new Heatmap(new Grid(Nodes(grid, values), new(0, grid.Side - 1), new(0, grid.Side - 1))) { Smooth = false, Minimum = 0 }, .. WallOf(grid), .. over],
    };

    /// <summary>The action with the largest number in each cell.</summary>
    internal static Mark[] Arrows(RoomGrid grid, double[] table) => [.. Enumerable.Range(0, grid.States).Select(state =>
    {
        int best = Enumerable.Range(0, RoomGrid.Actions).MaxBy(action => table[(state * RoomGrid.Actions) + action]);
        return new Note(grid.CellOf(state).X, grid.CellOf(state).Y - 0.12, RoomGrid.Arrow(best)) { Anchor = Anchor.Middle, Size = 15 };
    })];

    private static Mark[] WallOf(RoomGrid grid)
    {
        if (grid.Gap is not int gap)
        {
            return [];
        }

        double x = grid.Wall + 0.5, end = grid.Side - 0.5;
        return [new Line([x, x, double.NaN, x, x], [-0.5, gap - 0.5, double.NaN, gap + 0.5, end]) { Colour = Palette.Ink, Width = 4 }];
    }

    private static double[,] Nodes(RoomGrid grid, double[] values)
    {
        double[,] nodes = new double[grid.Side, grid.Side];
        for (int state = 0; state < grid.States; state++)
        {
            nodes[grid.CellOf(state).X, grid.CellOf(state).Y] = values[state];
        }

        return nodes;
    }
}
