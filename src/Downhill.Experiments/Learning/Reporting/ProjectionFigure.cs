using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The energy in the plane of most variance through the lowest minimum, and where points lie on it.</summary>
internal static class ProjectionFigure
{
    internal static Plate Of(SeenLandscape seen)
    {
        Plane plane = Plane.Principal(seen.Visited, seen.Bottom);
        PlaneField field = new(seen, plane);
        double[] lattice = field.Lattice;
        Grid energies = field.Of(seen.Energies(lattice));
        (Grid across, Grid up) = field.Descent(seen.Gradients(lattice));
        Figure figure = new("")
        {
            Width = 896,
            Description = "The learned energy in the plane of most variance, and the density of points on it",
            Panels =
            [
                Panel(field, plane, "Energy in the plane", [new Heatmap(energies) { Label = seen.EnergyLabel, Quantile = 0.99 }, new Contours(energies), Streamlines.Of(across, up) with { Spacing = 36 }, Minima(seen, plane)]),
                Panel(field, plane, "Points, seen along the other directions", [new Heatmap(field.Visits) { Map = ColourMap.Greys, Label = "log₁₀ of points nearby" }, Minima(seen, plane)]),
            ],
        };
        return new("projection", figure, $"The plane through {(seen.Result.Minima.Points.Length > 0 ? "the lowest minimum (A)" : "the lowest visited place")} in which visited points vary most: {100 * (plane.Shares[0] + plane.Shares[1]):F1} % of their variance lies along it. Left: the learned energy in the plane itself. Right: how many visited points lie over each place, wherever they are along the other directions; so energies on the left may be of places that were not visited.");
    }

    /// <summary>Of what each axis of the plane is made.</summary>
    internal static Report.Listing Axes(SeenLandscape seen)
    {
        Plane plane = Plane.Principal(seen.Visited, seen.Bottom);
        return new(["Axis", .. seen.Columns, "share of variance"],
            [["first", .. plane.First.Select(x => Number.Format(x, 3)), $"{100 * plane.Shares[0]:F1} %"], ["second", .. plane.Second.Select(x => Number.Format(x, 3)), $"{100 * plane.Shares[1]:F1} %"]])
        { Caption = "The axes of the plane of most variance, as unit vectors." };
    }

    private static Panel Panel(PlaneField field, Plane plane, string title, Mark[] marks) => new()
    {
        Title = title,
        XLabel = $"first axis ({100 * plane.Shares[0]:F0} % of variance)",
        YLabel = $"second axis ({100 * plane.Shares[1]:F0} %)",
        EqualAspect = MapFigure.IsSquare(field.X, field.Y),
        XRange = field.X,
        YRange = field.Y,
        Legend = Legend.None,
        Marks = marks,
    };

    private static Markers Minima(SeenLandscape seen, Plane plane)
    {
        return new([.. seen.Result.Minima.Points.Select((minimum, i) => At(plane.Onto(minimum.Point), i))]) { Size = 10, Bold = true };

        static Place At(double[] foot, int number) => new(foot[0], foot[1], Words.Letter(number));
    }
}
