using System.Text;

namespace Downhill.Cli;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    private const int Left = 26, Width = 100;

    /// <summary>The verbs, each with its example.</summary>
    internal static string OfAll()
    {
        StringBuilder text = new("Learns the energy that a system descends, from what the system was seen to do.\n\nusage: downhill VERB ...\n\n");
        foreach (Verb verb in Verb.All)
        {
            Append(text, verb.Name, verb.Summary);
            text.Append(' ', Left).Append(verb.Example).Append('\n');
        }

        text.Append('\n');
        Append(text, "VERB --help", "every flag of a verb, with default, unit and range");
        Append(text, "--version", "the version");
        text.Append("\nexit codes: 0 done; 1 a claim does not hold; 2 usage or settings; 3 bad data; 4 the numbers failed; 75 stopped, resume\n");
        return text.ToString();
    }

    /// <summary>The words and flags of a verb.</summary>
    internal static string Of(Verb verb)
    {
        StringBuilder text = new();
        text.Append(verb.Summary).Append("\n\nusage: downhill ").AppendJoin(' ', Usage(verb)).Append("\n\n");
        foreach (Word word in verb.Words)
        {
            Append(text, word.Name, word.Help);
        }

        if (verb.TakesAssignments)
        {
            Append(text, "key=value", "a setting by its name without dashes; " + (verb.Flags.Any(flag => flag.Name == "--config") ? "wins over --config, and a flag wins over it" : "a flag wins over it"));
        }

        foreach (Flag flag in verb.Flags.Where(flag => !flag.IsHidden))
        {
            Append(text, $"{flag.Name} {flag.Value}", Described(flag));
        }

        return text.Append("\nexample: ").Append(verb.Example).Append('\n').ToString();
    }

    private static IEnumerable<string> Usage(Verb verb)
    {
        IEnumerable<Flag> shown = verb.Flags.Where(flag => !flag.IsHidden);
        return
        [
            verb.Name,
            .. verb.Words.Select(word => word.ToString()),
            .. shown.Where(flag => flag.IsRequired).Select(flag => $"{flag.Name} {flag.Value}"),
            .. verb.TakesAssignments ? ["[key=value ...]"] : Array.Empty<string>(),
            .. shown.Any(flag => !flag.IsRequired) ? ["[flags]"] : Array.Empty<string>(),
        ];
    }

    private static string Described(Flag flag) =>
        flag.Help + (flag.Range is "" or "text" or "a list, each text" ? "" : $"; {flag.Range}") + (flag.Default.Length > 0 ? $"; default {flag.Default}" : "");

    private static void Append(StringBuilder text, string name, string words)
    {
        text.Append("  ").Append(name.TrimEnd().PadRight(Left - 2)).Append(name.Length > Left - 3 ? " " : "");
        int column = Math.Max(Left, name.Length + 3);
        foreach (string word in words.Split(' '))
        {
            if (column + word.Length > Width)
            {
                text.Append('\n').Append(' ', Left);
                column = Left;
            }

            text.Append(column == Left ? "" : " ").Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }
}
