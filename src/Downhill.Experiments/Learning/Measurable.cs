using Downhill.Data;

namespace Downhill.Experiments.Learning;

/// <summary>Refuses tracks whose numbers cannot be squared and added, or in which nothing moves.</summary>
internal static class Measurable
{
    // Squares, and sums and quotients of squares, stay far inside the range of a double.
    private const double Largest = 1e60, Smallest = 1e-60;

    // One temperature stands for all coordinates: their noise may differ by chance or a little, not by a unit.
    private const double MostUnequal = 3;

    // Below this share of the numbers themselves, a motion is the rounding of the file.
    private const double Rounding = 1e-13;

    /// <exception cref="DataException">They are such tracks; the message names the column.</exception>
    internal static void Require(string file, IReadOnlyList<Trajectory> tracks, double interval)
    {
        if (interval is not (>= Smallest and <= Largest))
        {
            throw new DataException(file, null, null, $"found {interval:G3} s from frame to frame, expected {Smallest} to {Largest}, give another --dt");
        }

        for (int column = 0; column < tracks[0].Dimension; column++)
        {
            (double low, double high, double moved) = Ends(tracks, column);
            double largest = Math.Max(Math.Abs(low), Math.Abs(high));
            string name = tracks[0].Columns[column];
            if (moved <= Rounding * largest)
            {
                string found = moved > 0 ? $"changes by {moved:G3} at {largest:G3}, which is no more than rounding"
                    : low < high ? "never changes within a track, though it differs between tracks"
                    : "never changes";
                throw new DataException(file, null, null, $"found column '{name}' that {found}, expected motion, leave it out with --columns");
            }

            if (largest > Largest || moved < Smallest)
            {
                throw new DataException(file, null, null, $"found numbers from {low:G3} to {high:G3} in column '{name}', expected a size and a motion between {Smallest} and {Largest}, use other units");
            }
        }
    }

    /// <summary>Refuses noisy coordinates that diffuse so differently that one temperature cannot hold for all: other units, or other mobilities.</summary>
    internal static void RequireOneUnit(string? file, IReadOnlyList<Trajectory> tracks, Protocol protocol)
    {
        if (!protocol.IsNoisy)
        {
            return;
        }

        double[] change = new double[protocol.Dimension];
        foreach (Trajectory track in tracks)
        {
            for (int at = track.Dimension; at < track.Values.Length; at++)
            {
                change[at % track.Dimension] += Math.Pow(track.Values[at] - track.Values[at - track.Dimension], 2);
            }
        }

        (int least, int most) = (Array.IndexOf(change, change.Min()), Array.IndexOf(change, change.Max()));
        double ratio = Math.Sqrt(change[most] / change[least]);
        if (ratio > MostUnequal)
        {
            throw new DataException(file ?? "(example)", null, null, $"found column '{tracks[0].Columns[most]}' jumping {ratio:G3} times as far from frame to frame as '{tracks[0].Columns[least]}', expected noise of one size in one unit, scale the columns to equal noise or learn each alone with --columns");
        }
    }

    // The largest motion is that within one track: what differs between tracks only, nothing moves through.
    private static (double Low, double High, double Moved) Ends(IReadOnlyList<Trajectory> tracks, int column)
    {
        (double low, double high, double moved) = (double.PositiveInfinity, double.NegativeInfinity, 0);
        foreach (Trajectory track in tracks)
        {
            (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
            for (int at = column; at < track.Values.Length; at += track.Dimension)
            {
                (least, most) = (Math.Min(least, track.Values[at]), Math.Max(most, track.Values[at]));
            }

            (low, high, moved) = (Math.Min(low, least), Math.Max(high, most), Math.Max(moved, most - least));
        }

        return (low, high, moved);
    }
}
