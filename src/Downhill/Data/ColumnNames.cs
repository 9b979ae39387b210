using System.Text.RegularExpressions;

namespace Downhill.Data;

/// <summary>What the name of a column says of its meaning, where the user says nothing.</summary>
internal static partial class ColumnNames
{
    // The likeliest first: of several in one file, the first of this list is taken.
    private static readonly string[] Tracks =
    [
        "track", "trackid", "tracknumber", "trackno", "trajectory", "trajectoryid", "traj", "trajid", "particle", "particleid", "segment", "segmentid",
        "cell", "cellid", "animal", "animalid", "individual", "individualid", "object", "objectid", "episode", "trial", "run", "id",
    ];

    private static readonly string[] Times = ["t", "time", "times", "seconds", "second", "sec", "secs", "timestamp", "elapsed", "elapsedtime", "positiont"];

    private static readonly string[] Frames = ["frame", "frames", "framenumber", "frameno", "framenr", "frameid", "frameindex", "timestep", "timepoint"];

    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["s"] = 1,
        ["sec"] = 1,
        ["secs"] = 1,
        ["second"] = 1,
        ["seconds"] = 1,
        ["ms"] = 1e-3,
        ["us"] = 1e-6,
        ["min"] = 60,
        ["h"] = 3600,
    };

    // What trackers write beside the positions, by the first word of the name, and by any word of it.
    private static readonly string[] FirstWords =
    [
        "index", "unnamed", "mass", "size", "ecc", "eccentricity", "signal", "ep", "area", "radius", "diameter", "weight", "score", "count", "row", "line",
        "label", "spot", "channel", "image", "file", "experiment", "dataset", "condition", "replicate", "visibility", "manual", "frame", "id",
    ];

    private static readonly string[] AnyWords = ["mass", "intensity", "quality", "likelihood", "confidence", "snr", "color", "colour"];

    /// <summary>The field that names the track, or −1.</summary>
    internal static int Track(string[] header) => First(Tracks, name => Array.FindIndex(header, column => Plain(column) == name));

    /// <summary>The field of the time in a unit that its name says, and how many seconds that is; −1 where there is none.</summary>
    internal static (int Field, double Unit) Time(string[] header)
    {
        int field = First(Times, name => Array.FindIndex(header, column => TimeUnit(column, name) is not null));
        return field < 0 ? (-1, 1) : (field, Times.Select(name => TimeUnit(header[field], name)).First(unit => unit is not null)!.Value);
    }

    /// <summary>The field of the number of the frame, or −1.</summary>
    internal static int Frame(string[] header) => First(Frames, name => Array.FindIndex(header, column => Plain(column) == name));

    /// <summary>Whether a column keeps books (a number of a row, a brightness, a size), and is no position unless the user says so.</summary>
    internal static bool IsBookkeeping(string column)
    {
        string[] words = [.. Words().Matches(column.ToLowerInvariant()).Select(match => match.Value)];
        string plain = Plain(column);
        return (words.Length > 0 && FirstWords.Contains(words[0])) || words.Any(word => AnyWords.Contains(word))
            || Tracks.Contains(plain) || Frames.Contains(plain) || Times.Any(name => TimeUnit(column, name) is not null);
    }

    /// <summary>Whether a column is no part of the state by its name alone.</summary>
    internal static bool IsTrackOrTime(string column) => Tracks.Contains(Plain(column)) || Frames.Contains(Plain(column)) || Times.Any(name => TimeUnit(column, name) is not null);

    private static double? TimeUnit(string column, string name)
    {
        Match match = WithUnit().Match(column.ToLowerInvariant());
        return match.Success && Plain(match.Groups["name"].Value) == name && Units.TryGetValue(match.Groups["unit"].Value, out double unit) ? unit
            : Plain(column) == name ? 1
            : null;
    }

    private static int First(string[] names, Func<string, int> find) => names.Select(find).FirstOrDefault(field => field >= 0, -1);

    private static string Plain(string column) => string.Concat(column.ToLowerInvariant().Where(char.IsLetterOrDigit));

    [GeneratedRegex(@"^(?<name>.*?)[ _]*[\[\(_ ](?<unit>[a-z]+)[\]\)]?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithUnit();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
