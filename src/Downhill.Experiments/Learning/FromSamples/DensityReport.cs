using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>The report of a density learned from samples: verdicts in words first, then pictures, then every number.</summary>
internal static class DensityReport
{
    private const int MostListed = 12;

    internal static void Write(RunDirectory run, DensityResult result, JsonObject summary)
    {
        Chapter[] chapters =
        [
            Landscape(result),
            Likeness(result),
            .. LearningFigure.Of(result.Progress, "density", "the fit") is { } learning ? [learning] : Array.Empty<Chapter>(),
            new(new Section("Every number") { Blocks = [.. NumberTables.Of(summary)] }),
        ];
        LearnReport.WriteFigures(run, chapters.SelectMany(chapter => chapter.Pictures));
        DurableFile.WriteText(run.Report, PageOf(result, chapters).ToHtml());
    }

    private static Page PageOf(DensityResult result, Chapter[] chapters) => new($"The density of {result.File.Words}")
    {
        Lead = $"A density exp(−E) / Z of {Words.Joined(result.Model.Columns)}, learned from {Words.Count(result.Learned.Length / result.Dimension, "sample")} by {Objective(result.Objective)}; {Words.Count(result.HeldOut.Length / result.Dimension, "sample")}, drawn at random, {(result.HeldOut.Length == result.Dimension ? "was" : "were")} kept aside to measure by. Taken from the file: {result.File.Choice}.",
        Verdicts = [.. DensityVerdicts.Of(result)],
        Sections = [.. chapters.Select(chapter => chapter.Section)],
        Footer = $"Seed {result.Settings.Seed}; a network of {string.Join(", ", result.Settings.Widths)} units in a bowl. All numbers stand in summary.json, the model in model.safetensors and model.json.",
    };

    private static string Objective(DensityObjective objective) => objective switch
    {
        DensityObjective.Likelihood => "maximum likelihood, its normaliser a quadrature",
        DensityObjective.Denoising => "denoising score matching",
        _ => "noise-contrastive estimation against a Gaussian",
    };

    private static Chapter Landscape(DensityResult result)
    {
        Plate[] pictures = [.. DensityPlates.Landscape(result)];
        return new(new Section("The landscape") { Blocks = [.. pictures.Select(picture => picture.Drawing), Minima(result)] }, pictures);
    }

    private static Chapter Likeness(DensityResult result)
    {
        Plate[] pictures = [.. DensityPlates.Likeness(result)];
        Prose said = new($"{Words.Count(result.Drawn.Points.Rows, "point")} drawn from the learned density by {Words.Count(result.Drawn.Chains, "chain")} of Langevin steps with a Metropolis test, beside the samples kept aside.");
        return new(new Section("Draws beside the data") { Blocks = [said, .. pictures.Select(picture => picture.Drawing)] }, pictures);
    }

    private static Block Minima(DensityResult result) => result.Minima.Points.Length == 0
        ? new Prose("No minimum lies inside the region of the samples.")
        : new Report.Listing(["Minimum", "E (nat)", .. result.Model.Columns],
            [.. result.Minima.Points.Take(MostListed).Select((minimum, i) => (string[])[Words.Letter(i), Number.Format(minimum.Energy - result.Model.Offset, 3), .. minimum.Point.Select(x => Number.Format(x, 4))])])
        {
            Caption = $"The minima that samples descend to, lowest first{(result.Minima.Points.Length > MostListed ? $"; {MostListed} of {result.Minima.Points.Length}" : "")}: where the density is highest.",
            Numbers = [.. Enumerable.Range(1, result.Dimension + 1)],
        };
}
