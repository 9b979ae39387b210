namespace Downhill.Data;

/// <summary>Where in a row its track, its time and its state stand.</summary>
/// <param name="Track">The field that names the track, or −1.</param>
/// <param name="Time">The field of the time, or −1.</param>
/// <param name="Unit">Seconds per unit of time, or per frame.</param>
/// <param name="State">The fields of the state: positions, then velocities.</param>
/// <param name="Positions">How many of them are positions.</param>
internal sealed record TrackLayout(int Track, int Time, double Unit, int[] State, int Positions)
{
    /// <summary>Whether the time is the number of a frame, by the name of its column alone.</summary>
    internal bool IsFrameNumber { get; private init; }

    /// <summary>The columns of numbers that were left out because of their names.</summary>
    internal string[] LeftOut { get; private init; } = [];

    /// <summary>The layout of a file whose first row is the current one.</summary>
    /// <exception cref="DataException">A column is missing, or has two meanings, or nothing is left to be a position.</exception>
    internal static TrackLayout Of(DataRows rows, TrackFormat format)
    {
        int[] velocity = [.. format.Velocity.SelectMany(rows.Fields)];
        int[] named = [.. (format.Columns ?? []).SelectMany(rows.Fields)];
        int track = format.Track is null ? Unless([.. named, .. velocity], ColumnNames.Track(rows.Header)) : rows.Field(format.Track);
        (int time, double unit, bool isFrame) = TimeOf(rows, format, [track, .. named, .. velocity]);
        int[] left = named.Length > 0 ? [] : [.. Numeric(rows, [track, time, .. velocity])];
        int[] positions = named.Length > 0 ? named : [.. left.Where(field => !ColumnNames.IsBookkeeping(rows.Header[field]))];
        string[] leftOut = [.. left.Except(positions).Select(field => rows.Header[field])];
        CheckDistinct(rows, [track, time, .. positions, .. velocity]);
        CheckCounts(rows, positions, velocity, leftOut);
        int[] state = [.. positions, .. velocity];
        return format.Samples
            ? new(-1, -1, 1, state, positions.Length) { LeftOut = leftOut }
            : new(track, time, format.Dt ?? unit, state, positions.Length) { LeftOut = leftOut, IsFrameNumber = isFrame };
    }

    /// <summary>What was chosen, in words.</summary>
    internal string Words(DataRows rows, TrackFormat format)
    {
        string[] names = [.. State.Select(field => rows.Header[field])];
        string track = format.Samples ? "every row a sample"
            : Track < 0 ? "the whole file one track"
            : $"track from {rows.OriginOf(Track)}";
        string time = format.Samples ? ""
            : Time < 0 ? $"; frames numbered, {Unit} s apart"
            : $"; time from {rows.OriginOf(Time)}{(Unit == 1 && !IsFrameNumber ? "" : $", {Unit} s a {(IsFrameNumber ? "frame" : "unit")}")}";
        return $"columns {string.Join(", ", names[..Positions])}"
            + (names.Length > Positions ? $"; velocities {string.Join(", ", names[Positions..])}" : "")
            + $"; {track}{time}"
            + (LeftOut.Length > 0 ? $"; left out {string.Join(", ", LeftOut)}" : "");
    }

    private static (int Field, double Unit, bool IsFrame) TimeOf(DataRows rows, TrackFormat format, int[] taken)
    {
        if (format.Time is { } name)
        {
            int field = rows.Field(name);
            return (field, ColumnNames.Time([name]).Unit, field == ColumnNames.Frame(rows.Header));
        }

        (int time, double unit) = ColumnNames.Time(rows.Header);
        if (time >= 0 && (rows.IsNumber(time) || rows.Header[time] is "t" or "time"))
        {
            return (Unless(taken, time), unit, false);
        }

        int frame = Unless(taken, ColumnNames.Frame(rows.Header));
        return frame >= 0 && rows.IsNumber(frame) ? (frame, 1, true) : (-1, 1, false);
    }

    private static int Unless(int[] taken, int field) => taken.Contains(field) ? -1 : field;

    private static IEnumerable<int> Numeric(DataRows rows, int[] taken) =>
        Enumerable.Range(0, rows.Header.Length).Where(field => rows.Header[field].Length > 0 && !taken.Contains(field) && rows.IsNumber(field));

    private static void CheckDistinct(DataRows rows, IEnumerable<int> fields)
    {
        HashSet<int> seen = [];
        foreach (int field in fields)
        {
            if (field >= 0 && !seen.Add(field))
            {
                throw rows.WrongAt(1, $"found column {DataRows.Quoted(rows.Header[field])} with two meanings, expected each column once among track, time, positions and velocities, name others");
            }
        }
    }

    private static void CheckCounts(DataRows rows, int[] positions, int[] velocity, string[] leftOut)
    {
        if (positions.Length == 0)
        {
            string left = leftOut.Length == 0 ? "" : $" ({string.Join(", ", leftOut)} {(leftOut.Length == 1 ? "was" : "were")} left out because of the name)";
            throw rows.WrongAt(rows.Line, $"found no number among the positions{left}, expected at least one column of numbers besides track, time and velocity among {string.Join(", ", rows.Header)}, name the columns");
        }

        if (velocity.Length > 0 && velocity.Length != positions.Length)
        {
            throw rows.WrongAt(1, $"found {positions.Length} columns of positions ({string.Join(", ", positions.Select(field => rows.Header[field]))}) and {velocity.Length} of velocities, expected as many of each, name the columns");
        }
    }
}
