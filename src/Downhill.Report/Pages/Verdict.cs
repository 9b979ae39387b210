namespace Downhill.Report;

/// <summary>How good a finding is.</summary>
public enum Standing
{
    /// <summary>It can be relied on.</summary>
    Good,

    /// <summary>With care.</summary>
    Warn,

    /// <summary>It cannot be relied on.</summary>
    Bad,
}

/// <summary>One finding: a word first, then the reason.</summary>
/// <param name="Standing">Good, warn or bad; shown as a colour and as a sign.</param>
/// <param name="Word">One or two words: "Trustworthy", "Not downhill".</param>
/// <param name="Text">A sentence that says why.</param>
public sealed record Verdict(Standing Standing, string Word, string Text)
{
    /// <summary>The sign is for the eye; a reader who listens hears the word.</summary>
    internal static (string Style, string Sign) Look(Standing standing) => standing switch
    {
        Standing.Good => ("good", "✓"),
        Standing.Warn => ("warn", "!"),
        _ => ("bad", "✕"),
    };

    internal static void Write(Html html, Verdict[] verdicts)
    {
        if (verdicts.Length == 0)
        {
            return;
        }

        html.Line("<ul class=\"verdicts\">");
        foreach (Verdict verdict in verdicts)
        {
            (string style, string sign) = Look(verdict.Standing);
            html.Line(
                $"<li class=\"{style}\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span><b>{Html.Inline(verdict.Word)}</b> "
                + $"<span class=\"text\">{Html.Inline(verdict.Text)}</span></li>");
        }

        html.Line("</ul>");
    }
}
