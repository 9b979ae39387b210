namespace Downhill.Report;

/// <summary>What the axes of a panel show.</summary>
internal static class Ranges
{
    // Room beside the data, as a share of its width and height.
    private const double RoomInX = 0.025, RoomInY = 0.06;

    internal static (Bounds X, Bounds Y) Of(Panel panel)
    {
        List<Extent> extents = panel.Marks.ToList().ConvertAll(mark => mark.Reach(panel.ScaleX, panel.ScaleY));
        List<Extent> filling = extents.FindAll(extent => extent.Fills);
        bool fills = filling.Count > 0;
        Bounds x = Joined((fills ? filling : extents).Select(extent => extent.X));
        Bounds y = Joined((fills ? filling : extents).Select(extent => extent.Y));
        double roomX = fills || panel.NamedX is not null ? 0 : RoomInX, roomY = fills || panel.NamedY is not null ? 0 : RoomInY;
        return (
            Given(panel.XRange, panel.ScaleX) ?? Roomy(x, panel.ScaleX, roomX, extents.Exists(extent => extent.StandsInX)),
            Given(panel.YRange, panel.ScaleY) ?? Roomy(y, panel.ScaleY, roomY, extents.Exists(extent => extent.StandsInY)));
    }

    internal static Bounds Joined(IEnumerable<Bounds> all) => all.Aggregate(Bounds.Empty, (a, b) => a.Join(b));

    /// <summary>The bounds, made wide enough to be an axis where they are a single point, or nothing.</summary>
    internal static Bounds Opened(Bounds bounds, Scale scale)
    {
        // What reaches down to zero, a grid, say, shows three decades of it.
        if (scale == Scale.Log && bounds.Least <= 0)
        {
            bounds = bounds.Greatest > 0 ? new(bounds.Greatest / 1000, bounds.Greatest) : Bounds.Empty;
        }

        double largest = Math.Max(Math.Abs(bounds.Least), Math.Abs(bounds.Greatest));
        return bounds.IsEmpty ? (scale == Scale.Linear ? new(0, 1) : new(1, 10))
            : bounds.Span > 1e-9 * largest && bounds.Span > 1e-290 ? bounds
            : scale == Scale.Log ? new(bounds.Least / 2, bounds.Greatest * 2)
            : largest < 1e-280 ? new(-0.5, 0.5)
            : new(bounds.Least - (0.1 * largest), bounds.Greatest + (0.1 * largest));
    }

    private static Bounds? Given(Bounds? range, Scale scale) =>
        range is Bounds given && !given.IsEmpty && Drawable.On(scale, given.Least) && Drawable.On(scale, given.Greatest) ? Opened(given, scale) : null;

    private static Bounds Roomy(Bounds bounds, Scale scale, double room, bool stands)
    {
        Bounds open = Opened(bounds, scale);
        if (scale == Scale.Log)
        {
            double factor = Math.Pow(open.Greatest / open.Least, room);
            return new(open.Least / factor, open.Greatest * factor);
        }

        double width = room * open.Span;
        return new(stands && open.Least == 0 ? 0 : open.Least - width, stands && open.Greatest == 0 ? 0 : open.Greatest + width);
    }
}
