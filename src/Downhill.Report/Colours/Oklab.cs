namespace Downhill.Report;

/// <summary>A colour in coordinates in which equal distances look equal: L lightness (0 to 1), A green to red, B blue to yellow.</summary>
/// <remarks>Source: B. Ottosson (2020), A perceptual color space for image processing.</remarks>
internal readonly record struct Oklab(double L, double A, double B)
{
    /// <summary>From lightness, chroma and hue in degrees.</summary>
    internal static Oklab Polar(double lightness, double chroma, double hue) =>
        new(lightness, chroma * Math.Cos(hue * Math.PI / 180), chroma * Math.Sin(hue * Math.PI / 180));

    internal static Oklab Mix(Oklab a, Oklab b, double share) =>
        new(a.L + (share * (b.L - a.L)), a.A + (share * (b.A - a.A)), a.B + (share * (b.B - a.B)));

    internal Colour ToColour()
    {
        double l = Cube(L + (0.3963377774 * A) + (0.2158037573 * B));
        double m = Cube(L - (0.1055613458 * A) - (0.0638541728 * B));
        double s = Cube(L - (0.0894841775 * A) - (1.2914855480 * B));
        return new(
            Encoded((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Encoded((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Encoded((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Cube(double x) => x * x * x;

    private static byte Encoded(double c)
    {
        double s = c <= 0.0031308 ? 12.92 * c : (1.055 * Math.Pow(c, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(255 * Math.Clamp(s, 0, 1));
    }
}
