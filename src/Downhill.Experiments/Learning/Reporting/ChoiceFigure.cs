using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>How the classes of landscapes that were tried did on what was left out.</summary>
internal static class ChoiceFigure
{
    internal static Chapter Of(SeenLandscape seen)
    {
        Plate picture = Picture(seen.Result.Choice);
        Block[] drawn = seen.Result.Choice.Candidates.Count > 1 ? [picture.Drawing] : [];
        return new(new Section("Which class of landscapes") { Blocks = [new Prose(Explained(seen.Result.Protocol)), .. drawn, Classes(seen.Result.Choice)] }, picture);
    }

    private static string Explained(Protocol protocol) => protocol.IsNoisy
        ? "Each class was fitted again with parts of the tracks left out. The loss is the negative logarithm of the likelihood of a frame, after the one before, on what was left out: lower is better. Differences are paired: on the same frames, with the standard error of how much they differ from block to block."
        : "Each class was judged by windows that were left out while it was fitted. The loss is the mean squared error of the prediction over a window, in variances of the motion: lower is better.";

    // Losses without noise differ by powers of ten; a likelihood is compared by differences.
    private static Plate Picture(ModelChoice choice)
    {
        string[] names = [.. choice.Candidates.Select(candidate => Words.Class(candidate.Name) + (candidate == choice.Best ? " (chosen)" : ""))];
        bool isLog = choice.Candidates.All(candidate => candidate.Loss > 0);
        (double Excess, double Error)[] against = [.. choice.Candidates.Select(candidate => candidate.Against(choice.Best))];
        Figure figure = new("")
        {
            Width = 760,
            Height = 90 + (30 * names.Length),
            Description = "Loss on what was left out, by class of landscapes",
            Panels =
            [
                new Panel
                {
                    XLabel = isLog ? "left-out loss" : "left-out loss, above that of the chosen class",
                    XScale = isLog ? Scale.Log : Scale.Linear,
                    Legend = Legend.None,
                    Marks = [isLog ? new Bars(names, [.. choice.Candidates.Select(candidate => candidate.Loss)]) { Horizontal = true } : new Bars(names, [.. against.Select(one => one.Excess)])
                    {
                        Horizontal = true,
                        Lower = [.. against.Select(one => one.Excess - one.Error)],
                        Upper = [.. against.Select(one => one.Excess + one.Error)],
                    }],
                },
            ],
        };
        return new("model-choice", figure, isLog
            ? "The loss on what was left out of each class that was tried."
            : "The loss on what was left out of each class that was tried, relative to the chosen one, with one standard error of the paired difference.");
    }

    private static Report.Listing Classes(ModelChoice choice) => new(["Class", "Numbers learned", "Left-out loss", "above the chosen one"],
        [.. choice.Candidates.Select(candidate => (string[])
        [
            Words.Class(candidate.Name) + (candidate == choice.Best ? " (chosen)" : ""),
            $"{candidate.Parameters}",
            Number.Format(candidate.Loss, 5),
            candidate == choice.Best ? "" : candidate.Against(choice.Best) is var (excess, error) ? Number.WithError(excess, error) : "",
        ])])
    { Numbers = [1, 2, 3] };
}
