namespace Downhill.Report;

/// <summary>A pair of axes with marks, drawn in their order.</summary>
public sealed record Panel
{
    /// <summary>Above the panel, on the left. Default none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Below the x axis; say the unit. Default none.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>Beside the y axis; say the unit. Default none.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>Linear or logarithmic. Default linear.</summary>
    public Scale XScale { get; init; }

    /// <summary>Linear or logarithmic. Default linear.</summary>
    public Scale YScale { get; init; }

    /// <summary>What the x axis shows. Default: all the data; a range that the scale cannot show counts as none.</summary>
    public Bounds? XRange { get; init; }

    /// <summary>What the y axis shows. Default: all the data; a range that the scale cannot show counts as none.</summary>
    public Bounds? YRange { get; init; }

    /// <summary>Whether one unit of x is as long as one of y; both axes must be linear. Default false.</summary>
    public bool EqualAspect { get; init; }

    /// <summary>Where the names of the marks are. Default: where they cover least.</summary>
    public Legend Legend { get; init; }

    /// <summary>What is drawn, the first below the others.</summary>
    public Mark[] Marks { get; init; } = [];

    /// <summary>Names stand at equal distances on any scale.</summary>
    internal Scale ScaleX => NamedX is null ? XScale : Scale.Linear;

    internal Scale ScaleY => NamedY is null ? YScale : Scale.Linear;

    internal string[]? NamedX => Marks.OfType<INamed>().FirstOrDefault(mark => !mark.Horizontal)?.Names;

    internal string[]? NamedY => Marks.OfType<INamed>().FirstOrDefault(mark => mark.Horizontal)?.Names;

    /// <summary>The mark whose colours the colour bar explains.</summary>
    internal IColoured? Coloured => Marks.OfType<IColoured>().FirstOrDefault(mark => mark.Colours is not null);

    /// <summary>Whether a mark fills the panel, so that lines across would only disturb.</summary>
    internal bool IsFilled => Array.Exists(Marks, mark => mark.Reach(ScaleX, ScaleY).Fills);

    /// <summary>Whether the panel shows a landscape at a slant, which has no axes.</summary>
    internal bool IsSlanted => Array.Exists(Marks, mark => mark is Surface);

    internal bool HasData => Array.Exists(Marks, mark => mark.Reach(ScaleX, ScaleY).HasData);
}

/// <summary>Where the names of the marks are.</summary>
public enum Legend
{
    /// <summary>
    /// At the ends of lines where they are apart; else in the emptiest corner; else on the right.
    /// Panels with the same names share one legend under the title of the figure.
    /// </summary>
    Auto,

    /// <summary>Nowhere.</summary>
    None,

    /// <summary>In the emptiest corner of the panel.</summary>
    Inside,

    /// <summary>On the right of the panel.</summary>
    Outside,

    /// <summary>At the right end of each line.</summary>
    Direct,
}
