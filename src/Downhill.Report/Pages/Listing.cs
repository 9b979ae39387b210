namespace Downhill.Report;

/// <summary>A table of texts; a column whose cells are all numbers is right-aligned.</summary>
/// <param name="Headings">One a column.</param>
/// <param name="Rows">The cells; a short row ends in empty ones.</param>
public sealed record Listing(string[] Headings, params string[][] Rows) : Block
{
    /// <summary>Above the table. Default none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The standing of each row, shown as a sign before its first cell. Default none.</summary>
    public Standing[] Standings { get; init; } = [];

    /// <summary>The columns of numbers, from 0. Default: those whose cells all look like numbers.</summary>
    public int[]? Numbers { get; init; }

    internal override void Write(Html html)
    {
        HashSet<int> numbers = [.. Numbers ?? [.. Enumerable.Range(0, Headings.Length).Where(IsNumeric)]];
        html.Line("<div class=\"wide\">");
        html.Line("<table>");
        if (Caption.Length > 0)
        {
            html.Element("caption", Caption);
        }

        html.Line($"<thead><tr>{string.Concat(Headings.Select((heading, i) => Cell("th", Html.Inline(heading), numbers.Contains(i))))}</tr></thead>");
        html.Line("<tbody>");
        for (int row = 0; row < Rows.Length; row++)
        {
            html.Line($"<tr>{string.Concat(Headings.Select((_, i) => Cell("td", Sign(row, i) + Html.Inline(Text(row, i)), numbers.Contains(i))))}</tr>");
        }

        html.Line("</tbody>");
        html.Line("</table>");
        html.Line("</div>");
    }

    private static string Cell(string name, string content, bool number) => $"<{name}{(number ? " class=\"number\"" : "")}>{content}</{name}>";

    private string Text(int row, int column) => column < Rows[row].Length ? Rows[row][column] ?? "" : "";

    private string Sign(int row, int column)
    {
        if (column > 0 || row >= Standings.Length)
        {
            return "";
        }

        (string style, string sign) = Verdict.Look(Standings[row]);
        return $"<b class=\"{style}\" title=\"{style}\">{sign}</b> ";
    }

    private bool IsNumeric(int column) =>
        Rows.Length > 0
        && Enumerable.Range(0, Rows.Length).Select(row => Text(row, column)).All(text => text.Length == 0 || text == "n/a" || IsNumber(text))
        && Enumerable.Range(0, Rows.Length).Any(row => Text(row, column).Length > 0);

    private static bool IsNumber(string text) =>
        text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiDigit(c) || ".,+-±×%() \u2212\u2009eE∞⁰¹²³⁴⁵⁶⁷⁸⁹⁻".Contains(c, StringComparison.Ordinal));
}
