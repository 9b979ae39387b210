namespace Downhill.Report;

/// <summary>Lines along a field of directions on paper, about equally far from one another.</summary>
/// <remarks>
/// Source: B. Jobard and W. Lefer (1997), Creating evenly-spaced streamlines of arbitrary density.
/// New lines start beside old ones, at a distance of one spacing, and end where they come nearer than half of it to another.
/// Differs from the source: places that no line reached are tried at the end, on a lattice; a line that meets its own start closes.
/// </remarks>
/// <param name="frame">Where the lines may be.</param>
/// <param name="velocity">The field in pixels; NaN where there is none.</param>
/// <param name="spacing">The distance between lines, in pixels.</param>
internal sealed class StreamTracer(Frame frame, Func<Pixel, Pixel> velocity, double spacing)
{
    private const double Step = 1.5;
    private readonly StreamSpace space = new(frame, spacing);
    private readonly Queue<List<Pixel>> grown = new();
    private double still;

    internal List<List<Pixel>> Lines()
    {
        List<List<Pixel>> lines = [];
        Pixel[] lattice = [.. Lattice()];
        still = 1e-6 * lattice.Select(Speed).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        foreach (Pixel seed in lattice.OrderBy(p => p.DistanceTo(frame.Centre)))
        {
            Grow(lines, seed);
            while (grown.TryDequeue(out List<Pixel>? line))
            {
                foreach (Pixel beside in Beside(line))
                {
                    Grow(lines, beside);
                }
            }
        }

        return lines;
    }

    private IEnumerable<Pixel> Lattice() =>
        from column in Enumerable.Range(0, (int)Math.Ceiling(frame.Width / spacing))
        from row in Enumerable.Range(0, (int)Math.Ceiling(frame.Height / spacing))
        select new Pixel(frame.Left + ((column + 0.5) * spacing), frame.Top + ((row + 0.5) * spacing));

    private double Speed(Pixel p)
    {
        Pixel v = velocity(p);
        return Math.Sqrt((v.X * v.X) + (v.Y * v.Y));
    }

    private void Grow(List<List<Pixel>> lines, Pixel seed)
    {
        if (!frame.Contains(seed) || space.IsNear(seed, spacing * 0.99))
        {
            return;
        }

        List<Pixel> line = Trace(seed);
        if (line.Count * Step < spacing * 1.5)
        {
            return;
        }

        lines.Add(line);
        space.Add(line);
        grown.Enqueue(line);
    }

    private List<Pixel> Trace(Pixel seed)
    {
        List<Pixel> ahead = Follow(seed, 1, out bool closed);
        if (closed)
        {
            return ahead;
        }

        List<Pixel> behind = Follow(seed, -1, out _);
        behind.Reverse();
        return [.. behind, .. ahead.Skip(1)];
    }

    private List<Pixel> Follow(Pixel seed, double sense, out bool closed)
    {
        List<Pixel> line = [seed];
        closed = false;
        Pixel last = Direction(seed, sense);
        int most = (int)(4 * (frame.Width + frame.Height) / Step);
        while (!closed && line.Count < most && Next(line[^1], sense) is { IsDrawable: true } next && MayGo(line, next, ref last, sense))
        {
            line.Add(next);
            closed = line.Count > 8 && next.DistanceTo(seed) <= Step;
        }

        if (closed)
        {
            line.Add(seed);
        }

        return line;
    }

    private bool MayGo(List<Pixel> line, Pixel next, ref Pixel last, double sense)
    {
        Pixel direction = Direction(next, sense);
        bool turnsBack = !((direction.X * last.X) + (direction.Y * last.Y) > 0);
        last = direction;
        return frame.Contains(next) && !turnsBack && !space.IsNear(next, spacing / 2) && !IsNearItself(line, next, direction);
    }

    // A ring comes back to its start along the same path, sideways by less than a pixel; a spiral comes back beside it.
    private bool IsNearItself(List<Pixel> line, Pixel p, Pixel direction)
    {
        int old = line.Count - (int)(3 * spacing / Step);
        for (int i = 0; i < old; i++)
        {
            double dx = line[i].X - p.X, dy = line[i].Y - p.Y;
            if ((dx * dx) + (dy * dy) < spacing * spacing / 4 && Math.Abs((dx * direction.Y) - (dy * direction.X)) > 2)
            {
                return true;
            }
        }

        return false;
    }

    // The classical Runge-Kutta rule of order 4, in arc length.
    private Pixel Next(Pixel p, double sense)
    {
        Pixel k1 = Direction(p, sense);
        Pixel k2 = Direction(p.Moved(Step / 2 * k1.X, Step / 2 * k1.Y), sense);
        Pixel k3 = Direction(p.Moved(Step / 2 * k2.X, Step / 2 * k2.Y), sense);
        Pixel k4 = Direction(p.Moved(Step * k3.X, Step * k3.Y), sense);
        return p.Moved(Step * (k1.X + (2 * (k2.X + k3.X)) + k4.X) / 6, Step * (k1.Y + (2 * (k2.Y + k3.Y)) + k4.Y) / 6);
    }

    private Pixel Direction(Pixel p, double sense)
    {
        Pixel v = velocity(p);
        double speed = Math.Sqrt((v.X * v.X) + (v.Y * v.Y));
        return speed > still && double.IsFinite(speed) ? new(sense * v.X / speed, sense * v.Y / speed) : new(double.NaN, double.NaN);
    }

    private IEnumerable<Pixel> Beside(List<Pixel> line)
    {
        int every = Math.Max(1, (int)(spacing / Step / 2));
        for (int i = every; i < line.Count; i += every)
        {
            double dx = line[i].X - line[i - 1].X, dy = line[i].Y - line[i - 1].Y, length = Math.Sqrt((dx * dx) + (dy * dy));
            yield return line[i].Moved(spacing * dy / length, -spacing * dx / length);
            yield return line[i].Moved(-spacing * dy / length, spacing * dx / length);
        }
    }
}
