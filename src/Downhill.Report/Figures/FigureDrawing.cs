namespace Downhill.Report;

/// <summary>Draws a figure: decide, lay out, draw.</summary>
internal static class FigureDrawing
{
    internal static string Draw(Figure figure, string prefix)
    {
        Svg svg = new(prefix);
        Open(svg, figure);
        PanelPlan[] plans = LegendChoice.Decide(figure, Planning.Plans(figure));
        Layout layout = new(figure, LegendChoice.Common(plans));
        double y = WriteTitle(svg, figure);
        Legends.DrawRow(svg, layout.CommonKeys, new(Layout.Edge, y), figure.Width - (2 * Layout.Edge));
        foreach (PanelPlan plan in layout.Framed(plans))
        {
            PanelDrawing.Draw(svg, plan);
        }

        svg.Close();
        return svg.ToString();
    }

    private static void Open(Svg svg, Figure figure)
    {
        string description = figure.Description.Length > 0 ? figure.Description : figure.Title;
        svg.Open(
            "svg", ("xmlns", "http://www.w3.org/2000/svg"), ("width", figure.Width), ("height", figure.Height),
            ("viewBox", $"0 0 {Svg.Px(figure.Width)} {Svg.Px(figure.Height)}"), ("role", "img"), ("aria-label", description),
            ("font-family", TextWidth.Font));
        svg.Rectangle(new(0, 0, figure.Width, figure.Height), ("fill", Palette.White));
    }

    private static double WriteTitle(Svg svg, Figure figure)
    {
        double y = Layout.Edge;
        foreach (string line in Layout.TitleLines(figure))
        {
            svg.Write(line, new(Layout.Edge, y + 13), TextStyle.Title);
            y += Layout.TitleLine;
        }

        return y;
    }
}
