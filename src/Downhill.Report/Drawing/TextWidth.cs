using System.Text;

namespace Downhill.Report;

/// <summary>How wide text will be, known before any browser has drawn it.</summary>
/// <remarks>
/// Figures ask for Helvetica, Arial or Liberation Sans, whose widths agree by design; the table holds them.
/// Any other font of the reader is met by the spare room in the margins.
/// </remarks>
internal static class TextWidth
{
    internal const string Font = "Helvetica Neue, Helvetica, Arial, Liberation Sans, Arimo, sans-serif";

    /// <summary>The size of superscripts and subscripts beside that of their line.</summary>
    internal const double ScriptSize = 0.74;

    // Thousandths of the font size, for the characters from 32 (space) to 126 (~).
    private static readonly short[] Widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
        556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
        556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The width of a line of text, in pixels.</summary>
    internal static double Of(string text, double size, bool bold = false) =>
        Scripts.Runs(text).Sum(run => run.Text.EnumerateRunes().Sum(Thousandths) * (run.Script == Script.Plain ? 1 : ScriptSize))
        * size / 1000 * (bold ? 1.07 : 1);

    /// <summary>The text, or as much of it as fits, ending in an ellipsis.</summary>
    internal static string Fit(string text, double width, TextStyle style)
    {
        if (style.WidthOf(text) <= width)
        {
            return text;
        }

        string cut = text;
        while (cut.Length > 1 && style.WidthOf(cut + "…") > width)
        {
            cut = cut[..(char.IsLowSurrogate(cut[^1]) ? ^2 : ^1)];
        }

        return cut.TrimEnd() + "…";
    }

    /// <summary>The text in at most <paramref name="lines"/> lines, broken between words; what does not fit ends in an ellipsis.</summary>
    internal static string[] Wrap(string text, double width, TextStyle style, int lines)
    {
        List<string> wrapped = [""];
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = wrapped[^1].Length == 0 ? word : $"{wrapped[^1]} {word}";
            if (wrapped[^1].Length == 0 || style.WidthOf(longer) <= width || wrapped.Count == lines)
            {
                wrapped[^1] = longer;
            }
            else
            {
                wrapped.Add(word);
            }
        }

        return [.. wrapped.Select(line => Fit(line, width, style))];
    }

    private static double Thousandths(Rune rune) => rune.Value switch
    {
        >= 32 and <= 126 => Widths[rune.Value - 32],
        0x2009 => 200,
        0x2212 or '×' or '±' => 584,
        '…' => 1000,
        >= 0x300 and < 0x370 => 0,
        >= 0x2E80 => 1000,
        _ => 600,
    };
}
