namespace Downhill.Report;

/// <summary>A piece of a section: text, a figure, a table, code.</summary>
public abstract record Block
{
    private protected Block()
    {
    }

    internal abstract void Write(Html html);
}

/// <summary>Paragraphs; an empty line begins a new one, and `code` stands between backticks, as in all texts of a page but its title.</summary>
/// <param name="Text">Plain text.</param>
public sealed record Prose(string Text) : Block
{
    internal override void Write(Html html) => html.Paragraphs(Text);
}

/// <summary>A list with bullets.</summary>
/// <param name="Texts">One entry each.</param>
public sealed record Items(params string[] Texts) : Block
{
    internal override void Write(Html html)
    {
        html.Line("<ul class=\"items\">");
        foreach (string text in Texts)
        {
            html.Element("li", text);
        }

        html.Line("</ul>");
    }
}

/// <summary>Text in which every space counts: a command, a configuration.</summary>
/// <param name="Text">The text.</param>
public sealed record Code(string Text) : Block
{
    internal override void Write(Html html) => html.Line($"<pre><code>{Markup.Escape(Text.ReplaceLineEndings("\n"))}</code></pre>");
}

/// <summary>A figure with a caption.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Caption">What there is to see in it; may be empty.</param>
public sealed record Drawing(Figure Figure, string Caption = "") : Block
{
    internal override void Write(Html html)
    {
        html.Line("<figure>");
        html.Line(Figure.ToSvg(html.NewPrefix()).TrimEnd());
        if (Caption.Length > 0)
        {
            html.Element("figcaption", Caption);
        }

        html.Line("</figure>");
    }
}
