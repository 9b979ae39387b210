using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>How much is downhill, in words.</summary>
internal static class DownhillWords
{
    private const double MostlyDownhill = 0.95, PartlyDownhill = 0.7, TooWide = 0.5;

    private const string Word = "Downhill", Everything = "100.0";

    internal static Verdict Of(DownhillShare share)
    {
        if (double.IsNaN(share.Value))
        {
            return new(Standing.Bad, Word, "Even a free step function predicts next to nothing here, so nothing can be said of a landscape: take its hills below for noise.");
        }

        string value = $"{100 * share.Value:F1}", low = $"{100 * share.Interval.Low:F1}", high = $"{100 * share.Interval.High:F1}";
        string interval = low == high ? "" : $" (95 % interval {low} to {high} %)";
        string measured = value == Everything
            ? $"No step function was found that predicts more than the energy, so all of what can be predicted is downhill, as far as can be told{(interval.Length == 0 ? "" : $": {value} %{interval}")}."
            : share.Value > 1
            ? $"The energy predicts {value} % of what the reference predicts{interval}: more only by chance. The reference is a step function that begins as the energy's own and may leave it."
            : $"The energy predicts {value} % of what the reference predicts{interval}, a step function that begins as the energy's own and may leave it.";
        return share.Interval.High - share.Interval.Low > TooWide ? new(Standing.Warn, Word, measured + " The interval is too wide to tell.")
            : share.Interval.High >= MostlyDownhill && share.Interval.Low >= PartlyDownhill ? new(Standing.Good, Word, measured + " An energy is explanation enough.")
            : share.Value >= PartlyDownhill ? new(Standing.Warn, Word, measured + " The rest is not downhill in this energy: something turns, drives or is not seen, or the landscape is finer than this class of them.")
            : new(Standing.Bad, Word, measured + " An energy is the wrong explanation: nothing can go round in circles and always go downhill, so look for rotation, for a limit cycle that is driven from outside, or for coordinates that are missing.");
    }
}
