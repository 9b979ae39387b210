namespace Downhill.Report;

/// <summary>A self-contained HTML page: no network, no script, the style inside.</summary>
/// <param name="Title">The heading, and the title of the browser's tab.</param>
public sealed record Page(string Title)
{
    /// <summary>One paragraph that says what was found. Default none.</summary>
    public string Lead { get; init; } = "";

    /// <summary>What can be trusted and what not. Default none.</summary>
    public Verdict[] Verdicts { get; init; } = [];

    /// <summary>The parts of the page.</summary>
    public Section[] Sections { get; init; } = [];

    /// <summary>Small print at the end: version, command, seed. Default none.</summary>
    public string Footer { get; init; } = "";

    /// <summary>The language of the text, as BCP 47 names it. Default "en".</summary>
    public string Language { get; init; } = "en";

    /// <summary>The page as an HTML document; the same page gives the same text.</summary>
    public string ToHtml()
    {
        Html html = new();
        html.Line("<!DOCTYPE html>");
        html.Line($"<html lang=\"{Markup.Escape(Language)}\">");
        WriteHead(html);
        html.Line("<body>");
        html.Line("<main>");
        WriteOpening(html);
        foreach (Section section in Sections)
        {
            section.Write(html);
        }

        html.Line("</main>");
        WriteFooter(html);
        html.Line("</body>");
        html.Line("</html>");
        return html.ToString();
    }

    private void WriteHead(Html html)
    {
        html.Line("<head>");
        html.Line("<meta charset=\"utf-8\">");
        html.Line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Line($"<title>{Markup.Escape(Title)}</title>");
        html.Line($"<style>\n{Stylesheet.Text}</style>");
        html.Line("</head>");
    }

    private void WriteOpening(Html html)
    {
        html.Line("<header>");
        html.Element("h1", Title);
        if (Lead.Length > 0)
        {
            html.Element("p", Lead, "lead");
        }

        html.Line("</header>");
        Verdict.Write(html, Verdicts);
    }

    private void WriteFooter(Html html)
    {
        if (Footer.Length > 0)
        {
            html.Line("<footer>");
            html.Paragraphs(Footer);
            html.Line("</footer>");
        }
    }
}
