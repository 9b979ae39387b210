namespace Downhill.Data;

/// <summary>Finds what was probably meant by a mistyped name.</summary>
public static class NearestName
{
    private const int MostListed = 8;

    /// <summary>The candidate with the fewest insertions, deletions, replacements and swaps of neighbours away from the name, upper and lower case alike.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="candidates">What may be typed; of equally near ones the first is taken.</param>
    /// <returns>The nearest candidate that is at most max(2, a third of the name's length) away and shares something with the name, or null; O(length²) for each.</returns>
    public static string? Among(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        int most = Math.Max(2, name.Length / 3);
        (string Name, int Distance)[] near =
        [
            .. candidates.Select(candidate => (candidate, Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
                .Where(near => near.Item2 <= most && near.Item2 < Math.Max(name.Length, near.candidate.Length)),
        ];
        return near.Length == 0 ? null : near.MinBy(candidate => candidate.Distance).Name;
    }

    /// <summary>What to say of a name that is not among those that may be typed: <c>did you mean theta?</c>, or, where none is near, <c>expected one of x, y, z</c>.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="candidates">What may be typed, the likeliest first: at most eight are listed.</param>
    /// <returns>The words, without a full stop.</returns>
    public static string Advice(string name, IEnumerable<string> candidates)
    {
        string[] all = [.. candidates];
        return Among(name, all) is { } near ? $"did you mean {near}?"
            : $"expected one of {string.Join(", ", all.Take(MostListed))}{(all.Length > MostListed ? ", …" : "")}";
    }

    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j : Nearest(d, a, b, i, j);
            }
        }

        return d[a.Length, b.Length];
    }

    private static int Nearest(int[,] d, string a, string b, int i, int j)
    {
        int least = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
        bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(least, d[i - 2, j - 2] + 1) : least;
    }
}
