namespace Downhill.Report;

/// <summary>The room around the rectangle between the axes.</summary>
internal readonly record struct Margins(double Left, double Top, double Right, double Bottom)
{
    internal Margins Join(Margins other) => new(
        Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
}

/// <summary>Gives each panel its rectangle: all of one size, edges in line, margins as wide as their text.</summary>
internal sealed class Layout(Figure figure, Key[] common)
{
    internal const double Edge = 10, TitleLine = 20;

    // Tick labels depend on the size and the margins on the tick labels; a third round changes nothing.
    private const int Rounds = 3;

    internal Key[] CommonKeys { get; } = common;

    internal static string[] TitleLines(Figure figure) =>
        string.IsNullOrWhiteSpace(figure.Title) ? [] : TextWidth.Wrap(figure.Title, figure.Width - (2 * Edge), TextStyle.Title, 3);

    internal IEnumerable<PanelPlan> Framed(PanelPlan[] plans)
    {
        double width = figure.Width / figure.Columns, height = figure.Height / figure.Rows;
        PanelPlan[] framed = Array.ConvertAll(plans, plan => plan with { Frame = new(0, 0, 0.8 * width, 0.7 * height) });
        for (int round = 0; round < Rounds; round++)
        {
            framed = Arranged(framed);
        }

        return framed.Select(PanelMargins.Squared);
    }

    private PanelPlan[] Arranged(PanelPlan[] plans)
    {
        Margins[] margins = Array.ConvertAll(plans, PanelMargins.Of);
        Margins[] columns = [.. Enumerable.Range(0, figure.Columns).Select(column => Joined(plans, margins, plan => plan.Column == column))];
        Margins[] rows = [.. Enumerable.Range(0, figure.Rows).Select(row => Joined(plans, margins, plan => plan.Row == row))];
        double top = Edge + (TitleLines(figure).Length * TitleLine) + Legends.RowHeight(CommonKeys, figure.Width - (2 * Edge));
        double width = (figure.Width - (2 * Edge) - columns.Sum(m => m.Left + m.Right)) / figure.Columns;
        double height = (figure.Height - top - Edge - rows.Sum(m => m.Top + m.Bottom)) / figure.Rows;

        // A figure too small for its text still is a figure.
        (width, height) = (Math.Max(20, width), Math.Max(20, height));
        return Array.ConvertAll(plans, plan => plan with
        {
            Frame = new(
                Edge + columns.Take(plan.Column).Sum(m => m.Left + width + m.Right) + columns[plan.Column].Left,
                top + rows.Take(plan.Row).Sum(m => m.Top + height + m.Bottom) + rows[plan.Row].Top,
                width,
                height),
        });
    }

    private static Margins Joined(PanelPlan[] plans, Margins[] margins, Predicate<PanelPlan> chosen) =>
        margins.Where((_, i) => chosen(plans[i])).Aggregate(default(Margins), (a, b) => a.Join(b));
}
