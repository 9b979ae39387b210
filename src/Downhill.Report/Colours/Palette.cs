namespace Downhill.Report;

/// <summary>The colours of every figure: told apart by colour-blind readers, and by lightness when printed in grey.</summary>
public static class Palette
{
    /// <summary>Deep blue, the first series.</summary>
    public static Colour Blue { get; } = Colour.Of(0x1D4E89);

    /// <summary>Vermilion, the second series.</summary>
    public static Colour Vermilion { get; } = Colour.Of(0xD1602B);

    /// <summary>Teal, the third series.</summary>
    public static Colour Teal { get; } = Colour.Of(0x4CB3A8);

    /// <summary>Plum, the fourth series.</summary>
    public static Colour Plum { get; } = Colour.Of(0x8E4585);

    /// <summary>Ochre, the fifth series.</summary>
    public static Colour Ochre { get; } = Colour.Of(0xC9921E);

    /// <summary>Grey, for what is only there for comparison.</summary>
    public static Colour Grey { get; } = Colour.Of(0x7A7A7A);

    /// <summary>Near black, for text and for truths.</summary>
    public static Colour Ink { get; } = Colour.Of(0x222222);

    /// <summary>White.</summary>
    public static Colour White { get; } = Colour.Of(0xFFFFFF);

    internal static Colour Axis { get; } = Colour.Of(0x555555);

    internal static Colour Faint { get; } = Colour.Of(0xECECEC);

    private static Colour[] Series { get; } = [Blue, Vermilion, Teal, Plum, Ochre, Grey];

    /// <summary>The colour of the n-th series, n = 0, 1, 2, ...; after the sixth they come again.</summary>
    /// <param name="n">The number of the series, from 0.</param>
    public static Colour OfSeries(int n) => Series[n % Series.Length];
}
