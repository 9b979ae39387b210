namespace Downhill.Report;

/// <summary>Small shapes, in panels and in legends.</summary>
internal static class Glyphs
{
    /// <summary>A shape around a point, with a white rim so that it is seen on any colour.</summary>
    internal static void Draw(Svg svg, Glyph glyph, Pixel p, double size, Colour colour)
    {
        double r = size / 2;
        switch (glyph)
        {
            case Glyph.Dot:
                svg.Leaf("circle", ("cx", p.X), ("cy", p.Y), ("r", r), ("fill", colour), ("stroke", Palette.White), ("stroke-width", 1.2));
                break;
            case Glyph.Ring:
                svg.Leaf("circle", ("cx", p.X), ("cy", p.Y), ("r", r - 0.5), ("fill", Palette.White), ("stroke", colour), ("stroke-width", 1.6));
                break;
            case Glyph.Cross:
                Cross(svg, p, r * 0.8, colour);
                break;
            case Glyph.Diamond:
                Outline(svg, colour, p.Moved(0, -r * 1.15), p.Moved(r, 0), p.Moved(0, r * 1.15), p.Moved(-r, 0));
                break;
            case Glyph.Triangle:
                Outline(svg, colour, p.Moved(0, -r * 1.1), p.Moved(r, r * 0.75), p.Moved(-r, r * 0.75));
                break;
        }
    }

    /// <summary>A sample of a mark in a legend, on a line of text that begins at <paramref name="left"/>.</summary>
    internal static void Sample(Svg svg, Glyph glyph, Pixel left, double width, Colour colour)
    {
        Dash dash = glyph switch { Glyph.Dashed => Dash.Dashed, Glyph.Dotted => Dash.Dotted, _ => Dash.Solid };
        if (glyph is Glyph.Line or Glyph.Dashed or Glyph.Dotted)
        {
            svg.Stroke(Trace.Of([left, left.Moved(width, 0)]), colour, 2, Line.DashAttributes(dash, 2));
        }
        else if (glyph == Glyph.Area)
        {
            svg.Rectangle(new(left.X + (width / 2) - 6, left.Y - 5, 12, 10), ("fill", colour.Paler));
        }
        else
        {
            Draw(svg, glyph, left.Moved(width / 2, 0), 8, colour);
        }
    }

    private static void Cross(Svg svg, Pixel p, double r, Colour colour)
    {
        string path = Trace.Of([p.Moved(-r, -r), p.Moved(r, r)]) + Trace.Of([p.Moved(-r, r), p.Moved(r, -r)]);
        svg.Stroke(path, Palette.White, 4.2, ("stroke-linecap", "round"));
        svg.Stroke(path, colour, 2, ("stroke-linecap", "round"));
    }

    private static void Outline(Svg svg, Colour colour, params Pixel[] corners) =>
        svg.Leaf("path", ("d", Trace.Closed(corners)), ("fill", colour), ("stroke", Palette.White), ("stroke-width", 1.2));
}
