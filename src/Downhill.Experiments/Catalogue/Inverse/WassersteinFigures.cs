using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>The pictures of <see cref="WassersteinIoc"/>.</summary>
internal static class WassersteinFigures
{
    /// <summary>Distances and divergences against the slope allowed.</summary>
    internal static Figure Walks(WalkStudy study) => new("")
    {
        Width = 860,
        Height = 340,
        Columns = 2,
        Description = "How near the agent comes to the expert as costs may be steeper.",
        Panels =
        [
            new()
            {
                Title = "the expert's law is known",
                XLabel = "L, slope that a cost may have",
                YLabel = "W₁ between agent and expert",
                Legend = Legend.None,
                Marks =
                [
                    new Line(Slopes(study.Fits), [.. study.Fits.Select(fit => fit.Distance)]),
                    new Scatter(Slopes(study.Fits), [.. study.Fits.Select(fit => fit.Distance)]),
                    new VerticalRule(study.OwnSlope) { Dash = Dash.Dotted, Label = "slope of the expert's cost" },
                ],
            },
            new()
            {
                Title = $"{WalkStudy.Seen} walks of the expert are known",
                XLabel = "L, slope that a cost may have",
                YLabel = "KL(expert ‖ agent), nats",
                Legend = Legend.None,
                Marks =
                [
                    new Line(Slopes(study.FromFew), [.. study.FromFew.Select(fit => fit.Divergence)]),
                    new Scatter(Slopes(study.FromFew), [.. study.FromFew.Select(fit => fit.Divergence)]),
                    new VerticalRule(study.OwnSlope) { Dash = Dash.Dotted, Label = "slope of the expert's cost" },
                ],
            },
        ],
    };

    /// <summary>Visits, cost, and visits without a cost.</summary>
    internal static Figure Apart(ShiftStudy study)
    {
        RoomGrid grid = study.Grid;
        double[] cost = study.Shown.Found.Cost[..grid.States];
        double least = cost.Min();
        Markers expert = new([.. study.Shown.Expert.Select(place => new Place(place.X, place.Y))]) { Shape = MarkerShape.Ring, Colour = Palette.Vermilion, Size = 10 };
        return new("")
        {
            Width = 1000,
            Columns = 3,
            Description = "Visits of the agent, the cost, and visits without a cost, with the expert's places.",
            Panels =
            [
                RoomFigures.Heat("visits of the agent", grid, study.Shown.Found.Visits, expert),
                RoomFigures.Heat("cost above its least", grid, [.. cost.Select(c => c - least)], expert),
                RoomFigures.Heat("visits without a cost", grid, study.Alone, expert),
            ],
        };
    }

    /// <summary>Distances and divergences against the shift.</summary>
    internal static Figure Shifts(ShiftStudy study)
    {
        double[] shifts = [.. study.Fits.Select(fit => fit.Shift)];
        return new("")
        {
            Width = 860,
            Height = 340,
            Columns = 2,
            Description = "Transport changes evenly as the expert moves off the cells, divergence leaps.",
            Panels =
            [
                new()
                {
                    XLabel = "shift of the expert, cells",
                    YLabel = "W₁ per step, cells",
                    Legend = Legend.None,
                    Marks =
                    [
                        new Line(shifts, [.. study.Fits.Select(fit => fit.Found.Distance / study.Horizon)]),
                        new Scatter(shifts, [.. study.Fits.Select(fit => fit.Found.Distance / study.Horizon)]),
                    ],
                },
                new()
                {
                    XLabel = "shift of the expert, cells",
                    YLabel = "KL(expert ‖ agent), nats",
                    Legend = Legend.Outside,
                    Marks = [.. ShiftStudy.Floors.SelectMany((floor, k) => new Mark[]
                    {
                        new Line(shifts, [.. study.Fits.Select(fit => fit.Divergence(floor))]) { Label = $"floor {Number.Format(floor)}", Colour = Palette.OfSeries(k) },
                        new Scatter(shifts, [.. study.Fits.Select(fit => fit.Divergence(floor))]) { Colour = Palette.OfSeries(k) },
                    })],
                },
            ],
        };
    }

    private static double[] Slopes(WalkFit[] fits) => [.. fits.Select(fit => fit.Lipschitz)];
}
