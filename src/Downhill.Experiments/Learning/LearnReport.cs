using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;
using Downhill.Objectives;
using Downhill.Report;

namespace Downhill.Experiments.Learning;

/// <summary>The report of a learned landscape: verdicts in words first, then pictures, then every number.</summary>
internal static class LearnReport
{
    /// <summary>Writes the page and the figures.</summary>
    /// <param name="run">Where to.</param>
    /// <param name="seen">The landscape.</param>
    /// <param name="summary">Its numbers, as <see cref="LearnSummary"/> has them.</param>
    internal static void Write(RunDirectory run, SeenLandscape seen, JsonObject summary)
    {
        Chapter[] chapters =
        [
            Landscape(seen),
            .. Some(RollOutFigure.Of(seen)),
            .. Some(LikenessFigure.Of(seen) is { } likeness ? new Chapter(new Section("Does the model do what was seen?") { Blocks = [likeness.Drawing] }, likeness) : null),
            .. Some(StepsSection.Of(seen)),
            ChoiceFigure.Of(seen),
            WindowsSection.Of(seen),
            .. Some(LearningFigure.Of(seen)),
            new(new Section("Every number") { Blocks = [.. NumberTables.Of(summary)] }),
        ];
        WriteFigures(run, chapters.SelectMany(chapter => chapter.Pictures));
        DurableFile.WriteText(run.Report, PageOf(seen, [.. chapters.Select(chapter => chapter.Section)]).ToHtml());
    }

    private static Chapter Landscape(SeenLandscape seen)
    {
        Plate[] pictures = [.. LandscapeFigures.All(seen)];
        return new(new Section("The landscape") { Blocks = [.. pictures.Select(picture => picture.Drawing), .. LandscapeTables.All(seen), .. seen.Dimension > 2 ? [ProjectionFigure.Axes(seen)] : Array.Empty<Block>()] }, pictures);
    }

    private static T[] Some<T>(T? one)
        where T : class => one is null ? [] : [one];

    // Figures of an earlier report of this run that this one does not have would contradict it.
    internal static void WriteFigures(RunDirectory run, IEnumerable<Plate> pictures)
    {
        Directory.CreateDirectory(run.Figures);
        HashSet<string> written = [];
        foreach (Plate picture in pictures)
        {
            string file = Path.Combine(run.Figures, picture.Name + ".svg");
            DurableFile.WriteText(file, picture.Figure.ToSvg());
            written.Add(file);
        }

        foreach (string old in Directory.GetFiles(run.Figures, "*.svg").Where(file => !written.Contains(file)))
        {
            File.Delete(old);
        }
    }

    private static Page PageOf(SeenLandscape seen, Section[] sections) => new($"The landscape of {seen.Result.Source}")
    {
        Lead = Lead(seen.Result),
        Verdicts = [.. LearnVerdicts.Of(seen)],
        Sections = sections,
        Footer = $"Seed {seen.Result.Settings.Seed}; model {seen.Result.Choice.Best.Name}. All numbers stand in summary.json, the model in model.safetensors and model.json.",
    };

    private static string Lead(LearnResult result)
    {
        IReadOnlyList<Trajectory> aside = result.Split.HeldOut, learned = result.IsOfAll ? [.. result.Split.Learn, .. aside] : result.Split.Learn;
        string motion = result.Model.Motion == Motion.Inertial ? "x″ = −∇E(x) − γ x′" : result.Protocol.IsNoisy ? "x′ = −∇E(x) + noise" : "x′ = −∇E(x)";
        return $"Motion in a landscape E of {Words.Joined(result.Model.Columns)}, {motion}, learned from {Words.Count(Names(learned), "track")} ({Frames(learned)} every {Number.Format(result.Protocol.Interval)} s). "
            + Aside(result)
            + (result.Columns.Length == 0 ? "" : $" Taken from the file: {result.Columns}.");
    }

    private static string Aside(LearnResult result)
    {
        IReadOnlyList<Trajectory> aside = result.Split.HeldOut;
        bool isPart = result.Split.Learn.Select(track => track.Name).Intersect(aside.Select(track => track.Name)).Any();
        string kept = isPart ? "" : $"{Words.Count(Names(aside), "track")} ({Words.List(aside.Select(track => track.Name))}), ";
        string when = result.IsOfAll ? " at first" : "", scores = result.IsOfAll ? " Scores and the share that is downhill are of a landscape that never saw them; the one shown was then fitted to all tracks." : "";
        return $"Kept aside{when} to measure by: {kept}{Frames(aside)}; {result.Split.Rule}.{scores}";
    }

    private static int Names(IReadOnlyList<Trajectory> tracks) => tracks.Select(track => track.Name).Distinct().Count();

    private static string Frames(IReadOnlyList<Trajectory> tracks) => Words.Count(tracks.Sum(track => track.Frames), "frame");
}
