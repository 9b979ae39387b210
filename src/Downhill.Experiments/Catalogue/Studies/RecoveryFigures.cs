using Downhill.Experiments.Learning;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>The pictures of <see cref="RecoverPotentials"/>.</summary>
internal static class RecoveryFigures
{
    private const int CurvePoints = 300, Shown = 200;

    /// <summary>A curve in one dimension, maps in two, learned against true energies in more.</summary>
    internal static Figure Of(Recovered one) => one.Potential.System.Columns.Count switch
    {
        1 => Curve(one),
        2 => new Chart(Seen(one), [.. one.Potential.System.Columns], 1).Compared(one.Potential.System.Energy!, one.Result.Model.Energy, $"{one.Name}: truth, learned, their difference and the error of the force", one.Result.Minima.Points.Select(m => m.Point), one.Typical),
        _ => Against(one),
    };

    internal static string Caption(Recovered one) => one.Potential.System.Columns.Count switch
    {
        1 => "Above: the learned energy on the true one, which it hides. Below: their difference. Both are counted from their lowest point where tracks went.",
        2 => "Where tracks came near: the true landscape, the learned one with its minima, learned − true, which is known up to a constant (its mean is taken off), and the error of the force over |∇E| + g₅₀; of both the worst fiftieth has the last colour.",
        _ => "The learned energy against the true one at points of tracks kept aside, both without their means, and the difference.",
    } + $" Learned by {one.Result.Choice.Best.Name}; half of the relative errors of the force are below {Number.Format(100 * one.Median, 2)} %, nine tenths below {Number.Format(100 * one.NinthTenth, 2)} %.";

    /// <summary>The cumulative distribution of relative errors.</summary>
    internal static Figure Distribution(IReadOnlyList<Recovered> all) => new("")
    {
        Description = "Cumulative distribution of the relative error of the force, for each potential",
        Panels =
        [
            new Panel
            {
                XLabel = "relative error of the force",
                YLabel = "share of points below",
                XScale = Scale.Log,
                YRange = new Bounds(0, 1),
                Marks =
                [
                    .. all.Select(one => new Line([.. Shares.Select(share => Lessons.Quantile(one.Errors, share))], Shares) { Label = one.Name }),
                    new Markers(new Place(0.01, 0.5, "1 % at the median"), new Place(0.05, 0.9, "5 % at nine tenths")) { Shape = MarkerShape.Cross, Colour = Palette.Ink },
                ],
            },
        ],
    };

    internal static Report.Listing Table(IReadOnlyList<Recovered> all) => new(
        ["Potential", "Tracks × frames", "Step", "Starts below", "Model", "g₅₀", "Median", "Ninth tenth"],
        [.. all.Select(one => (string[])
        [
            one.Name,
            $"{one.Result.Recorded.Count} × {one.Potential.System.Frames}",
            Number.Format(one.Potential.System.Interval, 2),
            one.Potential.Barrier is { } barrier ? $"{Number.Format(one.Potential.Limit, 3)} (1.5 × {Number.Format(barrier, 3)})" : Number.Format(one.Potential.Limit, 3),
            one.Result.Choice.Best.Name,
            Number.Format(one.Typical, 3),
            $"{Number.Format(100 * one.Median, 2)} %",
            $"{Number.Format(100 * one.NinthTenth, 2)} %",
        ])])
    {
        Caption = "A frame is one step of gradient descent. Starts are drawn from the system's box and kept where the energy is at most so far above the lowest minimum: 1.5 times the highest barrier, or, in a bowl, about the mean of the box. Every fifth track was kept aside; g₅₀ is the median |∇E| there.",
    };

    private static double[] Shares => Lessons.Between(0.005, 0.995, 199);

    private static double[] Seen(Recovered one) => [.. one.Result.Recorded.SelectMany(track => track.Values)];

    private static Figure Curve(Recovered one)
    {
        double[] seen = Seen(one), x = Lessons.Between(seen.Min(), seen.Max(), CurvePoints);
        double[] exact = Lowered(Landscape.Of(one.Potential.System.Energy!).Evaluate(x).Energies), found = Lowered(Landscape.Of(one.Result.Model.Energy).Evaluate(x).Energies);
        return new("")
        {
            Columns = 1,
            SharedX = true,
            Height = 620,
            Description = $"{one.Name}: learned energy beside the true one",
            Panels =
            [
                new Panel { XLabel = "x", YLabel = "E", Marks = [new Line(x, exact) { Label = "truth", Colour = Palette.Grey, Width = 5 }, new Line(x, found) { Label = "learned", Colour = Palette.Vermilion, Dash = Dash.Dashed }] },
                new Panel { XLabel = "x", YLabel = "learned − truth", Marks = [new Line(x, Lessons.Difference(found, exact))], Legend = Legend.None },
            ],
        };
    }

    private static Figure Against(Recovered one)
    {
        double[] points = Thinning.AtLeast(Shown, one.Points, one.Potential.System.Columns.Count);
        double[] exact = Centred(Landscape.Of(one.Potential.System.Energy!).Evaluate(points).Energies), found = Centred(Landscape.Of(one.Result.Model.Energy).Evaluate(points).Energies);
        return new("")
        {
            Width = 900,
            Description = $"{one.Name}: learned against true energies",
            Panels =
            [
                new Panel { XLabel = "true E", YLabel = "learned E", Legend = Legend.None, Marks = [new Line([exact.Min(), exact.Max()], [exact.Min(), exact.Max()]) { Colour = Palette.Grey, Width = 1 }, new Scatter(exact, found)] },
                new Panel { XLabel = "true E", YLabel = "learned − truth", Legend = Legend.None, Marks = [new Scatter(exact, Lessons.Difference(found, exact))] },
            ],
        };
    }

    private static double[] Lowered(double[] energies) => [.. energies.Select(e => e - energies.Min())];

    private static double[] Centred(double[] energies) => [.. energies.Select(e => e - energies.Average())];
}
