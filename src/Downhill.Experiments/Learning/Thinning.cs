namespace Downhill.Experiments.Learning;

/// <summary>Some of many points, so evenly taken that no track and no part of one is missed.</summary>
internal static class Thinning
{
    /// <summary>Every nth of points of shape [·, dimension], n = ⌊count / wanted⌋: at least so many and fewer than twice as many; all where there are no more.</summary>
    internal static double[] AtLeast(int wanted, double[] points, int dimension) =>
        Taken(AtLeast(wanted, points.Length / dimension), points, dimension);

    /// <summary>The numbers of these points, of <paramref name="count"/>.</summary>
    internal static int[] AtLeast(int wanted, int count) => Every(Math.Max(1, count / wanted), count);

    /// <summary>Every nth of points of shape [·, dimension], n = 1 + ⌊count / most⌋.</summary>
    internal static double[] AtMost(int most, double[] points, int dimension)
    {
        int count = points.Length / dimension;
        return Taken(Every(1 + (count / most), count), points, dimension);
    }

    /// <summary>The numbers of exactly so many of <paramref name="count"/>, or of all where there are no more; the nth is ⌊n count / wanted⌋.</summary>
    internal static int[] Exactly(int wanted, int count)
    {
        int kept = Math.Min(wanted, count);
        return [.. Enumerable.Range(0, kept).Select(n => (int)((long)n * count / kept))];
    }

    /// <summary>The points of these numbers.</summary>
    internal static double[] Taken(int[] rows, double[] points, int dimension) => [.. rows.SelectMany(row => points[(row * dimension)..((row + 1) * dimension)])];

    /// <summary>Every <paramref name="stride"/>th frame of a track from the first on, <paramref name="most"/> at the most.</summary>
    internal static Trajectory Every(Trajectory track, int stride, int most = int.MaxValue)
    {
        int[] frames = [.. Enumerable.Range(0, Math.Min(most, ((track.Frames - 1) / stride) + 1)).Select(i => i * stride)];
        return new(track.Name, [.. frames.Select(frame => track.Times[frame])], [.. frames.SelectMany(frame => track.State(frame).ToArray())], track.Columns);
    }

    private static int[] Every(int nth, int count) => [.. Enumerable.Range(0, count).Where(row => row % nth == 0)];
}
