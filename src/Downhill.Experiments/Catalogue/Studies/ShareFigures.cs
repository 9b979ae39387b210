using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>The pictures of <see cref="SharesOfDownhill"/>.</summary>
internal static class ShareFigures
{
    private const int Arrowed = 120;

    /// <summary>Measured shares with their intervals against the exact curve.</summary>
    internal static Figure Dial(IReadOnlyList<SharedMotion> motions)
    {
        double[] dial = [.. motions.Select(motion => motion.Dial)], fine = Lessons.Between(0, 1, 101);
        return new("")
        {
            Description = "Downhill share along the dial from descent to rotation",
            Panels =
            [
                new Panel
                {
                    XLabel = "dial: from descent (0) to rotation (1)",
                    YLabel = "share that is downhill",
                    YRange = new Bounds(-0.05, 1.05),
                    Marks =
                    [
                        new Line(fine, [.. fine.Select(s => (1 - s) * (1 - s) / (((1 - s) * (1 - s)) + (4 * s * s)))]) { Label = "exact, points all around", Colour = Palette.Grey },
                        new Scatter(dial, [.. motions.Select(motion => motion.Exact)]) { Label = "exact, for the points that there were", Colour = Palette.Ink, Size = 4 },
                        new Scatter(dial, [.. motions.Select(motion => motion.Share.Value)])
                        {
                            Label = "measured",
                            Colour = Palette.Vermilion,
                            Size = 8,
                            Opacity = 0.6,
                            Lower = [.. motions.Select(motion => motion.Share.Interval.Low)],
                            Upper = [.. motions.Select(motion => motion.Share.Interval.High)],
                        },
                    ],
                },
            ],
        };
    }

    /// <summary>Motions as arrows, and what the learned energies have of them.</summary>
    internal static Figure Fields(IEnumerable<SharedMotion> motions) => new("")
    {
        Width = 900,
        Columns = 2,
        Description = "Fields and their downhill parts",
        Panels = [.. motions.Select(Field)],
    };

    internal static Report.Listing Table(IReadOnlyList<SharedMotion> motions) => new(
        ["Motion", "Measured", "95 % interval", "Exact", "Skill of a step function", "Model"],
        [.. motions.Select(motion => (string[])
        [
            motion.Words,
            Number.Format(motion.Share.Value, 4),
            $"{Number.Format(motion.Share.Interval.Low, 4)} to {Number.Format(motion.Share.Interval.High, 4)}",
            Number.Format(motion.Exact, 4),
            Number.Format(motion.Share.FreeSkill, 4),
            motion.Result.Choice.Best.Name,
        ])])
    {
        Caption = "What the learned energy predicts of the changes of tracks kept aside, over what an unconstrained step function predicts. The interval is from resampling them.",
    };

    private static Panel Field(SharedMotion motion)
    {
        IReadOnlyList<Trajectory> tracks = motion.Result.Split.HeldOut;
        (double[] Here, double[] Step)[] steps = [.. tracks.SelectMany(track => Enumerable.Range(0, track.Frames - 1).Select(frame => (track.State(frame).ToArray(), Lessons.Difference(track.State(frame + 1).ToArray(), track.State(frame).ToArray()))))];
        (double[] Here, double[] Step)[] some = [.. steps.Where((_, i) => i % Math.Max(1, steps.Length / Arrowed) == 0)];
        double[] points = [.. some.SelectMany(step => step.Here)], moved = [.. some.SelectMany(step => step.Step)];
        double[] down = [.. Landscape.Of(motion.Result.Model.Energy).Evaluate(points).Gradients.Select(g => -g * motion.Result.Model.Interval)];
        double longest = 0.12 * (points.Max() - points.Min()), largest = Lessons.Lengths(moved, 2).Max(), own = Lessons.Lengths(down, 2).Max();
        return new Panel
        {
            Title = motion.Words,
            XLabel = "x",
            YLabel = "y",
            EqualAspect = true,
            Marks =
            [
                Arrows.Of(points, moved, longest) with { Colour = Palette.Ink, Label = "motion" },
                Arrows.Of(points, down, longest * Math.Sqrt(own / largest)) with { Colour = Palette.Vermilion, Width = 1.6, Label = "learned energy" },
            ],
        };
    }
}
