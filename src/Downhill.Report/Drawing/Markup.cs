using System.Text;

namespace Downhill.Report;

/// <summary>Text inside XML and HTML.</summary>
internal static class Markup
{
    /// <summary>The text with the five special characters as entities, and what XML forbids as U+FFFD.</summary>
    internal static string Escape(string text)
    {
        StringBuilder safe = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            safe.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => rune.ToString(),
                < 0x20 or 0xFFFE or 0xFFFF or (>= 0x7F and < 0xA0) => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return safe.ToString();
    }
}
