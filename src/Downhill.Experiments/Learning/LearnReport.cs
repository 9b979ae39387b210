using Downhill.Data;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Experiments.Runs;
using Downhill.Objectives;
using Downhill.Report;

namespace Downhill.Experiments.Learning;

/// <summary>The report of a learned landscape: verdicts in words first, then pictures, then every number.</summary>
internal static class LearnReport
{
    internal static void Write(RunDirectory run, LearnResult result)
    {
        SeenLandscape seen = new(result);
        Plate[] landscape = [.. LandscapeFigures.All(seen)];
        Plate? likeness = LikenessFigure.Of(seen);
        Section[] sections =
        [
            new Section("The landscape") { Blocks = [.. landscape.Select(picture => picture.Drawing), .. LandscapeTables.All(seen), .. seen.Dimension > 2 ? [ProjectionFigure.Axes(seen)] : Array.Empty<Block>()] },
            .. Some(RollOutFigure.Of(seen)),
            .. Some(likeness is null ? null : new Section("Does the model do what was seen?") { Blocks = [likeness.Drawing] }),
            .. Some(StepsSection.Of(seen)),
            ChoiceFigure.Of(seen),
            WindowsSection.Of(seen),
            .. Some(LearningFigure.Of(seen)),
            new Section("Every number") { Blocks = [.. NumberTables.Of(LearnSummary.Of(result))] },
        ];
        WriteFigures(run, [.. landscape, .. Some(likeness), .. Others(seen)]);
        DurableFile.WriteText(run.Report, PageOf(seen, sections).ToHtml());
    }

    private static IEnumerable<Plate> Others(SeenLandscape seen) =>
    [
        .. seen.Result.HeldOut.Shown.Length > 0 ? [RollOutFigure.Picture(seen)] : Array.Empty<Plate>(),
        .. StepsSection.Pictures(seen.Result), ChoiceFigure.Picture(seen), .. Some(WindowsSection.Picture(seen)), .. Some(LearningFigure.Picture(seen)),
    ];

    private static T[] Some<T>(T? one)
        where T : class => one is null ? [] : [one];

    // Figures of an earlier report of this run that this one does not have would contradict it.
    private static void WriteFigures(RunDirectory run, Plate[] pictures)
    {
        Directory.CreateDirectory(run.Figures);
        foreach (string old in Directory.EnumerateFiles(run.Figures, "*.svg"))
        {
            File.Delete(old);
        }

        foreach (Plate picture in pictures)
        {
            DurableFile.WriteText(Path.Combine(run.Figures, picture.Name + ".svg"), picture.Figure.ToSvg());
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
        (IReadOnlyList<Trajectory> learned, IReadOnlyList<Trajectory> aside) = (result.Split.Learn, result.Split.HeldOut);
        string motion = result.Model.Motion == Motion.Inertial ? "x″ = −∇E(x) − γ x′" : result.Protocol.IsNoisy ? "x′ = −∇E(x) + noise" : "x′ = −∇E(x)";
        string names = Words.List(aside.Select(track => track.Name));
        bool isPart = learned.Select(track => track.Name).Intersect(aside.Select(track => track.Name)).Any();
        string kept = isPart ? "" : $"{Words.Count(Names(aside), "track")} ({names}), ";
        return $"Motion in a landscape E of {Words.Joined(result.Model.Columns)}, {motion}, learned from {Words.Count(Names(learned), "track")} ({Frames(learned)} every {Number.Format(result.Protocol.Interval)} s). "
            + $"Kept aside to measure by: {kept}{Frames(aside)}; {result.Split.Rule}.";
    }

    private static int Names(IReadOnlyList<Trajectory> tracks) => tracks.Select(track => track.Name).Distinct().Count();

    private static string Frames(IReadOnlyList<Trajectory> tracks) => Words.Count(tracks.Sum(track => track.Frames), "frame");
}
