namespace Downhill.Report;

/// <summary>Decides where each legend goes, from a sketch of the figure without legends.</summary>
internal static class LegendChoice
{
    // A legend may cover this share of ink before it goes outside.
    private const double Tolerated = 0.02;

    internal static PanelPlan[] Decide(Figure figure, PanelPlan[] plans)
    {
        bool common = AreAlike(plans);
        PanelPlan[] sketched = [.. new Layout(figure, []).Framed(plans)];
        return [.. plans.Zip(sketched, (plan, sketch) => plan with { Legend = Place(plan, sketch, common) })];
    }

    internal static Key[] Common(PanelPlan[] plans) => Array.Find(plans, plan => plan.Legend == LegendPlace.Common)?.Keys ?? [];

    private static LegendPlace Place(PanelPlan plan, PanelPlan sketch, bool common) => plan.Panel.Legend switch
    {
        _ when plan.Keys.Length == 0 => LegendPlace.None,
        Legend.None => LegendPlace.None,
        Legend.Inside => LegendPlace.Inside,
        Legend.Outside => LegendPlace.Outside,
        Legend.Direct => LegendPlace.Direct,
        _ => common ? LegendPlace.Common : EndApart(sketch) ? LegendPlace.Direct : HasRoom(sketch) ? LegendPlace.Inside : LegendPlace.Outside,
    };

    private static bool AreAlike(PanelPlan[] plans)
    {
        PanelPlan[] named = [.. plans.Where(plan => plan.Keys.Length > 0)];
        return named.Length > 1
            && Array.TrueForAll(named, plan => plan.Panel.Legend == Legend.Auto && plan.Keys.SequenceEqual(named[0].Keys));
    }

    private static bool EndApart(PanelPlan plan)
    {
        Mark[] labelled = [.. plan.Panel.Marks.Where(mark => mark.Label is { Length: > 0 } && mark.Glyph != Glyph.None)];
        if (labelled.Length is < 2 or > 6 || !Array.TrueForAll(labelled, mark => mark is Line) || plan.Panel.Coloured is not null)
        {
            return false;
        }

        Pixel[] ends = [.. labelled.Cast<Line>().Select(line => line.LastOn(plan.X, plan.Y)).OrderBy(p => p.Y)];
        bool atTheEdge = Array.TrueForAll(ends, p => plan.Frame.Contains(p) && p.X > plan.Frame.Right - (0.12 * plan.Frame.Width));
        bool narrow = Array.TrueForAll(plan.Keys, key => TextStyle.Key.WidthOf(key.Label) < 0.3 * plan.Frame.Width);
        return atTheEdge && narrow && ends.Zip(ends.Skip(1)).All(pair => pair.Second.Y - pair.First.Y >= 12);
    }

    private static bool HasRoom(PanelPlan sketch)
    {
        Svg scratch = new("s");
        InkMap ink = new(sketch.Frame.Right + 1, sketch.Frame.Bottom + 1);
        PanelDrawing.DrawMarks(scratch, sketch, PanelDrawing.CanvasOf(scratch, sketch, ink));
        (double width, double height) = Legends.Size(sketch.Keys);
        return width < 0.6 * sketch.Frame.Width
            && height < 0.7 * sketch.Frame.Height
            && Legends.Corners(sketch.Frame, width, height).Min(ink.Covered) <= Tolerated;
    }
}
