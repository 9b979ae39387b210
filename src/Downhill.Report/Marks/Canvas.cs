namespace Downhill.Report;

/// <summary>Where a mark draws.</summary>
internal sealed record Canvas(Svg Svg, Frame Frame, Axis X, Axis Y, InkMap Ink, LabelPlacer Labels)
{
    /// <summary>The meaning of the colours under the marks, where there is a heat map.</summary>
    internal ColourScale? Colours { get; init; }

    /// <summary>The number under a point of the heat map; NaN where there is none.</summary>
    internal Func<double, double, double> Under { get; init; } = (_, _) => double.NaN;

    internal Pixel At(double x, double y) => new(X.At(x), Y.At(y));

    internal Pixel[] At(double[] x, double[] y)
    {
        Pixel[] pixels = new Pixel[Math.Min(x.Length, y.Length)];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = At(x[i], y[i]);
        }

        return pixels;
    }

    /// <summary>Whether white is seen better than black at a place.</summary>
    internal bool IsDark(Pixel p) =>
        Colours is not null && Under(X.ValueAt(p.X), Y.ValueAt(p.Y)) is double value && !double.IsNaN(value) && Colours.Over(value) == Palette.White;

    /// <summary>A line with its interruptions, remembered as ink.</summary>
    internal void Stroke(IReadOnlyList<Pixel> line, Colour colour, double width, params ReadOnlySpan<(string Name, Value Value)> attributes)
    {
        Touch(line);
        Svg.Stroke(Trace.Of(line), colour, width, attributes);
    }

    /// <summary>Remembers a line as ink without drawing it.</summary>
    internal void Touch(IReadOnlyList<Pixel> line)
    {
        for (int i = 1; i < line.Count; i++)
        {
            Ink.Line(line[i - 1], line[i]);
        }
    }

    /// <summary>A vertical line without caps from lower to upper, cut at the ends of the axis.</summary>
    internal void Interval(double x, double lower, double upper, Colour colour)
    {
        Pixel from = new(X.At(x), Y.Within(lower)), to = new(X.At(x), Y.Within(upper));
        if (from.IsDrawable && to.IsDrawable)
        {
            Ink.Line(from, to);
            Svg.Line(from, to, colour, 1.2);
        }
    }

    /// <summary>Text beside a point, where there is room.</summary>
    internal void Name(Pixel point, string text, double gap, bool bold = false)
    {
        if (text.Length > 0 && Frame.Contains(point))
        {
            TextStyle style = TextStyle.Key with { Rim = true, Bold = bold, Size = TextStyle.Key.Size + (bold ? 1.5 : 0) };
            Frame place = Labels.Place(point, style.WidthOf(text), style.Size, gap);
            Svg.Write(text, new(place.Left, place.Bottom - 2), style);
        }
    }
}
