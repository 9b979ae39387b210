using Downhill.Compute;
using Downhill.Experiments.Diagnostics;
using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>Whether the learned dynamics with their noise do what was seen: where they go, and how far in a time.</summary>
internal static class LikenessFigure
{
    private const int MostTracks = 300, MostFrames = 2000, MostCoordinates = 3, Bins = 50;
    private static readonly int[] Strides = [1, 8, 64];

    internal static Plate? Of(SeenLandscape seen)
    {
        if (seen.Model.Temperature is not { } temperature)
        {
            return null;
        }

        Trajectory[] tracks = Chosen(seen.Result.Split.HeldOut);
        IReadOnlyList<Trajectory> simulated = SimulatedTracks.Like(seen, tracks, temperature);
        if (simulated.Count < tracks.Length)
        {
            return null;
        }

        Figure figure = new("")
        {
            Width = 880,
            Columns = seen.Dimension == 2 ? 3 : 2,
            Height = seen.Dimension == 3 ? 620 : 330,
            Description = "Simulated learned dynamics beside what was seen",
            Panels = [Displacement(seen, tracks, simulated), .. Enumerable.Range(0, Math.Min(MostCoordinates, seen.Dimension)).Select(i => Positions(seen, i, tracks, simulated))],
        };
        return new("likeness", figure, $"The learned dynamics with their noise, simulated from the first states of {(tracks.Length < seen.Result.Split.HeldOut.Count ? $"{tracks.Length} of the {seen.Result.Split.HeldOut.Count} stretches" : Words.Count(tracks.Length, "stretch"))} kept aside and for as long, beside what was seen there: the mean squared displacement (MSD) against the lag (bands and bars: two standard errors), and where they were.");
    }

    private static Trajectory[] Chosen(IReadOnlyList<Trajectory> tracks) => [.. Thinning.Exactly(MostTracks, tracks.Count).Select(i => Thinning.Every(tracks[i], 1, MostFrames))];

    private static Panel Displacement(SeenLandscape seen, IReadOnlyList<Trajectory> tracks, IReadOnlyList<Trajectory> simulated)
    {
        (double[] lags, Estimate[] truth) = Curve(tracks, seen);
        (double[] others, Estimate[] learned) = Curve(simulated, seen);
        return new Panel
        {
            Title = "How far in a time",
            XLabel = "lag (s)",
            YLabel = $"MSD ({seen.Columns[0]}²)",
            XScale = Scale.Log,
            YScale = Scale.Log,
            Marks =
            [
                new Line(others, [.. learned.Select(one => one.Value)]) { Label = "simulated", Colour = Palette.Vermilion, Lower = Ends(learned, -2), Upper = Ends(learned, 2) },
                new Scatter(lags, [.. truth.Select(one => one.Value)]) { Label = "seen", Colour = Palette.Ink, Lower = Ends(truth, -2), Upper = Ends(truth, 2), Size = 4.5 },
            ],
        };
    }

    private static Panel Positions(SeenLandscape seen, int coordinate, IReadOnlyList<Trajectory> tracks, IReadOnlyList<Trajectory> simulated)
    {
        double[] truth = Column(tracks, coordinate);
        Bounds range = SeenLandscape.Widened(new(truth.Min(), truth.Max()));
        return new Panel
        {
            Title = "Where: " + seen.Columns[coordinate],
            XLabel = seen.Columns[coordinate],
            YLabel = "density",
            XRange = range,
            Marks =
            [
                new Histogram(Column(simulated, coordinate)) { Label = "simulated", Colour = Palette.Vermilion, Range = range, Bins = Bins },
                new Histogram(truth) { Label = "seen", Colour = Palette.Ink, Range = range, Bins = Bins },
            ],
        };
    }

    /// <summary>The mean squared displacement at every lag of a few frames, and at longer ones from every eighth and every 64th frame.</summary>
    private static (double[] Lags, Estimate[] Values) Curve(IReadOnlyList<Trajectory> tracks, SeenLandscape seen)
    {
        List<(double Lag, Estimate Value)> curve = [];
        foreach (int stride in Strides)
        {
            Trajectory[] thinned = [.. tracks.Select(track => Thinning.Every(track, stride)).Where(track => track.Frames > 1)];
            double interval = stride * seen.Result.Protocol.Interval;
            if (thinned.Length > 0 && StepTable.Of(thinned, interval) is { Count: > 0 } table && (stride == 1 || table.LongestLag > 1))
            {
                Estimate[] lags = MeanSquaredDisplacement.Of(table, new Resampling(table, new Rng((ulong)seen.Result.Settings.Seed).Fork(stride))).Lags;
                double reached = curve.Count > 0 ? curve[^1].Lag : 0;
                curve.AddRange(lags.Select((value, i) => ((i + 1) * interval, value)).Where(item => item.Item1 > reached));
            }
        }

        return ([.. curve.Select(item => item.Lag)], [.. curve.Select(item => item.Value)]);
    }

    private static double[] Column(IReadOnlyList<Trajectory> tracks, int i) => [.. tracks.SelectMany(track => Enumerable.Range(0, track.Frames).Select(frame => track.State(frame)[i]))];

    private static double[] Ends(Estimate[] all, double errors) => [.. all.Select(one => one.Value + (errors * one.Error))];
}
