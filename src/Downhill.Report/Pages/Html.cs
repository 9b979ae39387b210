using System.Text;

namespace Downhill.Report;

/// <summary>Writes HTML, escaping every text.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();
    private int figures;

    public override string ToString() => text.ToString();

    /// <summary>Text with `code` between backticks, and with superscripts and subscripts as elements, so that all fonts draw them alike.</summary>
    internal static string Inline(string content)
    {
        string[] parts = content.Split('`');
        return parts.Length % 2 == 0
            ? Scripted(content)
            : string.Concat(parts.Select((part, i) => i % 2 == 0 ? Scripted(part) : $"<code>{Markup.Escape(part)}</code>"));
    }

    private static string Scripted(string content) => string.Concat(Scripts.Runs(content).Select(run => run.Script switch
    {
        Script.Raised => $"<sup>{Markup.Escape(run.Text)}</sup>",
        Script.Lowered => $"<sub>{Markup.Escape(run.Text)}</sub>",
        _ => Markup.Escape(run.Text),
    }));

    /// <summary>A line that is HTML already.</summary>
    internal void Line(string html) => text.Append(html).Append('\n');

    internal void Element(string name, string content, string? style = null) =>
        Line($"<{name}{(style is null ? "" : $" class=\"{style}\"")}>{Inline(content)}</{name}>");

    /// <summary>One paragraph for each part between empty lines.</summary>
    internal void Paragraphs(string content)
    {
        foreach (string paragraph in content.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Element("p", paragraph);
        }
    }

    /// <summary>What the ids of the next figure begin with.</summary>
    internal string NewPrefix() => $"f{++figures}-";
}
