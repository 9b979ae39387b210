namespace Downhill.Report;

/// <summary>How much room the text around a panel needs.</summary>
internal static class PanelMargins
{
    internal const double TickLength = 4, TickGap = 4, LabelRoom = 21, TitleLine = 16, NameLine = 13;

    internal static Margins Of(PanelPlan plan) => new(
        Left(plan),
        plan.Panel.Title.Length == 0 ? 8 : 9 + (TitleLines(plan).Length * TitleLine),
        Right(plan),
        Bottom(plan));

    internal static string[] TitleLines(PanelPlan plan) => TextWidth.Wrap(plan.Panel.Title, plan.Frame.Width, TextStyle.PanelTitle, 2);

    /// <summary>The names along the x axis in the room each of them has.</summary>
    internal static string[] NameLines(PanelPlan plan, string name) =>
        TextWidth.Wrap(name, (plan.Frame.Width / Math.Max(1, plan.Panel.NamedX!.Length)) - 6, TextStyle.TickLabel, 3);

    /// <summary>The names along the y axis, no wider than two fifths of the panel's cell.</summary>
    internal static string NameAt(PanelPlan plan, string name) => TextWidth.Fit(name, 0.8 * Math.Max(80, plan.Frame.Width), TextStyle.TickLabel);

    /// <summary>The room of the tick labels of the y axis.</summary>
    internal static double YLabelWidth(PanelPlan plan) =>
        plan.LabelsY ? plan.YTicks.Select(tick => TextStyle.TickLabel.WidthOf(NameAt(plan, tick.Label))).DefaultIfEmpty(0).Max() : 0;

    internal static double XLabelHeight(PanelPlan plan) =>
        !plan.LabelsX ? 0
        : plan.Panel.NamedX is string[] names ? NameLine * names.Select(name => NameLines(plan, name).Length).DefaultIfEmpty(1).Max()
        : NameLine;

    /// <summary>The frame, where both units are to be equally long, as large as fits, at the top left of the old one.</summary>
    internal static PanelPlan Squared(PanelPlan plan)
    {
        if (!plan.Panel.EqualAspect || plan.Panel.ScaleX == Scale.Log || plan.Panel.ScaleY == Scale.Log)
        {
            return plan;
        }

        Frame old = plan.Frame;
        double unit = Math.Min(old.Width / plan.XRange.Span, old.Height / plan.YRange.Span);
        return plan with { Frame = new(old.Left, old.Top, unit * plan.XRange.Span, unit * plan.YRange.Span) };
    }

    private static double Left(PanelPlan plan)
    {
        double numbers = plan.LabelsY ? YLabelWidth(plan) + TickLength + TickGap : 0;
        return Math.Max(plan.LabelsY ? 10 : 8, numbers + (plan.LabelsY && plan.Panel.YLabel.Length > 0 ? LabelRoom : 2));
    }

    private static double Bottom(PanelPlan plan)
    {
        double numbers = plan.LabelsX ? XLabelHeight(plan) + TickLength + TickGap : 0;
        return 6 + numbers + (plan.LabelsX && plan.Panel.XLabel.Length > 0 ? LabelRoom - 2 : 0);
    }

    private static double Right(PanelPlan plan)
    {
        double legend = plan.Legend switch
        {
            LegendPlace.Outside => Legends.Size(plan.Keys).Width + 6,
            LegendPlace.Direct => plan.Keys.Max(key => TextStyle.Key.WidthOf(key.Label) * 1.07) + 12,
            _ => 0,
        };
        return Math.Max(14, ColourBar.Width(plan) + legend + 10);
    }
}
