namespace Downhill.Report;

/// <summary>The value of an attribute; a number is rounded to a hundredth of a pixel.</summary>
internal readonly record struct Value(string Text)
{
    public static implicit operator Value(string text) => new(Markup.Escape(text));

    public static implicit operator Value(double pixels) => new(Svg.Px(pixels));

    public static implicit operator Value(Colour colour) => new(colour.Hex);
}
