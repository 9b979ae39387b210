namespace Downhill.Report;

/// <summary>Something drawn in a panel.</summary>
public abstract record Mark
{
    private protected Mark()
    {
    }

    /// <summary>The name in the legend. Default none.</summary>
    public string? Label { get; init; }

    /// <summary>The colour. Default: of a series, the next of the palette, the same for equal labels all over the figure.</summary>
    public Colour? Colour { get; init; }

    /// <summary>How the legend shows the mark.</summary>
    internal abstract Glyph Glyph { get; }

    /// <summary>The colour where none is set, or none: then the palette decides.</summary>
    internal abstract Colour? OwnColour { get; }

    /// <summary>What the mark needs of the axes; empty without data.</summary>
    internal abstract Extent Reach(Scale x, Scale y);

    internal abstract void Draw(Canvas canvas, Pen pen);
}

/// <summary>A mark that writes text, after all marks are drawn.</summary>
internal interface IWritten
{
    void Write(Canvas canvas, Pen pen);
}

/// <summary>A mark that gives colours a meaning.</summary>
internal interface IColoured
{
    /// <summary>None without data.</summary>
    ColourScale? Colours { get; }

    string? Label { get; }

    bool ShowColourBar { get; }

    /// <summary>The number whose colour is at (x, y); NaN where there is none.</summary>
    double Under(double x, double y);
}

/// <summary>A mark whose places along one axis have names.</summary>
internal interface INamed
{
    string[] Names { get; }

    bool Horizontal { get; }
}

/// <summary>The sample of a mark in a legend.</summary>
internal enum Glyph
{
    None,
    Line,
    Dashed,
    Dotted,
    Dot,
    Ring,
    Cross,
    Diamond,
    Triangle,
    Area,
}

/// <summary>The data of a mark along both axes.</summary>
internal readonly record struct Extent(Bounds X, Bounds Y)
{
    internal static Extent None => new(Bounds.Empty, Bounds.Empty);

    /// <summary>The mark fills its extent, so the axes end with it.</summary>
    internal bool Fills { get; init; }

    /// <summary>The mark stands on zero, in x or in y, so no room is left below it.</summary>
    internal bool StandsInX { get; init; }

    internal bool StandsInY { get; init; }

    /// <summary>A mark without data along one axis only helps others.</summary>
    internal bool HasData => !X.IsEmpty && !Y.IsEmpty;
}

/// <summary>What the figure decided for a mark: its colour, and its place beside others of its kind.</summary>
internal readonly record struct Pen(Colour Colour, int Slot, int Slots);
