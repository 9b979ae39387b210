using System.Text;

namespace Downhill.Report;

/// <summary>Path data of SVG from pixels.</summary>
internal static class Trace
{
    /// <summary>M and L through the pixels; a pixel that has no place interrupts the line.</summary>
    internal static string Of(IEnumerable<Pixel> pixels)
    {
        StringBuilder path = new();
        bool down = false;
        foreach (Pixel p in pixels)
        {
            if (p.IsDrawable)
            {
                path.Append(down ? 'L' : 'M').Append(Svg.Px(p.X)).Append(' ').Append(Svg.Px(p.Y));
            }

            down = p.IsDrawable;
        }

        return path.ToString();
    }

    internal static string Closed(IEnumerable<Pixel> pixels) => Of(pixels) + "Z";

    /// <summary>The parts of a line between its interruptions.</summary>
    internal static List<List<Pixel>> Parts(IEnumerable<Pixel> pixels)
    {
        List<List<Pixel>> parts = [[]];
        foreach (Pixel p in pixels)
        {
            if (p.IsDrawable)
            {
                parts[^1].Add(p);
            }
            else if (parts[^1].Count > 0)
            {
                parts.Add([]);
            }
        }

        return [.. parts.Where(part => part.Count > 0)];
    }

    /// <summary>
    /// Of a line that goes right, the first, lowest, highest and last point in each half pixel: it looks the same,
    /// and a million points become a few thousand. Interruptions stay.
    /// </summary>
    internal static IReadOnlyList<Pixel> Thinned(IReadOnlyList<Pixel> line, double width)
    {
        if (line.Count < 8 * width || line.Zip(line.Skip(1)).Any(pair => pair.Second.X < pair.First.X))
        {
            return line;
        }

        List<Pixel> thin = [];
        for (int start = 0, end; start < line.Count; start = end)
        {
            end = ColumnEnd(line, start);
            thin.AddRange(Corners(line, start, end));
        }

        return thin;
    }

    private static int ColumnEnd(IReadOnlyList<Pixel> line, int start)
    {
        int end = start + 1;
        while (end < line.Count && line[start].IsDrawable && line[end].IsDrawable && Math.Floor(line[end].X * 2) == Math.Floor(line[start].X * 2))
        {
            end++;
        }

        return end;
    }

    private static IEnumerable<Pixel> Corners(IReadOnlyList<Pixel> line, int start, int end)
    {
        IEnumerable<int> column = Enumerable.Range(start, end - start);
        return new[] { start, column.MinBy(i => line[i].Y), column.MaxBy(i => line[i].Y), end - 1 }.Distinct().Order().Select(i => line[i]);
    }
}
