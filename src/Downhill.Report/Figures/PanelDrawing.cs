namespace Downhill.Report;

/// <summary>Draws one panel: grid lines, marks, axes, names.</summary>
internal static class PanelDrawing
{
    internal static void Draw(Svg svg, PanelPlan plan)
    {
        svg.Open("g");
        WriteTitle(svg, plan);
        AxisDrawing.Draw(svg, plan);
        if (plan.Panel.HasData)
        {
            DrawData(svg, plan);
        }
        else
        {
            AxisDrawing.DrawEdges(svg, plan);
            svg.Write("no data", plan.Frame.Centre.Moved(0, 4), TextStyle.AxisLabel with { Anchor = "middle", Colour = Palette.Grey });
        }

        svg.Close();
    }

    internal static Canvas CanvasOf(Svg svg, PanelPlan plan, InkMap ink) =>
        new(svg, plan.Frame, plan.X, plan.Y, ink, new LabelPlacer(plan.Frame, ink))
        {
            Colours = plan.Panel.Coloured?.Colours,
            Under = plan.Panel.Coloured is IColoured coloured ? coloured.Under : (_, _) => double.NaN,
        };

    internal static void DrawMarks(Svg svg, PanelPlan plan, Canvas canvas)
    {
        string clip = svg.NewId();
        svg.Open("clipPath", ("id", clip));

        // A line along the edge keeps its full width.
        svg.Rectangle(plan.Frame.Inset(!plan.Panel.IsFilled ? -1 : 0));
        svg.Close();
        svg.Open("g", ("clip-path", $"url(#{clip})"));
        foreach ((Mark mark, Pen pen) in plan.Panel.Marks.Zip(plan.Pens))
        {
            mark.Draw(canvas, pen);
        }

        svg.Close();
    }

    private static void DrawData(Svg svg, PanelPlan plan)
    {
        InkMap ink = new(plan.Frame.Right + 1, plan.Frame.Bottom + 1);
        Canvas canvas = CanvasOf(svg, plan, ink);
        DrawMarks(svg, plan, canvas);
        AxisDrawing.DrawEdges(svg, plan);
        DrawLegend(svg, plan, canvas);
        foreach ((Mark mark, Pen pen) in plan.Panel.Marks.Zip(plan.Pens))
        {
            (mark as IWritten)?.Write(canvas, pen);
        }

        ColourBar.Draw(svg, plan);
    }

    private static void DrawLegend(Svg svg, PanelPlan plan, Canvas canvas)
    {
        switch (plan.Legend)
        {
            case LegendPlace.Inside:
                Legends.DrawInside(canvas, plan.Keys);
                break;
            case LegendPlace.Outside:
                Legends.DrawColumn(svg, plan.Keys, new(plan.Frame.Right + ColourBar.Width(plan) + 10, plan.Frame.Top));
                break;
            case LegendPlace.Direct:
                Legends.DrawDirect(svg, plan);
                break;
        }
    }

    private static void WriteTitle(Svg svg, PanelPlan plan)
    {
        string[] lines = PanelMargins.TitleLines(plan);
        for (int i = 0; i < lines.Length && plan.Panel.Title.Length > 0; i++)
        {
            double y = plan.Frame.Top - 8 - ((lines.Length - 1 - i) * PanelMargins.TitleLine);
            svg.Write(lines[i], new(plan.Frame.Left, y), TextStyle.PanelTitle);
        }
    }
}
