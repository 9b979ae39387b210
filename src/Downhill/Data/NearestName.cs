namespace Downhill.Data;

/// <summary>Finds what was probably meant by a mistyped name.</summary>
public static class NearestName
{
    /// <summary>The candidate with the fewest insertions, deletions, replacements and swaps of neighbours away from the name, upper and lower case alike.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="candidates">What may be typed; of equally near ones the first is taken.</param>
    /// <returns>The nearest candidate, or null where there are none; O(length²) for each.</returns>
    public static string? Among(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        return candidates.MinBy(candidate => Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant()));
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
