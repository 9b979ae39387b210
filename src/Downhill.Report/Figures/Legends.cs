namespace Downhill.Report;

/// <summary>Samples of marks with their names.</summary>
internal static class Legends
{
    private const double Sample = 20, Gap = 6, LineHeight = 16, Pad = 5;

    /// <summary>Of the names one below another, with a little room around.</summary>
    internal static (double Width, double Height) Size(Key[] keys) =>
        (Sample + Gap + keys.Max(key => TextStyle.Key.WidthOf(key.Label)) + (2 * Pad) + 4, (keys.Length * LineHeight) + Pad);

    internal static IEnumerable<Frame> Corners(Frame frame, double width, double height)
    {
        const double Away = 5;
        double right = frame.Right - width - Away, bottom = frame.Bottom - height - Away;
        double middle = frame.Left + ((frame.Width - width) / 2), half = frame.Top + ((frame.Height - height) / 2);
        return
        [
            new(right, frame.Top + Away, width, height), new(frame.Left + Away, frame.Top + Away, width, height),
            new(right, bottom, width, height), new(frame.Left + Away, bottom, width, height),
            new(middle, frame.Top + Away, width, height), new(middle, bottom, width, height), new(right, half, width, height),
        ];
    }

    internal static void DrawInside(Canvas canvas, Key[] keys)
    {
        (double width, double height) = Size(keys);
        Frame place = canvas.Labels.Choose(Corners(canvas.Frame, width, height));
        canvas.Svg.Rectangle(place, ("fill", Palette.White), ("fill-opacity", 0.85), ("rx", 2.0));
        DrawColumn(canvas.Svg, keys, new(place.Left + Pad, place.Top + Pad));
    }

    internal static void DrawColumn(Svg svg, Key[] keys, Pixel top)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            DrawOne(svg, keys[i], top.Moved(0, i * LineHeight));
        }
    }

    /// <summary>The names beside one another, in as many rows as needed.</summary>
    internal static void DrawRow(Svg svg, Key[] keys, Pixel left, double width)
    {
        foreach ((Key key, Pixel place) in Placed(keys, width))
        {
            DrawOne(svg, key, place.Moved(left.X, left.Y));
        }
    }

    internal static double RowHeight(Key[] keys, double width) =>
        keys.Length == 0 ? 0 : Placed(keys, width).Max(placed => placed.Place.Y) + LineHeight + 6;

    /// <summary>Each name at the right end of its line, moved apart where they would touch.</summary>
    internal static void DrawDirect(Svg svg, PanelPlan plan)
    {
        (Key Key, double Y)[] ends = [.. Ends(plan).OrderBy(end => end.Y)];
        double[] y = Spread([.. ends.Select(end => end.Y)], 13.5, plan.Frame);
        for (int i = 0; i < ends.Length; i++)
        {
            svg.Write(ends[i].Key.Label, new(plan.Frame.Right + Gap, y[i] + 4), TextStyle.Key with { Colour = ends[i].Key.Colour, Bold = true });
        }
    }

    /// <summary>The places nearest to the given, ascending ones that are at least <paramref name="gap"/> apart and inside the frame.</summary>
    internal static double[] Spread(double[] y, double gap, Frame frame)
    {
        double[] apart = [.. y];
        for (int i = 0; i < apart.Length; i++)
        {
            apart[i] = Math.Max(apart[i], i == 0 ? frame.Top : apart[i - 1] + gap);
        }

        for (int i = apart.Length - 1; i >= 0; i--)
        {
            apart[i] = Math.Min(apart[i], i == apart.Length - 1 ? frame.Bottom : apart[i + 1] - gap);
        }

        return apart;
    }

    private static void DrawOne(Svg svg, Key key, Pixel top)
    {
        Glyphs.Sample(svg, key.Glyph, top.Moved(0, LineHeight / 2), Sample, key.Colour);
        svg.Write(key.Label, top.Moved(Sample + Gap, (LineHeight / 2) + 4), TextStyle.Key);
    }

    private static IEnumerable<(Key Key, Pixel Place)> Placed(Key[] keys, double width)
    {
        double x = 0, y = 0;
        foreach (Key key in keys)
        {
            double needed = Sample + Gap + TextStyle.Key.WidthOf(key.Label) + 18;
            (x, y) = x > 0 && x + needed > width ? (0, y + LineHeight) : (x, y);
            yield return (key, new(x, y));
            x += needed;
        }
    }

    private static IEnumerable<(Key Key, double Y)> Ends(PanelPlan plan) =>
        from key in plan.Keys
        let line = plan.Panel.Marks.OfType<Line>().FirstOrDefault(line => line.Label == key.Label)
        let end = line?.LastOn(plan.X, plan.Y).Y ?? plan.Frame.Centre.Y
        select (key, double.IsFinite(end) ? end : plan.Frame.Centre.Y);
}
