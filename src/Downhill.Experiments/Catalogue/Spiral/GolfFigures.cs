using Downhill.Experiments.Studies;
using Downhill.Report;

namespace Downhill.Experiments.Spirals;

/// <summary>The pictures of <see cref="GolfCourse"/>.</summary>
internal static class GolfFigures
{
    private const int Across = 301;

    /// <summary>Slopes, weights and losses against the steps, all networks.</summary>
    internal static Figure Growth(IReadOnlyDictionary<GolfLoss, GolfRun[]> runs) => new("")
    {
        Width = 900,
        Height = 330,
        Columns = 3,
        Description = "Slopes, weights and losses as learning goes on.",
        Panels =
        [
            Against(runs, "largest slope of the energy", look => look.Slope, Scale.Log),
            Against(runs, "norm of the weights", look => look.Weights, Scale.Linear),
            Against(runs, "loss", look => look.Loss, Scale.Linear),
        ],
    };

    /// <summary>Energies along a ray, early and late.</summary>
    internal static Figure Trench(IReadOnlyDictionary<GolfLoss, GolfRun[]> runs) => new("")
    {
        Width = 900,
        Height = 320,
        Columns = 3,
        Description = "Energies across the circle.",
        Panels = [.. runs.Select(pair => new Panel
        {
            Title = GolfRun.Words(pair.Key),
            XLabel = "distance from the middle",
            YLabel = "E above its least",
            Legend = Legend.None,
            Marks =
            [
                Ray(pair.Value[0].Energies[^5]) with { Dash = Dash.Dashed, Colour = Palette.Grey },
                Ray(pair.Value[0].Energies[^1]) with { Colour = Colours[(int)pair.Key] },
                new VerticalRule(1) { Dash = Dash.Dotted, Colour = Palette.Ink },
            ],
        })],
    };

    private static Colour[] Colours => [Palette.Vermilion, Palette.Ochre, Palette.Blue];

    private static Panel Against(IReadOnlyDictionary<GolfLoss, GolfRun[]> runs, string words, Func<GolfLook, double> of, Scale scale) => new()
    {
        Title = words,
        XLabel = "steps",
        XScale = Scale.Log,
        YScale = scale,
        Marks = [.. runs.SelectMany(pair => pair.Value.Select(run => new Line([.. run.Looks.Select(look => (double)look.Step)], [.. run.Looks.Select(of)])
        {
            Label = GolfRun.Words(pair.Key),
            Colour = Colours[(int)pair.Key],
            Width = 1.4,
        }))],
    };

    private static Line Ray(Energy energy)
    {
        double[] radii = Lessons.Between(0, GolfRun.Half, Across), energies = Landscape.Of(energy).Evaluate([.. radii.SelectMany(r => new[] { r, 0 })]).Energies;
        double least = energies.Min();
        return new(radii, [.. energies.Select(e => e - least)]);
    }
}
