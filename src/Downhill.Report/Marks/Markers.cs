namespace Downhill.Report;

/// <summary>A point with a name.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">Where.</param>
/// <param name="Name">Written beside it. Default nothing.</param>
public readonly record struct Place(double X, double Y, string Name = "");

/// <summary>The shape of a marker.</summary>
public enum MarkerShape
{
    /// <summary>A disc, for minima.</summary>
    Disc,

    /// <summary>A cross, for saddles.</summary>
    Cross,

    /// <summary>A triangle, for maxima.</summary>
    Triangle,

    /// <summary>A diamond, for anything else.</summary>
    Diamond,

    /// <summary>A ring, for beginnings.</summary>
    Ring,
}

/// <summary>Named places, each label where there is room.</summary>
/// <param name="Places">The places.</param>
public sealed record Markers(params Place[] Places) : Mark, IWritten
{
    /// <summary>The shape. Default a disc.</summary>
    public MarkerShape Shape { get; init; }

    /// <summary>The size, in pixels. Default 9.</summary>
    public double Size { get; init; } = 9;

    /// <summary>Whether the names are heavy, with a wide rim: for letters on a busy picture. Default false.</summary>
    public bool Bold { get; init; }

    internal override Glyph Glyph => Shape switch
    {
        MarkerShape.Cross => Glyph.Cross,
        MarkerShape.Triangle => Glyph.Triangle,
        MarkerShape.Diamond => Glyph.Diamond,
        MarkerShape.Ring => Glyph.Ring,
        _ => Glyph.Dot,
    };

    internal override Colour? OwnColour => Palette.Ink;

    internal override Extent Reach(Scale x, Scale y) =>
        new(Bounds.Of([.. Places.Select(place => place.X)], x), Bounds.Of([.. Places.Select(place => place.Y)], y));

    internal override void Draw(Canvas canvas, Pen pen)
    {
        foreach (Pixel p in Places.Select(place => canvas.At(place.X, place.Y)).Where(p => p.IsDrawable))
        {
            canvas.Labels.Take(new(p.X - (Size / 2), p.Y - (Size / 2), Size, Size));
            canvas.Ink.Dot(p);
            Glyphs.Draw(canvas.Svg, Glyph, p, Size, pen.Colour);
        }
    }

    void IWritten.Write(Canvas canvas, Pen pen)
    {
        foreach (Place place in Places)
        {
            canvas.Name(canvas.At(place.X, place.Y), place.Name ?? "", Size * 0.9, Bold);
        }
    }
}
