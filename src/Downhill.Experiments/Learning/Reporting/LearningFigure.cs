using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The loss of the fits of the chosen class against their steps.</summary>
internal static class LearningFigure
{
    internal static Chapter? Of(SeenLandscape seen) => Picture(seen.Result) is { } picture ? new(new Section("Learning") { Blocks = [picture.Drawing] }, picture) : null;

    /// <summary>The chapter of fits that are told of by one name.</summary>
    internal static Chapter? Of(IReadOnlyList<LearnProgress> progress, string name, string of) =>
        Picture(progress, name, fits => $"The loss of {of} against the steps of the optimiser{(fits > 1 ? "; learning began again" : "")}.") is { } picture ? new(new Section("Learning") { Blocks = [picture.Drawing] }, picture) : null;

    private static Plate? Picture(LearnResult result)
    {
        string name = result.Choice.Best.Name;
        return Picture(result.Progress, name, fits => $"The loss of {(fits == 1 ? "the fit" : $"all {fits} fits")} of {Words.Class(name)} against the steps of the optimiser{(fits > 1 && !name.StartsWith("network", StringComparison.Ordinal) ? ": short ones from different starts, and the best of them to the end, with all tracks and with parts left out" : "")}.");
    }

    private static Plate? Picture(IReadOnlyList<LearnProgress> progress, string name, Func<int, string> caption)
    {
        LearnProgress[][] fits = [.. Fits(progress.Where(LearnJob.IsKept), name).Where(fit => fit.Length > 2)];
        LearnProgress[] all = [.. fits.SelectMany(fit => fit)];
        if (fits.Length == 0)
        {
            return null;
        }

        bool isPositive = Array.TrueForAll(all, step => step.Loss > 0 && step.Withheld is not <= 0);
        Figure figure = new("")
        {
            Width = 720,
            Description = "Loss against steps",
            Panels =
            [
                new Panel
                {
                    XLabel = "step",
                    YLabel = isPositive ? "loss" : "loss above the lowest of the fit",
                    YScale = Scale.Log,
                    Legend = Array.Exists(all, step => step.Withheld is not null) ? Legend.Auto : Legend.None,
                    Marks = [.. fits.Select(fit => Learned(fit, isPositive)), .. fits.Where(fit => fit.Any(step => step.Withheld is not null)).Select(fit => Withheld(fit, isPositive))],
                },
            ],
        };
        string withheld = all.Any(step => step.Withheld is not null) ? " Dashed: the loss of what was withheld from the fit, whose best step is kept." : "";
        return new("learning", figure, $"{caption(fits.Length)}{withheld}");
    }

    /// <summary>The fits of a class, one after another: a fit ends where its name changes or its steps begin again.</summary>
    internal static IEnumerable<LearnProgress[]> Fits(IEnumerable<LearnProgress> progress, string name)
    {
        List<LearnProgress> fit = [];
        LearnProgress? before = null;
        foreach (LearnProgress step in progress)
        {
            if (before is not null && (step.Doing != before.Doing || step.Step <= before.Step) && fit.Count > 0)
            {
                yield return [.. fit];
                fit = [];
            }

            before = step;
            if (step.Doing == name || (name.StartsWith("network", StringComparison.Ordinal) && step.Doing.StartsWith("network ", StringComparison.Ordinal) && step.Doing.Contains(" of ", StringComparison.Ordinal)))
            {
                fit.Add(step);
            }
        }

        if (fit.Count > 0)
        {
            yield return [.. fit];
        }
    }

    private static Line Learned(LearnProgress[] fit, bool isPositive) => Of(fit, [.. fit.Select(step => step.Loss)], isPositive) with { Label = "learned from", Colour = Palette.Blue, Opacity = 0.7 };

    private static Line Withheld(LearnProgress[] fit, bool isPositive)
    {
        LearnProgress[] looks = [.. fit.Where(step => step.Withheld is not null)];
        return Of(looks, [.. looks.Select(step => step.Withheld!.Value)], isPositive) with { Label = "withheld", Colour = Palette.Vermilion, Dash = Dash.Dashed };
    }

    // A likelihood has no zero, and fits to parts of the tracks have losses of their own, so each is measured from its own lowest.
    private static Line Of(LearnProgress[] steps, double[] losses, bool isPositive) =>
        new([.. steps.Select(step => (double)step.Step)], isPositive ? losses : [.. losses.Select(loss => loss > losses.Min() ? loss - losses.Min() : double.NaN)]) { Width = 1.3 };
}
