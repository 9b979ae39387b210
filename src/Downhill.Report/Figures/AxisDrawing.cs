namespace Downhill.Report;

/// <summary>Axes: thin lines, ticks outside, numbers, names; faint lines across where nothing fills the panel.</summary>
internal static class AxisDrawing
{
    private const double Thin = 0.8;

    internal static void Draw(Svg svg, PanelPlan plan)
    {
        if (!plan.Panel.IsFilled && !plan.Panel.IsSlanted)
        {
            DrawGrid(svg, plan);
        }

        foreach (Tick tick in plan.XTicks)
        {
            DrawX(svg, plan, tick);
        }

        foreach (Tick tick in plan.YTicks)
        {
            DrawY(svg, plan, tick);
        }

        WriteLabels(svg, plan);
    }

    /// <summary>The two axes, drawn over the marks.</summary>
    internal static void DrawEdges(Svg svg, PanelPlan plan)
    {
        if (plan.Panel.IsSlanted)
        {
            return;
        }

        Frame frame = plan.Frame;
        Pixel corner = new(frame.Left, frame.Bottom);
        svg.Line(corner, new(frame.Right, frame.Bottom), Palette.Axis, Thin);
        svg.Line(corner, new(frame.Left, frame.Top), Palette.Axis, Thin);
    }

    private static void DrawGrid(Svg svg, PanelPlan plan)
    {
        Frame frame = plan.Frame;
        bool lying = plan.Panel.NamedY is not null;
        foreach (Tick tick in (lying ? plan.XTicks : plan.YTicks).Where(tick => tick.Label.Length > 0))
        {
            (Pixel from, Pixel to) = lying
                ? (new Pixel(plan.X.At(tick.Value), frame.Top), new Pixel(plan.X.At(tick.Value), frame.Bottom))
                : (new Pixel(frame.Left, plan.Y.At(tick.Value)), new Pixel(frame.Right, plan.Y.At(tick.Value)));
            svg.Line(from, to, Palette.Faint, Thin);
        }
    }

    private static void DrawX(Svg svg, PanelPlan plan, Tick tick)
    {
        Pixel foot = new(plan.X.At(tick.Value), plan.Frame.Bottom);
        if (plan.Panel.NamedX is null)
        {
            svg.Line(foot, foot.Moved(0, LengthOf(tick)), Palette.Axis, Thin);
        }

        if (plan.LabelsX && tick.Label.Length > 0)
        {
            string[] lines = plan.Panel.NamedX is null ? [tick.Label] : PanelMargins.NameLines(plan, tick.Label);
            for (int i = 0; i < lines.Length; i++)
            {
                double down = PanelMargins.TickLength + PanelMargins.TickGap + 9 + (i * PanelMargins.NameLine);
                svg.Write(lines[i], foot.Moved(0, down), TextStyle.TickLabel with { Anchor = "middle" });
            }
        }
    }

    private static void DrawY(Svg svg, PanelPlan plan, Tick tick)
    {
        Pixel foot = new(plan.Frame.Left, plan.Y.At(tick.Value));
        if (plan.Panel.NamedY is null)
        {
            svg.Line(foot, foot.Moved(-LengthOf(tick), 0), Palette.Axis, Thin);
        }

        if (plan.LabelsY && tick.Label.Length > 0)
        {
            string label = PanelMargins.NameAt(plan, tick.Label);
            svg.Write(label, foot.Moved(-PanelMargins.TickLength - PanelMargins.TickGap, 4), TextStyle.TickLabel with { Anchor = "end" });
        }
    }

    private static double LengthOf(Tick tick) => tick.Label.Length > 0 ? PanelMargins.TickLength : PanelMargins.TickLength / 2;

    private static void WriteLabels(Svg svg, PanelPlan plan)
    {
        Frame frame = plan.Frame;
        TextStyle style = TextStyle.AxisLabel with { Anchor = "middle" };
        if (plan.LabelsX && plan.Panel.XLabel.Length > 0)
        {
            double down = PanelMargins.TickLength + PanelMargins.TickGap + PanelMargins.XLabelHeight(plan) + 15;
            svg.Write(TextWidth.Fit(plan.Panel.XLabel, frame.Width + 20, style), new(frame.Centre.X, frame.Bottom + down), style);
        }

        if (plan.LabelsY && plan.Panel.YLabel.Length > 0)
        {
            double left = PanelMargins.TickLength + PanelMargins.TickGap + PanelMargins.YLabelWidth(plan) + 9;
            svg.Write(TextWidth.Fit(plan.Panel.YLabel, frame.Height + 20, style), new(frame.Left - left, frame.Centre.Y), style with { Turn = -90 });
        }
    }
}
