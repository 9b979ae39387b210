using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>What is to be thought of the landscape itself, in words.</summary>
internal static class LandscapeWords
{
    private const double LeastSupport = 0.5, Equal = 1, SmallHill = 0.5;

    /// <summary>No landscape, with the largest hill that the fit shows all the same.</summary>
    internal static Verdict Flat(Hill hill, double? temperature, string unit)
    {
        string height = $"{Text(hill.Height, hill.Spread.Error)} {unit}{(temperature is { } t ? $" ({Text(hill.Height / t, hill.Spread.Error / t)} kT)" : "")}";
        string rises = $"from the lowest to the highest visited place the fitted one rises by {height}";
        return new(Standing.Bad, "No landscape", "No landscape: held-out likelihood is no better than free diffusion; "
            + (hill.IsWithinError ? $"the energy is flat within its error bars: a level line lies inside its {100 * Bands.Level:F0} % band at {100 * hill.LevelShare:F0} % of visited places ({rises}, the largest of many differences, which what was left out does not confirm)."
            : double.IsNaN(hill.LevelShare) ? $"without resamples there are no error bars ({rises})."
            : $"{rises}{(temperature is { } kT && hill.Height < SmallHill * kT ? ", which is little, and" : ", but that")} predicts nothing that was left out."));
    }

    /// <summary>Which class was chosen, and by how much it is better than the next and than none.</summary>
    internal static Verdict Model(ModelChoice choice)
    {
        Candidate best = choice.Best;
        string chosen = $"{Capital(Words.Class(best.Name))} ({Words.Count(best.Parameters, "number")})";
        Candidate[] others = [.. choice.Candidates.Where(candidate => candidate != best && candidate.Name != ModelChoice.Flat)];
        string against = others.Length == 0 ? " is the only class that was tried" : $" was chosen among {choice.Candidates.Count} classes: {Against(choice, others)}";
        string flat = choice.Candidates.FirstOrDefault(candidate => candidate.Name == ModelChoice.Flat) is { } none ? Gain(none.Against(best), choice.IsFlat) : "";
        return new(choice.IsFlat ? Standing.Warn : Standing.Good, "Model", chosen + against + flat + ".");
    }

    /// <summary>Which minima and saddles most resamples do not show; null without resamples, or without either.</summary>
    internal static Verdict? Support(LearnResult result)
    {
        if (result.Bands is not { } bands || result.Minima.Points.Length == 0)
        {
            return null;
        }

        (string Name, double Share)[] all =
        [
            .. bands.Minima.Select((minimum, i) => ("minimum " + Words.Letter(i), minimum.Support)),
            .. bands.Saddles.Select((saddle, i) => ((result.Model.Columns.Length == 1 ? "maximum " : "saddle ") + Words.Name(result.Saddles[i]), saddle.Support)),
        ];
        return Support(all, result.Model.Members.Count);
    }

    /// <summary>The same for places with names.</summary>
    internal static Verdict Support((string Name, double Share)[] places, int resamples)
    {
        string[] uncertain = [.. places.Where(place => place.Share < LeastSupport).Select(place => $"{place.Name} (in {Math.Round(place.Share * resamples)} of {resamples})")];
        return uncertain.Length > 0
            ? new(Standing.Warn, "Uncertain", $"{Capital(Words.Joined(uncertain))} {(uncertain.Length == 1 ? "was" : "were")} found in fewer than half of the landscapes fitted to resampled tracks: uncertain.")
            : new(Standing.Good, "Found again", places.Length == 1
                ? $"The {places[0].Name} was found in {Math.Round(places[0].Share * resamples)} of {resamples} landscapes fitted to resampled tracks."
                : $"Each of {Words.Joined([.. places.Select(place => place.Name)])} was found in {(places.Min(place => place.Share) == 1 ? $"all {resamples}" : $"at least {Math.Round(places.Min(place => place.Share) * resamples)} of {resamples}")} landscapes fitted to resampled tracks.");
    }

    private static string Against(ModelChoice choice, Candidate[] others)
    {
        Candidate next = others.MinBy(candidate => candidate.Against(choice.Best).Excess)!;
        (double excess, double error) = next.Against(choice.Best);
        string name = Words.Class(next.Name);
        return excess <= Equal * error
            ? $"the next best, {name} ({Words.Count(next.Parameters, "number")}), does no better on what was left out within a standard error (loss {Signed(excess, error)})"
            : $"the next best, {name}, has a loss {Text(excess, error)} higher on what was left out";
    }

    private static string Gain((double Excess, double Error) flat, bool isFlat) => isFlat
        ? $"; no landscape at all does as well, within its error (loss {Signed(flat.Excess, flat.Error)})"
        : $"; no landscape at all has a loss {Text(flat.Excess, flat.Error)} higher";

    private static string Signed(double excess, double error) => (excess < 0 ? "" : "+") + Text(excess, error);

    private static string Text(double value, double error) => Number.WithError(value, error);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
