using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The learned dynamics, without noise, beside tracks kept aside, from their first states on.</summary>
internal static class RollOutFigure
{
    private const int Most = 6, Listed = 12;

    internal static Chapter? Of(SeenLandscape seen)
    {
        HeldOutScore score = seen.Result.HeldOut;
        if (score.Shown.Length == 0)
        {
            return null;
        }

        Plate picture = Picture(seen);
        return new(new Section("Prediction beside truth") { Blocks = [picture.Drawing, Errors(score)] }, picture);
    }

    internal static Plate Picture(SeenLandscape seen)
    {
        ShownRollOut[] shown = [.. seen.Result.HeldOut.Shown.Take(Most)];
        int columns = seen.Dimension == 1 || shown.Length == 1 ? 1 : 2, rows = (shown.Length + columns - 1) / columns;
        Figure figure = new("")
        {
            Width = 880,
            Height = Math.Max(260, rows * (columns == 1 ? 230 : 250)),
            Columns = columns,
            SharedX = true,
            Description = "Roll-outs beside the truth",
            Panels = [.. shown.Select(one => Panel(seen, one))],
        };
        string how = seen.Dimension == 1 ? "thin" : "thin, in the colour of its coordinate";
        string many = seen.Result.HeldOut.Shown.Length > shown.Length ? $" {shown.Length} of {seen.Result.HeldOut.Shown.Length} tracks are shown." : "";
        return new("rollouts", figure, $"One roll-out of {Number.Format(seen.Result.HeldOut.RollOutSeconds, 3)} s per track kept aside, from its first state: what was seen is wide and pale, what the learned dynamics predict is {how}.{many}");
    }

    private static Panel Panel(SeenLandscape seen, ShownRollOut shown) => new()
    {
        Title = "track " + shown.Track,
        XLabel = "seconds",
        YLabel = seen.Dimension == 1 ? seen.Columns[0] : "coordinates",
        Legend = seen.Dimension == 1 ? Legend.None : Legend.Auto,
        Marks = [.. Enumerable.Range(0, seen.Dimension).SelectMany(i => Pair(seen, shown, i))],
    };

    private static Mark[] Pair(SeenLandscape seen, ShownRollOut shown, int coordinate)
    {
        Colour colour = seen.Dimension == 1 ? Palette.Vermilion : Palette.OfSeries(coordinate);
        return
        [
            new Line(shown.Times, shown.Seen[coordinate]) { Width = 4.5, Opacity = 0.3, Colour = seen.Dimension == 1 ? Palette.Ink : colour },
            new Line(shown.Times, shown.Predicted[coordinate]) { Label = seen.Columns[coordinate], Width = 1.4, Colour = colour },
        ];
    }

    private static Report.Listing Errors(HeldOutScore score)
    {
        (string Track, double Error)[] listed = [.. score.PerTrack.OrderByDescending(track => track.Error).Take(Listed)];
        string which = score.PerTrack.Length > listed.Length ? $"The {listed.Length} worst of {Words.Count(score.PerTrack.Length, "track")}: error" : "Error";
        return new(["Track", "Error"], [.. listed.Select(track => (string[])[track.Track, $"{Number.Format(100 * track.Error, 3)} %"])])
        { Caption = $"{which} of the roll-outs (root mean square), each coordinate as a share of its own peak-to-peak motion.", Numbers = [1] };
    }
}
