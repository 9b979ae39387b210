namespace Downhill.Report;

/// <summary>Finds room for labels: not on one another, not outside the frame, rather not on ink.</summary>
internal sealed class LabelPlacer(Frame frame, InkMap ink)
{
    private readonly List<Frame> taken = [];

    internal void Take(Frame rectangle) => taken.Add(rectangle);

    internal bool IsFree(Frame rectangle) => !taken.Exists(other => other.Overlap(rectangle) > 0);

    /// <summary>The rectangle for a text of the given size, beside <paramref name="point"/> at a distance of <paramref name="gap"/>.</summary>
    internal Frame Place(Pixel point, double width, double height, double gap) => Choose(Around(point, width, height, gap));

    /// <summary>The best of the places, the first of equals, taken from now on.</summary>
    internal Frame Choose(IEnumerable<Frame> places)
    {
        Frame best = places.MinBy(Cost);
        Take(best);
        return best;
    }

    /// <summary>How bad a place is: 0 for free paper.</summary>
    internal double Cost(Frame label)
    {
        double area = label.Width * label.Height;
        double outside = area - label.Overlap(frame);

        // Rounded, so that rounding errors do not decide between equals.
        return Math.Round((10 * taken.Sum(label.Overlap) / area) + (20 * outside / area) + (2 * ink.Covered(label)), 6);
    }

    // East, west, north, south, then the corners: the order is the preference.
    private static IEnumerable<Frame> Around(Pixel p, double width, double height, double gap)
    {
        double near = gap * 0.7;
        yield return new(p.X + gap, p.Y - (height / 2), width, height);
        yield return new(p.X - gap - width, p.Y - (height / 2), width, height);
        yield return new(p.X - (width / 2), p.Y - gap - height, width, height);
        yield return new(p.X - (width / 2), p.Y + gap, width, height);
        yield return new(p.X + near, p.Y - near - height, width, height);
        yield return new(p.X - near - width, p.Y - near - height, width, height);
        yield return new(p.X + near, p.Y + near, width, height);
        yield return new(p.X - near - width, p.Y + near, width, height);
    }
}
