namespace Downhill.Report;

/// <summary>A colour of the screen, sRGB, 0 to 255 each.</summary>
/// <param name="Red">The red part.</param>
/// <param name="Green">The green part.</param>
/// <param name="Blue">The blue part.</param>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as SVG and CSS write it: #rrggbb.</summary>
    public string Hex => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>CIE lightness L*, 0 (black) to 100 (white): what remains when the page is printed in grey.</summary>
    public double Lightness
    {
        get
        {
            double y = (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));
            return y > 216.0 / 24389 ? (116 * Math.Cbrt(y)) - 16 : y * 24389 / 27;
        }
    }

    /// <summary>Mixed with one quarter of white, for areas.</summary>
    internal Colour Paler => Diluted(0.75);

    /// <summary>The colour in more light than usual (above 1, towards white) or in less (towards black).</summary>
    internal Colour Lit(double light)
    {
        double dark = Math.Clamp(0.45 + (0.55 * light), 0.3, 1);
        Colour colour = new((byte)(dark * Red), (byte)(dark * Green), (byte)(dark * Blue));
        return light > 1 ? colour.Diluted(Math.Clamp(1.5 - (0.5 * light), 0.6, 1)) : colour;
    }

    /// <summary>A share of this colour, the rest white.</summary>
    internal Colour Diluted(double share) => new(Diluted(Red, share), Diluted(Green, share), Diluted(Blue, share));

    internal static Colour Of(int rgb) => new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);

    private static byte Diluted(byte part, double share) => (byte)Math.Round(255 + (share * (part - 255)));

    private static double Linear(byte part)
    {
        double c = part / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
