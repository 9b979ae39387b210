namespace Downhill.Report;

/// <summary>Ranges and colours of all panels of a figure.</summary>
internal static class Planning
{
    internal static PanelPlan[] Plans(Figure figure)
    {
        Dictionary<string, int> series = [];
        PanelPlan[] plans = [.. figure.Panels.Select((panel, i) => Plan(figure, panel, i, series))];
        (Bounds x, Bounds y) = (Ranges.Joined(plans.Select(plan => plan.XRange)), Ranges.Joined(plans.Select(plan => plan.YRange)));
        return Array.ConvertAll(plans, plan => plan with
        {
            XRange = figure.SharedX ? x : plan.XRange,
            YRange = figure.SharedY ? y : plan.YRange,
        });
    }

    private static PanelPlan Plan(Figure figure, Panel panel, int i, Dictionary<string, int> series)
    {
        (Bounds x, Bounds y) = Ranges.Of(panel);
        Pen[] pens = Pens(panel, series);
        return new(panel, i / figure.Columns, i % figure.Columns, x, y)
        {
            Pens = pens,
            Keys = Keys(panel, pens),
            LabelsX = !figure.SharedX || i + figure.Columns >= figure.Panels.Length,
            LabelsY = !figure.SharedY || i % figure.Columns == 0,
        };
    }

    // Equal labels have equal colours all over the figure; a new one takes the first colour that its panel does not use yet.
    private static Pen[] Pens(Panel panel, Dictionary<string, int> series)
    {
        int slot = 0, slots = panel.Marks.Count(mark => mark is INamed);
        string[] names = [.. panel.Marks.Select((mark, i) => mark.Label is { Length: > 0 } label ? label : $"\0{i}")];
        HashSet<int> used = [.. names.Where(series.ContainsKey).Select(name => series[name])];
        Pen[] pens = [.. panel.Marks.Zip(names, (mark, name) => new Pen(ColourOf(mark, name, series, used), mark is INamed ? slot++ : 0, Math.Max(1, slots)))];
        foreach (string name in names.Where(name => name[0] == '\0'))
        {
            series.Remove(name);
        }

        return pens;
    }

    private static Colour ColourOf(Mark mark, string name, Dictionary<string, int> series, HashSet<int> used)
    {
        if ((mark.Colour ?? mark.OwnColour) is Colour own)
        {
            return own;
        }

        if (!series.TryGetValue(name, out int number))
        {
            number = Enumerable.Range(0, used.Count + 1).First(used.Add);
            series[name] = number;
        }

        return Palette.OfSeries(number);
    }

    private static Key[] Keys(Panel panel, Pen[] pens) =>
    [
        .. panel.Marks.Zip(pens)
            .Where(pair => pair.First is { Label.Length: > 0, Glyph: not Glyph.None } && pair.First.Reach(panel.ScaleX, panel.ScaleY).HasData)
            .Select(pair => new Key(pair.First.Label!, pair.First.Glyph, pair.Second.Colour))
            .DistinctBy(key => (key.Label, key.Glyph)),
    ];
}
