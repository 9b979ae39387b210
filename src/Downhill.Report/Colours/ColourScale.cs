namespace Downhill.Report;

/// <summary>Which colour stands for which number, and whether numbers lie beyond the ends.</summary>
internal sealed record ColourScale(ColourMap Map, Bounds Range, bool Below, bool Above)
{
    internal Colour Of(double value) => Map.At(Share(value));

    /// <summary>0 at the least value shown, 1 at the greatest, not less and not more.</summary>
    internal double Share(double value) => Math.Clamp((value - Range.Least) / Range.Span, 0, 1);

    /// <summary>A line colour that is seen on the colour of <paramref name="value"/>.</summary>
    internal Colour Over(double value) => Of(value).Lightness < 60 ? Palette.White : Palette.Ink;
}
