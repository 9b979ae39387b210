using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The energy along the way of steepest descent over each saddle, with its band.</summary>
internal static class ProfileFigure
{
    private const int Most = 6, Points = 300;

    internal static Plate? Of(SeenLandscape seen)
    {
        (Saddle Saddle, int Number, DescentPath Path)[] paths =
        [
            .. seen.Result.Saddles.Select((saddle, i) => (saddle, i)).OrderBy(item => item.saddle.Energy).Take(Most)
                .Select(item => (item.saddle, item.i, DescentPath.Over(seen.Model.Energy, seen.Result.Protocol.Radius, item.saddle, seen.Result.Minima)))
                .Where(item => item.Item3 is not null)!,
        ];
        if (paths.Length == 0)
        {
            return null;
        }

        Figure figure = new("")
        {
            Width = 860,
            Height = paths.Length == 1 ? 400 : 300 * (paths.Length <= 3 ? 1 : (paths.Length + 1) / 2),
            Columns = paths.Length <= 3 ? paths.Length : 2,
            SharedY = true,
            Description = "The energy along the ways over the saddles",
            Panels = [.. paths.Select(path => Panel(seen, path.Saddle, path.Number, path.Path))],
        };
        string all = seen.Result.Saddles.Count > paths.Length ? $" The {paths.Length} lowest of {seen.Result.Saddles.Count} saddles are shown." : "";
        string temperature = seen.Model.Temperature is null ? "" : " Dashed: one kT above the lower minimum.";
        return new("profiles", figure, $"The energy along the way of steepest descent from each saddle to its two minima{CurveFigure.Band(seen)} (of the energy above the lowest minimum).{temperature}{all}");
    }

    private static Panel Panel(SeenLandscape seen, Saddle saddle, int number, DescentPath path)
    {
        int every = Math.Max(1, path.Points.Length / Points);
        int[] kept = [.. Enumerable.Range(0, path.Points.Length).Where(i => i % every == 0 || i == path.Top || i == path.Points.Length - 1)];
        double[] lengths = [.. kept.Select(i => path.Lengths[i])], points = [.. kept.SelectMany(i => path.Points[i])];
        Line line = seen.Banded(lengths, points);
        double lower = Math.Min(line.Y[0], line.Y[^1]);
        return new Panel
        {
            Title = $"{Words.Letter(saddle.From)} to {Words.Letter(saddle.To)}",
            XLabel = "length along the way",
            YLabel = seen.EnergyLabel,
            Legend = Legend.None,
            Marks =
            [
                line with { Colour = Palette.Blue, Width = 2.2 },
                .. seen.Model.Temperature is { } temperature ? [new HorizontalRule(lower + temperature) { Label = "+ 1 kT" }] : Array.Empty<Mark>(),
                new Markers(new Place(path.Lengths[path.Top], saddle.Energy - seen.Model.Offset, Words.Name(saddle) + Error(seen, number))) { Shape = MarkerShape.Cross, Bold = true },
                new Markers(new Place(lengths[0], line.Y[0], Words.Letter(saddle.From)), new Place(lengths[^1], line.Y[^1], Words.Letter(saddle.To))) { Bold = true },
            ],
        };
    }

    private static string Error(SeenLandscape seen, int number) => seen.Result.Bands?.Saddles[number].Energy.Error is { } error && error > 0 ? $" (± {Number.Format(error, 2)})" : "";
}
