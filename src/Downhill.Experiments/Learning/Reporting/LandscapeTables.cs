using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>Minima, saddles and barriers with their error bars.</summary>
internal static class LandscapeTables
{
    internal static IEnumerable<Block> All(SeenLandscape seen)
    {
        LearnResult result = seen.Result;
        if (result.Minima.Points.Length == 0)
        {
            yield return new Prose("No minimum lies inside the visited region.");
            yield break;
        }

        yield return Minima(seen);
        if (result.Saddles.Count > 0)
        {
            yield return Saddles(seen);
            yield return Barriers(seen);
        }
        else if (result.Minima.Points.Length > 1)
        {
            yield return new Prose("No saddle that joins two of these minima was found in the visited region; in more than four dimensions none are looked for.");
        }
    }

    private static Report.Listing Minima(SeenLandscape seen) => new(["Minimum", seen.EnergyLabel, .. Found(seen), .. seen.Columns],
        [.. seen.Result.Minima.Points.Select((minimum, i) => Row(seen, Words.Letter(i), minimum.Point, minimum.Energy, seen.Result.Bands?.Minima[i]))])
    { Caption = $"The minima that visited points descend to, lowest first{Errors(seen)}.", Numbers = [.. Enumerable.Range(1, seen.Dimension + 2)] };

    private static Report.Listing Saddles(SeenLandscape seen) => new([seen.Dimension == 1 ? "Maximum" : "Saddle", seen.EnergyLabel, .. Found(seen), .. seen.Columns],
        [.. seen.Result.Saddles.Select((saddle, i) => Row(seen, Words.Name(saddle), saddle.Point, saddle.Energy, seen.Result.Bands?.Saddles[i]))])
    { Caption = $"The {(seen.Dimension == 1 ? "maxima" : "saddles")} between them{Errors(seen)}.", Numbers = [.. Enumerable.Range(1, seen.Dimension + 2)] };

    private static Report.Listing Barriers(SeenLandscape seen)
    {
        double? temperature = seen.Model.Temperature;
        bool hasBands = seen.Result.Bands is not null;
        return new(
            ["From", "to", $"Barrier ({seen.Unit})", .. hasBands ? [$"{100 * Bands.Level:F0} % interval"] : Array.Empty<string>(), .. temperature is null ? Array.Empty<string>() : ["in kT"]],
            [.. LearnSummary.Barriers(seen.Result).Select(barrier => (string[])
            [
                Words.Letter(barrier.From), Words.Letter(barrier.To), WithError(barrier.Height, barrier.Spread?.Error),
                .. hasBands ? [Interval(barrier.Spread!.Value)] : Array.Empty<string>(),
                .. temperature is { } t ? [WithError(barrier.Height / t, barrier.Spread?.Error / t)] : Array.Empty<string>(),
            ])])
        { Caption = $"How high it is from each minimum over each {(seen.Dimension == 1 ? "maximum" : "saddle")} to the next.", Numbers = [2, 3, 4] };
    }

    private static string[] Row(SeenLandscape seen, string name, double[] point, double energy, Tracked? tracked) =>
    [
        name,
        WithError(energy - seen.Model.Offset, tracked?.Energy.Error),
        .. tracked is null ? Array.Empty<string>() : [$"{InResamples(tracked, seen.Model.Members.Count)} of {seen.Model.Members.Count}"],
        .. point.Select((x, i) => WithError(x, tracked?.PointErrors[i])),
    ];

    /// <summary>In how many resamples a place was found.</summary>
    internal static int InResamples(Tracked tracked, int resamples) => (int)Math.Round(tracked.Support * resamples);

    private static string[] Found(SeenLandscape seen) => seen.Result.Bands is null ? [] : ["found in"];

    private static string Errors(SeenLandscape seen) => seen.Result.Bands is null ? "" : $", with standard errors from {Words.Count(seen.Model.Members.Count, "resample")} of the tracks";

    private static string WithError(double value, double? error) => error is { } e ? Number.WithError(Math.Abs(value) < e * 1e-9 ? 0 : value, e) : Number.Format(value);

    private static string Interval(Spread spread) => double.IsFinite(spread.Interval.Low)
        ? $"{Number.Format(spread.Interval.Low, spread.Error)} to {Number.Format(spread.Interval.High, spread.Error)}" : "n/a";
}
