using Downhill.Objectives;
using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The energy over two coordinates as a map, and a map of its standard error.</summary>
internal static class MapFigure
{
    // Beyond this ratio of the ranges, units of equal length would leave a strip.
    private const double LargestAspect = 4;
    private const int ShownTracks = 12;
    private const double Width = 720, ErrorWidth = 560;

    internal static IEnumerable<Plate> All(SeenLandscape seen)
    {
        PlaneField field = new(seen, Plane.OfCoordinates);
        double[] lattice = field.Lattice;
        Trajectory[] tracks = ShowsTracks(seen.Result) ? [.. Thinning.Exactly(ShownTracks, seen.Result.Split.HeldOut.Count).Select(i => seen.Result.Split.HeldOut[i])] : [];
        string shown = tracks.Length == 0 ? "" : $" White: {(tracks.Length == seen.Result.Split.HeldOut.Count ? "the" : $"{tracks.Length} of the")} tracks kept aside.";
        string points = seen.Result.Minima.Points.Length == 0 ? "" : $" Discs with letters are the minima{(seen.Result.Saddles.Count > 0 ? ", crosses the saddles, named by the minima that they join" : "")}.";
        yield return new("landscape", Energy(seen, field, lattice, tracks), $"The learned energy as colour and contours (its least value is 0), and the direction of descent as streamlines.{points}{shown} Places that were not visited are left blank.");
        if (seen.Errors(lattice) is { } errors)
        {
            yield return new("landscape-error", Error(seen, field, errors), $"The standard error of that energy above {(seen.HasFirmBottom ? "its lowest minimum" : "the lowest visited place")}, from {Words.Count(seen.Model.Members.Count, "resample")} of the tracks.");
        }
    }

    /// <summary>Whether tracks follow the streamlines: noise and inertia would leave them.</summary>
    internal static bool ShowsTracks(LearnResult result) => !result.Protocol.IsNoisy && result.Model.Motion == Motion.Overdamped;

    /// <summary>Whether units of both axes can be equally long.</summary>
    internal static bool IsSquare(Bounds x, Bounds y)
    {
        double ratio = (y.Greatest - y.Least) / (x.Greatest - x.Least);
        return ratio < LargestAspect && ratio > 1 / LargestAspect;
    }

    private static Figure Energy(SeenLandscape seen, PlaneField field, double[] lattice, Trajectory[] tracks)
    {
        Grid grid = field.Of(seen.Energies(lattice));
        (Grid across, Grid up) = field.Descent(seen.Gradients(lattice));
        return Of(seen, field, Width, "The learned energy over the plane",
        [
            new Heatmap(grid) { Label = seen.EnergyLabel, Quantile = 0.99 },
            .. tracks.Select(track => new Track(Column(track, 0), Column(track, 1)) { Colour = Palette.White, Width = 0.9, ShowEnds = false, Fading = false }),
            new Contours(grid) { Count = 12 },
            Streamlines.Of(across, up) with { Spacing = 36 },
            .. Places(seen),
        ]);
    }

    private static Figure Error(SeenLandscape seen, PlaneField field, double[] errors)
    {
        Grid grid = field.Of(errors);
        return Of(seen, field, ErrorWidth, "The standard error of the energy over the plane",
            [new Heatmap(grid) { Label = $"standard error of {seen.EnergyLabel}", Quantile = 0.97 }, new Contours(grid) { Count = 6, Labelled = true }, .. Places(seen)]);
    }

    private static Figure Of(SeenLandscape seen, PlaneField field, double width, string description, Mark[] marks) => new("")
    {
        Width = width,
        Description = description,
        Panels =
        [
            new Panel
            {
                XLabel = seen.Columns[0],
                YLabel = seen.Columns[1],
                EqualAspect = IsSquare(field.X, field.Y),
                XRange = field.X,
                YRange = field.Y,
                Legend = Legend.None,
                Marks = marks,
            },
        ],
    };

    private static Mark[] Places(SeenLandscape seen) =>
    [
        new Markers([.. seen.Result.Saddles.Select(saddle => new Place(saddle.Point[0], saddle.Point[1], Words.Name(saddle)))]) { Shape = MarkerShape.Cross, Size = 10, Bold = true },
        new Markers([.. seen.Result.Minima.Points.Select((minimum, i) => new Place(minimum.Point[0], minimum.Point[1], Words.Letter(i)))]) { Size = 10, Bold = true },
    ];

    private static double[] Column(Trajectory track, int i) => [.. Enumerable.Range(0, track.Frames).Select(frame => track.State(frame)[i])];
}
