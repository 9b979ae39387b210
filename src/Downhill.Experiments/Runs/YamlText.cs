using System.Globalization;
using System.Text;

namespace Downhill.Experiments.Runs;

/// <summary>Text as a YAML scalar in double quotes.</summary>
internal static class YamlText
{
    /// <summary>The text in quotes; what is not printable is escaped, so that it stays on one line.</summary>
    internal static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when IsPrintable(rune) => rune.ToString(),
                _ => "\\U" + rune.Value.ToString("X8", CultureInfo.InvariantCulture),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
        && rune.Value is < 0xd800 or > 0xffff || rune.Value == ' ';
}
