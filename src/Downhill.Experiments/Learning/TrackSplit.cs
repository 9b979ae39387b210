using System.IO.Enumeration;

namespace Downhill.Experiments.Learning;

/// <summary>Which tracks are learned from, and which are never seen before the end.</summary>
/// <param name="Learn">What is learned from.</param>
/// <param name="HeldOut">What the result is measured on.</param>
/// <param name="Rule">Why, in words.</param>
internal sealed record TrackSplit(IReadOnlyList<Trajectory> Learn, IReadOnlyList<Trajectory> HeldOut, string Rule)
{
    private const int Every = 5;
    private static readonly string[] Reserved = ["test*", "val*", "vad*", "held*"];

    internal static TrackSplit Of(IReadOnlyList<Trajectory> tracks, string[] patterns)
    {
        (Trajectory[] heldOut, string rule) = Choose(tracks, patterns);
        Trajectory[] rest = [.. tracks.Except(heldOut, ReferenceEqualityComparer.Instance).Cast<Trajectory>()];
        if (rest.Length == 0)
        {
            throw new SettingException("held-out: every track is held out, expected some to learn from; give fewer names");
        }

        if (heldOut.Length > 0)
        {
            return new TrackSplit(rest, heldOut, rule);
        }

        return new TrackSplit(
            [.. rest.Select(track => Part(track, 0, 0.8))],
            [.. rest.Select(track => Part(track, 0.8, 1))],
            "the last fifth of every track is held out, as there are too few tracks to hold out whole ones");
    }

    private static (Trajectory[] HeldOut, string Rule) Choose(IReadOnlyList<Trajectory> tracks, string[] patterns)
    {
        if (patterns.Length > 0)
        {
            Trajectory[] named = Matching(tracks, patterns);
            return named.Length > 0 ? (named, $"held out by name: {string.Join(", ", patterns)}")
                : throw new SettingException($"held-out: found no track called {string.Join(" or ", patterns)}, expected one of {string.Join(", ", tracks.Take(5).Select(track => track.Name))} …");
        }

        // Stretches of one track, cut at its gaps, stay together.
        string[] names = [.. tracks.Select(track => track.Name).Distinct()];
        Trajectory[] reserved = Matching(tracks, Reserved);
        return reserved.Length > 0 && reserved.Length < tracks.Count ? (reserved, "held out because of their names, which begin with test, val, vad or held")
            : names.Length >= Every ? ([.. tracks.Where(track => Array.IndexOf(names, track.Name) % Every == Every - 1)], "every fifth track is held out")
            : ([], "");
    }

    private static Trajectory[] Matching(IReadOnlyList<Trajectory> tracks, string[] patterns) =>
        [.. tracks.Where(track => Array.Exists(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, track.Name)))];

    private static Trajectory Part(Trajectory track, double from, double to)
    {
        int start = (int)(from * track.Frames), end = Math.Max(start + 1, (int)(to * track.Frames));
        return new Trajectory(track.Name, track.Times[start..end], track.Values[(start * track.Dimension)..(end * track.Dimension)], track.Columns);
    }
}
