namespace Downhill.Report;

/// <summary>A picture: panels in a grid, filled row by row.</summary>
/// <param name="Title">Above all panels; may be empty.</param>
public sealed record Figure(string Title)
{
    /// <summary>The width, in pixels. Default 720.</summary>
    public double Width { get; init; } = 720;

    /// <summary>The height, in pixels. Default: panels about two thirds as high as wide.</summary>
    public double Height { get => field > 0 ? field : UsualHeight; init; }

    /// <summary>How many panels stand side by side. Default: up to three in one row, four in two rows, then rows of three and four.</summary>
    public int Columns { get => field > 0 ? field : UsualColumns; init; }

    /// <summary>The panels.</summary>
    public Panel[] Panels { get; init; } = [];

    /// <summary>All panels show the same x, and only the lowest ones label it. Default false.</summary>
    public bool SharedX { get; init; }

    /// <summary>All panels show the same y, and only the first ones label it. Default false.</summary>
    public bool SharedY { get; init; }

    /// <summary>What a reader who cannot see the picture should know. Default: the title.</summary>
    public string Description { get; init; } = "";

    internal int Rows => Math.Max(1, (Panels.Length + Columns - 1) / Columns);

    private double UsualHeight => Math.Round((Rows * CellHeight) + (Title.Length > 0 ? 30 : 0));

    // Where units are equally long, the data decide; the numbers are about what the text around a panel takes.
    private double CellHeight => Panels.Length > 0 && Array.TrueForAll(Panels, panel => panel.EqualAspect)
        ? Math.Clamp(Panels.Max(SquaredHeight), 100, 2 * Width) + 60
        : Width / Columns * (Columns == 1 ? 0.58 : 0.8);

    private int UsualColumns => Panels.Length switch { <= 1 => 1, <= 3 => Panels.Length, 4 => 2, <= 9 => 3, _ => 4 };

    /// <summary>The picture as an SVG document; the same figure gives the same text.</summary>
    /// <param name="prefix">What the ids in it begin with; figures in one page need different ones. Default "f".</param>
    public string ToSvg(string prefix = "f")
    {
        if (!(Width is >= 40 and <= 1e4 && Height is >= 40 and <= 1e5))
        {
            throw new InvalidOperationException($"A figure of {Width} × {Height} pixels cannot be drawn: Width must be 40 to 10000, Height 40 to 100000.");
        }

        return FigureDrawing.Draw(this, prefix);
    }

    private double SquaredHeight(Panel panel)
    {
        (Bounds x, Bounds y) = Ranges.Of(panel);
        double text = panel.Coloured is { ShowColourBar: true } ? 150 : 75;
        return ((Width / Columns) - text) * y.Span / x.Span;
    }
}
