using System.Text;

namespace Downhill.Report;

/// <summary>Whether a run of text stands on the line, above or below it.</summary>
internal enum Script
{
    Plain,
    Raised,
    Lowered,
}

/// <summary>
/// Superscripts and subscripts. In strings they are Unicode characters (10⁻³, x₁); on paper they are ordinary digits,
/// raised and smaller, because few fonts draw the Unicode ones in one style.
/// </summary>
internal static class Scripts
{
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿⁱᵀ";
    private const string RaisedPlain = "0123456789\u2212+niT";
    private const string Lowered = "₀₁₂₃₄₅₆₇₈₉₋₊ₙᵢₜ";
    private const string LoweredPlain = "0123456789\u2212+nit";

    internal static string Raise(int number)
    {
        StringBuilder text = new();
        foreach (char c in number.ToString())
        {
            text.Append(c == '-' ? '⁻' : Raised[c - '0']);
        }

        return text.ToString();
    }

    /// <summary>The text cut where it goes up or down, with ordinary characters in each part.</summary>
    internal static List<(Script Script, string Text)> Runs(string text)
    {
        List<(Script Script, string Text)> runs = [];
        foreach (char c in text)
        {
            (Script script, char plain) = Of(c);
            if (runs.Count > 0 && runs[^1].Script == script)
            {
                runs[^1] = (script, runs[^1].Text + plain);
            }
            else
            {
                runs.Add((script, plain.ToString()));
            }
        }

        return runs;
    }

    private static (Script Script, char Plain) Of(char c) =>
        Raised.IndexOf(c, StringComparison.Ordinal) is >= 0 and int up ? (Script.Raised, RaisedPlain[up])
        : Lowered.IndexOf(c, StringComparison.Ordinal) is >= 0 and int down ? (Script.Lowered, LoweredPlain[down])
        : (Script.Plain, c);
}
