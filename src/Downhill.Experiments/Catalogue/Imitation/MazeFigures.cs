using Downhill.Control;
using Downhill.Experiments.Spirals;
using Downhill.Report;

namespace Downhill.Experiments.Imitating;

/// <summary>The pictures of the moved maze.</summary>
internal static class MazeFigures
{
    internal static Figure Shares(string[] names, SeedMean[] means) => new("")
    {
        Width = 640,
        Height = 220,
        Description = "Returns in the moved maze as shares of the oracle's.",
        Panels =
        [
            new Panel
            {
                XLabel = "(J − J random) / (J oracle − J random)",
                Legend = Legend.None,
                Marks =
                [
                    new Bars(names, [.. means.Select(mean => mean.Mean)]) { Horizontal = true, Colour = Palette.Blue, Lower = [.. means.Select(mean => mean.Mean - mean.Half)], Upper = [.. means.Select(mean => mean.Mean + mean.Half)] },
                    new VerticalRule(1) { Label = "oracle" },
                ],
            },
        ],
    };

    internal static Figure Rewards(MazeLesson lesson, PointMaze first, PointMaze moved) => new("")
    {
        Width = 820,
        Columns = 3,
        Height = 560,
        Description = "Rewards over the maze, and ways through it.",
        Panels =
        [
            Map("True reward", MazeLesson.True(first), first),
            Map("Learned reward", lesson.Learned, first),
            Ways("First maze: the expert", lesson.Ways[0], first),
            Ways("Moved: learned reward", lesson.Ways[1], moved),
            Ways("Moved: GAIL's policy", lesson.Ways[2], moved),
        ],
    };

    private static Panel Map(string title, double[] values, PointMaze maze)
    {
        double[,] nodes = new double[MazeLesson.Nodes, MazeLesson.Nodes];
        double most = values.Max();
        Buffer.BlockCopy(values.Select(value => value - most).ToArray(), 0, nodes, 0, sizeof(double) * values.Length);
        return Square(title) with { Marks = [new Heatmap(new Grid(nodes, new(0, 1), new(0, 1))) { Label = "reward, above its most" }, .. Things(maze)] };
    }

    private static Panel Ways(string title, IReadOnlyList<Rollout> ways, PointMaze maze) => Square(title) with
    {
        Marks =
        [
            .. ways.Select(way => new Line(Every(way, 0), Every(way, 1)) { Colour = Palette.Blue, Width = 1, Opacity = 0.6 }),
            new Scatter([.. ways.Select(way => (double)way.Observations[0])], [.. ways.Select(way => (double)way.Observations[1])]) { Colour = Palette.Blue, Size = 5 },
            .. Things(maze),
        ],
    };

    private static double[] Every(Rollout way, int coordinate) => [.. way.Observations.Where((_, at) => at % 2 == coordinate).Select(number => (double)number)];

    private static IEnumerable<Mark> Things(PointMaze maze) =>
    [
        .. maze.Walls.Select(wall => new Line([wall.From, wall.To], [wall.Height, wall.Height]) { Colour = Palette.Ink, Width = 4 }),
        new Note(maze.GoalX, maze.GoalY, "★") { Size = 16, Anchor = Anchor.Middle },
    ];

    private static Panel Square(string title) => new() { Title = title, EqualAspect = true, Legend = Legend.None, XRange = new(0, 1), YRange = new(0, 1) };
}
