using Downhill.Report;

namespace Downhill.Experiments.StepFunctions;

/// <summary>The pictures of the shoot-out: errors against the number of transitions, and circulation.</summary>
internal sealed record ShootoutFigures(int[] Sizes, IReadOnlyList<Course> Courses, IReadOnlyDictionary<(string System, Comparison Comparison, Kind Kind), Race[]> Races)
{
    private static readonly Colour[] Colours = [Palette.Grey, Palette.Vermilion, Palette.Blue, Palette.Teal];

    private double[] X => [.. Sizes.Select(n => (double)n)];

    /// <summary>A row for each system, a column for each comparison.</summary>
    internal Figure Errors(Func<Race, double[]> error, string label, Func<Course, double?> floor) => new("")
    {
        Width = 760,
        Height = 90 + (215 * Courses.Count),
        Columns = 2,
        Description = $"{label} against the number of transitions, for each system, at equal parameters and at equal work",
        Panels = [.. Courses.SelectMany(course => Enum.GetValues<Comparison>().Select(comparison => ErrorPanel(course, comparison, error, label, floor(course))))],
    };

    /// <summary>Circulation of what was learned of the systems that circulate nowhere.</summary>
    internal Figure Circulations()
    {
        Course[] quiet = [.. Courses.Where(course => course.System.Energy is not null)];
        return new Figure("")
        {
            Width = 800,
            Height = 300,
            Columns = quiet.Length,
            SharedY = true,
            Description = "Circulation of what was learned",
            Panels = [.. quiet.Select(course => new Panel
            {
                Title = course.System.Title,
                XLabel = "transitions",
                YLabel = "|∮ Δ·dl| / ∮ |Δ| dl",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Marks = [.. Enum.GetValues<Kind>().Select(kind => Curve(course, Comparison.EqualParameters, kind, race => [.. race.Circulation.Select(c => Math.Max(c, 1e-17))]))],
            })],
        };
    }

    private Panel ErrorPanel(Course course, Comparison comparison, Func<Race, double[]> error, string label, double? floor) => new()
    {
        Title = $"{course.System.Title}, equal {(comparison == Comparison.EqualParameters ? "parameters" : "work")}",
        XLabel = "transitions",
        YLabel = label,
        XScale = Scale.Log,
        YScale = Scale.Log,
        YRange = Range(course, error),
        Marks =
        [
            .. floor is double level ? (Mark[])[new HorizontalRule(level) { Label = "floor of every energy" }] : [],
            .. Enum.GetValues<Kind>().Select(kind => Curve(course, comparison, kind, error)),
        ],
    };

    // Both comparisons of a system are to be compared by eye.
    private Bounds Range(Course course, Func<Race, double[]> error)
    {
        double[] all = [.. Races.Where(pair => pair.Key.System == course.System.Name).SelectMany(pair => pair.Value).SelectMany(error).Where(e => e > 0 && double.IsFinite(e))];
        return new(all.Min() / 1.2, Math.Min(all.Max() * 1.2, 5));
    }

    private Line Curve(Course course, Comparison comparison, Kind kind, Func<Race, double[]> of)
    {
        double[][] runs = [.. Races[(course.System.Name, comparison, kind)].Select(of)];
        GeometricMean[] means = [.. Sizes.Select((_, i) => GeometricMean.Of([.. runs.Select(run => run[i])]))];
        return new Line(X, [.. means.Select(mean => mean.Value)])
        {
            Lower = [.. means.Select(mean => mean.Low)],
            Upper = [.. means.Select(mean => mean.High)],
            Label = Contestant.NameOf(kind),
            Colour = Colours[(int)kind],
        };
    }
}
