namespace Downhill.Data;

/// <summary>Where in a row its track, its time and its state stand.</summary>
/// <param name="Track">The field that names the track, or −1.</param>
/// <param name="Time">The field of the time, or −1.</param>
/// <param name="Unit">Seconds per unit of time, or per frame.</param>
/// <param name="State">The fields of the state: positions, then velocities.</param>
/// <param name="Positions">How many of them are positions.</param>
internal sealed record TrackLayout(int Track, int Time, double Unit, int[] State, int Positions)
{
    /// <summary>The layout of a file whose first row is the current one.</summary>
    /// <exception cref="DataException">A column is missing, or has two meanings, or nothing is left to be a position.</exception>
    internal static TrackLayout Of(CsvRows rows, TrackFormat format)
    {
        int track = format.Track is null ? Known(rows, "track") : rows.Field(format.Track);
        int time = format.Time is null ? Known(rows, "t", "time") : rows.Field(format.Time);
        int[] velocity = [.. format.Velocity.Select(rows.Field)];
        int[] positions = format.Columns is { Length: > 0 } columns
            ? [.. columns.Select(rows.Field)]
            : Numeric(rows, [track, time, .. velocity]);
        CheckDistinct(rows, [track, time, .. positions, .. velocity]);
        CheckCounts(rows, positions, velocity);
        int[] state = [.. positions, .. velocity];
        return format.Samples
            ? new(-1, -1, 1, state, positions.Length)
            : new(track, time, format.Dt ?? 1, state, positions.Length);
    }

    private static int Known(CsvRows rows, params string[] names) =>
        names.Select(name => Array.IndexOf(rows.Header, name)).FirstOrDefault(field => field >= 0, -1);

    private static int[] Numeric(CsvRows rows, int[] taken) =>
        [.. Enumerable.Range(0, rows.Header.Length).Where(field => rows.Header[field].Length > 0 && !taken.Contains(field) && rows.IsNumber(field))];

    private static void CheckDistinct(CsvRows rows, IEnumerable<int> fields)
    {
        HashSet<int> seen = [];
        foreach (int field in fields)
        {
            if (field >= 0 && !seen.Add(field))
            {
                throw new DataException(rows.File, 1, 1, $"found column {CsvRows.Quoted(rows.Header[field])} with two meanings, expected each column once among track, time, positions and velocities, name others");
            }
        }
    }

    private static void CheckCounts(CsvRows rows, int[] positions, int[] velocity)
    {
        if (positions.Length == 0)
        {
            throw new DataException(rows.File, rows.Line, 1, $"found no number among the positions, expected at least one column of numbers besides track, time and velocity among {string.Join(", ", rows.Header)}, name the columns");
        }

        if (velocity.Length > 0 && velocity.Length != positions.Length)
        {
            throw new DataException(rows.File, 1, 1, $"found {positions.Length} columns of positions ({string.Join(", ", positions.Select(field => rows.Header[field]))}) and {velocity.Length} of velocities, expected as many of each, name the columns");
        }
    }
}
