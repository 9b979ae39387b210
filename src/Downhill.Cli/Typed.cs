using Downhill.Experiments;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>What was typed behind a verb.</summary>
internal sealed class Typed
{
    private readonly Verb verb;
    private readonly IReadOnlyList<string> words;
    private readonly IReadOnlyDictionary<string, string?> flags;

    /// <summary>What was typed, after a check that nothing is missing or too much.</summary>
    /// <exception cref="SettingException">Something is.</exception>
    internal Typed(Verb verb, IEnumerable<string> words, IReadOnlyDictionary<string, string?> flags)
    {
        (this.verb, this.flags) = (verb, flags);
        ILookup<bool, string> sorted = words.ToLookup(word => verb.TakesAssignments && IsAssignment(word));
        (Assignments, this.words) = ([.. sorted[true].Select(Assignment.Parse)], [.. sorted[false]]);
        RequireWords();
        RequireFlags();
    }

    /// <summary>What was given as <c>key=value</c>, in order.</summary>
    internal IReadOnlyList<Assignment> Assignments { get; }

    internal string? Word(int place) => words.ElementAtOrDefault(place);

    internal bool Has(Flag flag) => flags.ContainsKey(flag.Name);

    /// <summary>The screen, without results and progress where --quiet was given.</summary>
    internal Screen ScreenOf(Screen screen) => Has(Flag.Quiet) ? screen.Quiet() : screen;

    internal string? Value(Flag flag) => flags.GetValueOrDefault(flag.Name);

    /// <summary>The settings of a record that were given as flags.</summary>
    internal IEnumerable<Assignment> Settings(object defaults) =>
        from setting in SettingDescription.Of(defaults)
        let name = "--" + setting.Name
        where flags.ContainsKey(name)
        select new Assignment(setting.Name, flags[name]!, name);

    // A path with an equals sign can be written as ./a=b.csv.
    private static bool IsAssignment(string word)
    {
        int place = word.IndexOf('=', StringComparison.Ordinal);
        return place >= 0 && word.AsSpan(0, place).IndexOfAny('/', '\\') < 0;
    }

    private void RequireWords()
    {
        if (words.Count > verb.Words.Count)
        {
            throw new SettingException($"{verb.Name}: found '{words[verb.Words.Count]}', expected {Usage()}");
        }

        if (verb.Words.Skip(words.Count).FirstOrDefault(word => word.IsRequired) is { } missing)
        {
            throw new SettingException($"{verb.Name}: found no {missing.Name} ({missing.Help}), expected {Usage()}");
        }

        if (words.Contains(""))
        {
            throw new SettingException($"{verb.Name}: found an empty name, expected {Usage()}");
        }
    }

    private void RequireFlags()
    {
        if (verb.Flags.FirstOrDefault(flag => flag.IsRequired && !Has(flag)) is { } missing)
        {
            throw new SettingException($"{verb.Name}: found no {missing.Name} {missing.Value} ({missing.Help}), expected {Usage()}");
        }

        // A setting says itself what may be empty.
        if (verb.Flags.FirstOrDefault(flag => flag.TakesValue && flag.Range.Length == 0 && Value(flag) is "") is { } empty)
        {
            throw new SettingException($"{empty.Name}: found an empty name, expected {empty.Value}");
        }
    }

    private string Usage() => string.Join(' ', ["downhill", verb.Name, .. verb.Words.Select(word => word.ToString()), .. verb.Flags.Where(flag => flag.IsRequired).Select(flag => $"{flag.Name} {flag.Value}")]);
}
