namespace Downhill.Report;

/// <summary>One bar a name, each with an optional interval; several such marks in a panel stand side by side.</summary>
/// <param name="Names">What is compared, shape [n].</param>
/// <param name="Values">How much, shape [n].</param>
public sealed record Bars(string[] Names, double[] Values) : Mark, INamed
{
    /// <summary>The lower ends of the intervals, shape [n]. Default none.</summary>
    public double[]? Lower { get; init; }

    /// <summary>The upper ends of the intervals, shape [n]. Default none.</summary>
    public double[]? Upper { get; init; }

    /// <summary>Bars to the right, names on the left: for long names. Default false.</summary>
    public bool Horizontal { get; init; }

    internal override Glyph Glyph => Glyph.Area;

    internal override Colour? OwnColour => null;

    internal override Extent Reach(Scale x, Scale y)
    {
        Scale scale = Horizontal ? x : y;
        Bounds values = Bounds.Of(Values, scale);
        if (values.IsEmpty || Names.Length == 0)
        {
            return Extent.None;
        }

        Bounds along = values.Join(Bounds.Of(Lower, scale)).Join(Bounds.Of(Upper, scale)).With(0, scale);
        Bounds across = new(-0.5, Names.Length - 0.5);
        return Horizontal ? new(along, across) { StandsInX = true } : new(across, along) { StandsInY = true };
    }

    internal override void Draw(Canvas canvas, Pen pen)
    {
        for (int i = 0; i < Math.Min(Names.Length, Values.Length); i++)
        {
            if (Drawable.Is(Values[i]))
            {
                DrawOne(canvas, pen, i);
            }
        }
    }

    private void DrawOne(Canvas canvas, Pen pen, int i)
    {
        double width = 0.66 / pen.Slots, middle = i - 0.33 + ((pen.Slot + 0.5) * width);
        Frame bar = Between(canvas, middle - (0.46 * width), 0, middle + (0.46 * width), Values[i]);
        canvas.Ink.Fill(bar);
        canvas.Svg.Rectangle(bar, ("fill", pen.Colour.Paler));
        if (i < Lower?.Length && i < Upper?.Length && !double.IsNaN(Lower[i]) && !double.IsNaN(Upper[i]))
        {
            Frame interval = Between(canvas, middle, Lower[i], middle, Upper[i]);
            canvas.Svg.Line(new(interval.Left, interval.Top), new(interval.Right, interval.Bottom), Palette.Ink, 1.3);
        }
    }

    private Frame Between(Canvas canvas, double from, double low, double to, double high)
    {
        (double x1, double y1, double x2, double y2) = Horizontal
            ? (canvas.X.Within(low), canvas.Y.At(from), canvas.X.Within(high), canvas.Y.At(to))
            : (canvas.X.At(from), canvas.Y.Within(low), canvas.X.At(to), canvas.Y.Within(high));
        return new(Math.Min(x1, x2), Math.Min(y1, y2), Math.Abs(x2 - x1), Math.Abs(y2 - y1));
    }
}
