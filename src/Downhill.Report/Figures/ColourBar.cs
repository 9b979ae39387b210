namespace Downhill.Report;

/// <summary>Which colour is which number, beside a panel; an arrow at an end says that there is more beyond it.</summary>
internal static class ColourBar
{
    private const double Away = 10, Thick = 11, Arrow = 9;
    private const int Stops = 32;

    internal static double Width(PanelPlan plan) => plan.Panel.Coloured is { ShowColourBar: true } mark
        ? Away + Thick + 8 + Labels(plan, mark.Colours!).Select(tick => TextStyle.TickLabel.WidthOf(tick.Label)).DefaultIfEmpty(0).Max() + (mark.Label is null ? 4 : 20)
        : 0;

    internal static void Draw(Svg svg, PanelPlan plan)
    {
        if (plan.Panel.Coloured is { ShowColourBar: true } mark)
        {
            ColourScale colours = mark.Colours!;
            DrawBar(svg, colours, BarOf(plan, colours));
            DrawLabels(svg, plan, colours, BarOf(plan, colours));
            if (mark.Label is not null)
            {
                Frame frame = plan.Frame;
                double x = frame.Right + Width(plan) - 4;
                string label = TextWidth.Fit(mark.Label, frame.Height, TextStyle.AxisLabel);
                svg.Write(label, new(x, frame.Centre.Y), TextStyle.AxisLabel with { Anchor = "middle", Turn = -90 });
            }
        }
    }

    private static Frame BarOf(PanelPlan plan, ColourScale colours)
    {
        double above = colours.Above ? Arrow : 0, below = colours.Below ? Arrow : 0;
        return new(plan.Frame.Right + Away, plan.Frame.Top + above, Thick, Math.Max(1, plan.Frame.Height - above - below));
    }

    private static void DrawBar(Svg svg, ColourScale colours, Frame bar)
    {
        string id = svg.NewId();
        svg.Open("linearGradient", ("id", id), ("x1", 0.0), ("y1", 1.0), ("x2", 0.0), ("y2", 0.0));
        for (int i = 0; i <= Stops; i++)
        {
            svg.Leaf("stop", ("offset", Math.Round((double)i / Stops, 4).ToString("0.####")), ("stop-color", colours.Map.At((double)i / Stops)));
        }

        svg.Close();
        svg.Rectangle(bar, ("fill", $"url(#{id})"));
        DrawArrow(svg, colours.Above, colours.Map.At(1), bar, bar.Top, -Arrow + 1);
        DrawArrow(svg, colours.Below, colours.Map.At(0), bar, bar.Bottom, Arrow - 1);
    }

    private static void DrawArrow(Svg svg, bool drawn, Colour colour, Frame bar, double from, double length)
    {
        if (drawn)
        {
            string path = Trace.Closed([new(bar.Left, from), new(bar.Centre.X, from + length), new(bar.Right, from)]);
            svg.Leaf("path", ("d", path), ("fill", colour), ("stroke", Palette.Axis), ("stroke-width", 0.5));
        }
    }

    private static void DrawLabels(Svg svg, PanelPlan plan, ColourScale colours, Frame bar)
    {
        Axis axis = new(Scale.Linear, colours.Range, bar.Bottom, bar.Top);
        foreach (Tick tick in Labels(plan, colours))
        {
            double y = axis.At(tick.Value);
            svg.Line(new(bar.Right, y), new(bar.Right + 3, y), Palette.Axis, 0.8);
            svg.Write(tick.Label, new(bar.Right + 6, y + 4), TextStyle.TickLabel);
        }
    }

    // The clipped ends are named, "> 3", and take the place of ticks too near to them.
    private static IEnumerable<Tick> Labels(PanelPlan plan, ColourScale colours)
    {
        Frame bar = BarOf(plan, colours);
        Axis axis = new(Scale.Linear, colours.Range, bar.Bottom, bar.Top);
        List<Tick> ends = [];
        if (colours.Above)
        {
            ends.Add(new(colours.Range.Greatest, "> " + Number.Format(colours.Range.Greatest, 3)));
        }

        if (colours.Below)
        {
            ends.Add(new(colours.Range.Least, "< " + Number.Format(colours.Range.Least, 3)));
        }

        return [.. axis.Marked(48, _ => TextStyle.TickLabel.Size).Where(tick => ends.TrueForAll(end => Math.Abs(axis.At(end.Value) - axis.At(tick.Value)) > 14)), .. ends];
    }
}
