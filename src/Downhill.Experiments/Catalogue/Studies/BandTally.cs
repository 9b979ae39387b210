using System.Text.Json.Nodes;
using Downhill.Experiments.Learning;

namespace Downhill.Experiments.Studies;

/// <summary>How often bands covered the truth, of so many.</summary>
internal readonly record struct Coverage(int Covered, int Count)
{
    private const double Normal95 = 1.959964;

    internal double Share => Covered / (double)Math.Max(1, Count);

    /// <summary>The 95 % interval of a share of independent trials.</summary>
    /// <remarks>Source: E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209–212.</remarks>
    internal (double Low, double High) Interval
    {
        get
        {
            double n = Math.Max(1, Count), z = Normal95 * Normal95 / n, middle = (Share + (z / 2)) / (1 + z), half = Normal95 * Math.Sqrt((Share * (1 - Share) / n) + (z / (4 * n))) / (1 + z);
            return (middle - half, middle + half);
        }
    }

    public static Coverage operator +(Coverage a, Coverage b) => new(a.Covered + b.Covered, a.Count + b.Count);

    internal static Coverage Of(IEnumerable<((double Low, double High) Band, double Truth)> bands)
    {
        ((double Low, double High) Band, double Truth)[] all = [.. bands.Where(one => double.IsFinite(one.Band.Low))];
        return new(all.Count(one => one.Truth >= one.Band.Low && one.Truth <= one.Band.High), all.Length);
    }
}

/// <summary>What the bands of learned landscapes covered.</summary>
/// <param name="Path">Energies along a path.</param>
/// <param name="Minima">Energies of minima above the lowest.</param>
/// <param name="Saddles">Energies of saddles above the lowest minimum.</param>
/// <param name="Barriers">Saddles above the minima that they join.</param>
/// <param name="Missing">Minima and saddles of the truth that have none near them in the learned landscape.</param>
internal sealed record BandTally(Coverage Path, Coverage Minima, Coverage Saddles, Coverage Barriers, int Missing)
{
    private const double Near = 0.4;

    internal Coverage All => Path + Minima + Saddles + Barriers;

    /// <summary>What the bands of one learned landscape covered.</summary>
    internal static BandTally Of(LearnResult result, Wells truth)
    {
        Bands bands = result.Bands!;
        (double[] Point, double Energy)[] minima = truth.Places.Minima.Points;
        double lowest = minima[0].Energy;
        int[] wells = [.. minima.Select(minimum => Nearest(minimum.Point, [.. result.Minima.Points.Select(m => m.Point)]))];
        int[] passes = [.. truth.Places.Passes.Select(pass => Nearest(pass.Point, [.. result.Saddles.Select(s => s.Point)]))];
        return new(
            Coverage.Of(AlongPath(result, truth)),
            Coverage.Of(minima.Index().Skip(1).Where(m => wells[m.Index] >= 0).Select(m => (bands.Minima[wells[m.Index]].Energy.Interval, m.Item.Energy - lowest))),
            Coverage.Of(truth.Places.Passes.Index().Where(p => passes[p.Index] >= 0).Select(p => (bands.Saddles[passes[p.Index]].Energy.Interval, p.Item.Energy - lowest))),
            Coverage.Of(truth.Places.Passes.Index().Where(p => passes[p.Index] >= 0)
                .SelectMany(p => new[] { p.Item.From, p.Item.To }.Where(m => wells[m] >= 0).Select(m => (bands.Barrier(passes[p.Index], wells[m]).Interval, p.Item.Energy - minima[m].Energy)))),
            wells.Concat(passes).Count(found => found < 0));
    }

    internal static BandTally Sum(IEnumerable<BandTally> tallies) =>
        tallies.Aggregate((a, b) => new(a.Path + b.Path, a.Minima + b.Minima, a.Saddles + b.Saddles, a.Barriers + b.Barriers, a.Missing + b.Missing));

    internal JsonObject ToJson()
    {
        JsonObject json = new(Kinds.Select(kind => new KeyValuePair<string, JsonNode?>(kind.Name.Replace(' ', '_'), Of(kind.Coverage))));
        json.Add("missing", Missing);
        return json;
    }

    internal Report.Listing ToTable(int sets) => new(
        ["Bands on", "Cover the truth", "Share", "95 % interval"],
        [.. Kinds.Select(kind => (string[])[kind.Name, $"{kind.Coverage.Covered} of {kind.Coverage.Count}", Text(kind.Coverage.Share), $"{Text(kind.Coverage.Interval.Low)} to {Text(kind.Coverage.Interval.High)}"])])
    {
        Caption = $"Over {sets} simulated sets. The interval is that of independent trials; what one set says of its path and wells is not. {Missing} minima and saddles of the truth were not found at all.",
    };

    private (string Name, Coverage Coverage)[] Kinds => [("path", Path), ("minima", Minima), ("saddles", Saddles), ("barriers", Barriers), ("all", All)];

    private static string Text(double share) => $"{100 * share:F0} %";

    private static JsonObject Of(Coverage coverage) => new() { ["covered"] = coverage.Covered, ["of"] = coverage.Count, ["share"] = coverage.Share, ["interval"] = new JsonArray(coverage.Interval.Low, coverage.Interval.High) };

    private static IEnumerable<((double, double), double)> AlongPath(LearnResult result, Wells truth)
    {
        double[] points = truth.Path;
        double[] found = [.. Landscape.Of(result.Model.Energy).Evaluate(points).Energies.Select(e => e - result.Model.Offset)], errors = result.Bands!.ErrorsAt(points);
        double[] exact = truth.Above(points);

        // The first point is the minimum that energies are counted from.
        return Enumerable.Range(1, exact.Length - 1).Select(i => ((found[i] - (result.Bands.Reach * errors[i]), found[i] + (result.Bands.Reach * errors[i])), exact[i]));
    }

    private static int Nearest(double[] point, double[][] places)
    {
        double[] distances = [.. places.Select(place => Math.Sqrt(place.Zip(point, (a, b) => (a - b) * (a - b)).Sum()))];
        int nearest = distances.Length == 0 ? -1 : Array.IndexOf(distances, distances.Min());
        return nearest >= 0 && distances[nearest] < Near ? nearest : -1;
    }
}
