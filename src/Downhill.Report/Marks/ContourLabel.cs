namespace Downhill.Report;

/// <summary>A number written along a line, where the line is straight and there is room.</summary>
internal static class ContourLabel
{
    private static readonly TextStyle Style = new(9.5, Palette.Ink) { Anchor = "middle", Rim = true };

    internal static void Write(Canvas canvas, List<Pixel> line, string text)
    {
        double width = Style.WidthOf(text) + 8;
        double best = 0.12;
        (Pixel From, Pixel To)? place = null;
        for (int start = 0; start < line.Count; start += 2)
        {
            if (Chord(line, start, width) is { } chord && chord.Bend < best && HasRoom(canvas, chord.From, chord.To))
            {
                (best, place) = (chord.Bend, (chord.From, chord.To));
            }
        }

        if (place is { } found)
        {
            Write(canvas, text, found.From, found.To);
        }
    }

    // From one point to the first one as far away as the text is long, and how much the line between bends: arc / chord − 1.
    private static (Pixel From, Pixel To, double Bend)? Chord(List<Pixel> line, int start, double width)
    {
        double arc = 0;
        for (int end = start + 1; end < line.Count; end++)
        {
            arc += line[end - 1].DistanceTo(line[end]);
            double chord = line[start].DistanceTo(line[end]);
            if (chord >= width)
            {
                return (line[start], line[end], (arc / chord) - 1);
            }
        }

        return null;
    }

    private static bool HasRoom(Canvas canvas, Pixel from, Pixel to) =>
        canvas.Frame.Inset(6).Contains(from) && canvas.Frame.Inset(6).Contains(to) && canvas.Labels.IsFree(Around(from, to));

    private static Frame Around(Pixel from, Pixel to) =>
        new Frame(Math.Min(from.X, to.X), Math.Min(from.Y, to.Y), Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)).Inset(-5);

    private static void Write(Canvas canvas, string text, Pixel from, Pixel to)
    {
        (Pixel left, Pixel right) = from.X <= to.X ? (from, to) : (to, from);
        double turn = Math.Atan2(right.Y - left.Y, right.X - left.X) * 180 / Math.PI;
        Pixel middle = left.Towards(right, 0.5);
        double down = 3.3;
        Pixel baseline = middle.Moved(-down * Math.Sin(turn * Math.PI / 180), down * Math.Cos(turn * Math.PI / 180));
        canvas.Labels.Take(Around(from, to));
        canvas.Svg.Write(text, baseline, Style with { Turn = turn });
    }
}
