namespace Downhill.Report;

/// <summary>A path through the colours, from share 0 to share 1, along which equal steps look equal.</summary>
public sealed record ColourMap
{
    private readonly Oklab[] points;

    private ColourMap(Oklab[] points) => this.points = points;

    /// <summary>From dark violet over blue and green to pale yellow; lightness rises in a straight line, so it survives printing in grey.</summary>
    public static ColourMap Sequential { get; } = new(
    [
        Oklab.Polar(0.240, 0.090, 305), Oklab.Polar(0.328, 0.120, 293), Oklab.Polar(0.416, 0.130, 274),
        Oklab.Polar(0.504, 0.115, 248), Oklab.Polar(0.592, 0.099, 216), Oklab.Polar(0.680, 0.110, 186),
        Oklab.Polar(0.768, 0.130, 159), Oklab.Polar(0.856, 0.150, 130), Oklab.Polar(0.944, 0.120, 106),
    ]);

    /// <summary>From blue over near white to brown red; the middle is the value nothing is special about.</summary>
    public static ColourMap Diverging { get; } = new(
    [
        Oklab.Polar(0.360, 0.110, 256), Oklab.Polar(0.510, 0.135, 250), Oklab.Polar(0.660, 0.120, 244), Oklab.Polar(0.815, 0.065, 238),
        Oklab.Polar(0.965, 0.004, 90),
        Oklab.Polar(0.815, 0.070, 60), Oklab.Polar(0.660, 0.130, 48), Oklab.Polar(0.510, 0.150, 38), Oklab.Polar(0.360, 0.120, 31),
    ]);

    /// <summary>From white to near black, for densities on white pages.</summary>
    public static ColourMap Greys { get; } = new([new(0.995, 0, 0), new(0.25, 0, 0)]);

    /// <summary>The colour at a share of the way; below 0 and above 1 the ends.</summary>
    /// <param name="share">0 at the start, 1 at the end.</param>
    public Colour At(double share)
    {
        double place = Math.Clamp(share, 0, 1) * (points.Length - 1);
        int before = Math.Min((int)place, points.Length - 2);
        return Oklab.Mix(points[before], points[before + 1], place - before).ToColour();
    }
}
