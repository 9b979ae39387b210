using System.Globalization;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>Small words.</summary>
internal static class Words
{
    private const int Letters = 26, Listed = 4;

    /// <summary>"1 track", "7 tracks".</summary>
    internal static string Count(int n, string noun) => n == 1 ? $"1 {noun}" : $"{n.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(noun.EndsWith("ss", StringComparison.Ordinal) || noun.EndsWith("ch", StringComparison.Ordinal) ? "es" : "s")}";

    /// <summary>The names, or the first three and how many more.</summary>
    internal static string List(IEnumerable<string> names)
    {
        string[] distinct = [.. names.Distinct()];
        return distinct.Length <= Listed ? Joined(distinct) : $"{string.Join(", ", distinct.Take(Listed - 1))} and {distinct.Length - Listed + 1} more";
    }

    /// <summary>"a", "a and b", "a, b and c".</summary>
    internal static string Joined(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    /// <summary>The name of the n-th minimum: A, B, …, Z, A1, …</summary>
    internal static string Letter(int n) => (char)('A' + (n % Letters)) + (n < Letters ? "" : (n / Letters).ToString(CultureInfo.InvariantCulture));

    /// <summary>The name of a saddle by the minima that it joins: A–B.</summary>
    internal static string Name(Saddle saddle) => $"{Letter(saddle.From)}–{Letter(saddle.To)}";

    /// <summary>A class of landscapes, as a reader says it.</summary>
    internal static string Class(string name)
    {
        string[] parts = name.Split(' ', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "") switch
        {
            (ModelChoice.Flat, _) => "no landscape (flat)",
            ("radial", "0") => "a bowl",
            ("radial", "1") => "a bowl with 1 well or hill",
            ("radial", var bumps) => $"a bowl with {bumps} wells or hills",
            ("network", var widths) => $"a network ({widths})",
            _ => name,
        };
    }
}
