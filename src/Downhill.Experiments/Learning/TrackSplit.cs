using System.IO.Enumeration;

namespace Downhill.Experiments.Learning;

/// <summary>Which tracks are learned from, and which are never seen before the end.</summary>
/// <param name="Learn">What is learned from.</param>
/// <param name="HeldOut">What the result is measured on.</param>
/// <param name="Rule">Why, in words.</param>
internal sealed record TrackSplit(IReadOnlyList<Trajectory> Learn, IReadOnlyList<Trajectory> HeldOut, string Rule)
{
    private const int Every = 5;

    /// <summary>Whether what is held out was chosen for no other reason than to hold something out; then the landscape is fitted to it too once it is measured.</summary>
    internal bool IsByNumber { get; private init; }

    private const string ByNumber = "every fifth track is held out";
    private static readonly string[] Reserved = ["test*", "val*", "vad*", "held*"];

    internal static TrackSplit Of(IReadOnlyList<Trajectory> tracks, string[] patterns)
    {
        (Trajectory[] heldOut, string rule) = Choose(tracks, patterns);
        Trajectory[] rest = [.. tracks.Except(heldOut, ReferenceEqualityComparer.Instance).Cast<Trajectory>()];
        if (rest.Length == 0)
        {
            throw new SettingException("held-out: every track is held out, expected some to learn from; give fewer names");
        }

        return heldOut.Length > 0 ? new TrackSplit(rest, heldOut, rule) { IsByNumber = rule == ByNumber }
            : new TrackSplit([.. Parts(rest, 0, 0.8)], [.. Parts(rest, 0.8, 1)], "the last fifth of every track is held out, as there are too few tracks to hold out whole ones");
    }

    private static (Trajectory[] HeldOut, string Rule) Choose(IReadOnlyList<Trajectory> tracks, string[] patterns)
    {
        if (patterns.Length > 0)
        {
            Trajectory[] named = Matching(tracks, patterns);
            return named.Length > 0 ? (named, $"held out by name: {string.Join(", ", patterns)}")
                : throw new SettingException($"held-out: found no track called {string.Join(" or ", patterns)}, expected one of {string.Join(", ", Names(tracks).Take(5))} …");
        }

        // Stretches of one track, cut at its gaps, stay together.
        string[] names = Names(tracks);
        Trajectory[] reserved = Matching(tracks, Reserved);
        return reserved.Length > 0 && reserved.Length < tracks.Count ? (reserved, "held out because of their names, which begin with test, val, vad or held")
            : names.Length >= Every ? (Those(tracks, names.Where((_, i) => i % Every == Every - 1)), ByNumber)
            : names.Length > 1 && !tracks.Any(HasEnd) ? (Those(tracks, names[^1..]), "the last track is held out, as the tracks are too short to hold out a part of each")
            : ([], "");
    }

    private static string[] Names(IReadOnlyList<Trajectory> tracks) => [.. tracks.Select(track => track.Name).Distinct(StringComparer.Ordinal)];

    private static Trajectory[] Those(IReadOnlyList<Trajectory> tracks, IEnumerable<string> names)
    {
        HashSet<string> wanted = [.. names];
        return [.. tracks.Where(track => wanted.Contains(track.Name))];
    }

    private static Trajectory[] Matching(IReadOnlyList<Trajectory> tracks, string[] patterns) =>
        [.. tracks.Where(track => Array.Exists(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, track.Name)))];

    // Whether the last fifth of a track has a step.
    private static bool HasEnd(Trajectory track) => track.Frames - (int)(0.8 * track.Frames) >= 2;

    private static IEnumerable<Trajectory> Parts(Trajectory[] tracks, double from, double to) =>
        tracks.Select(track => Part(track, from, to)).OfType<Trajectory>();

    /// <summary>A part of a track, or null where it has no step.</summary>
    private static Trajectory? Part(Trajectory track, double from, double to)
    {
        int start = (int)(from * track.Frames), end = (int)(to * track.Frames);
        return end - start < 2 ? null : new Trajectory(track.Name, track.Times[start..end], track.Values[(start * track.Dimension)..(end * track.Dimension)], track.Columns);
    }
}
