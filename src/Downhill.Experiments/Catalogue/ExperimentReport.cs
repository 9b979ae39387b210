using Downhill.Data;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments;

/// <summary>The report of an experiment: verdicts in words and the claims first, then pictures, then tables.</summary>
internal static class ExperimentReport
{
    private static readonly List<string> Abbreviations = ["AIRL", "EBM", "GAN", "IOC", "IRL", "MCE", "OptV", "PreQN"];

    internal static void Write(RunDirectory run, PlannedExperiment plan, Findings findings, TimeSpan time) => Write(run, findings, new Page(Title(plan.Experiment.Name))
    {
        Lead = plan.Experiment.Summary,
        Verdicts = [Overall(findings.Claims)],
        Sections = [new Section("Claims") { Blocks = [ClaimTable(findings.Claims)] }],
        Footer = $"`{plan.Command}` took {time.TotalSeconds:F1} s. All numbers stand in summary.json, the machine in environment.json.",
    }, plan.ToYaml());

    /// <summary>Writes the pictures of findings, and a page that begins as the given one and goes on with them.</summary>
    internal static void Write(RunDirectory run, Findings findings, Page page, string config)
    {
        Directory.CreateDirectory(run.Figures);
        foreach (Pictured picture in findings.Pictures)
        {
            DurableFile.WriteText(Path.Combine(run.Figures, picture.Name + ".svg"), picture.Figure.ToSvg());
        }

        page = page with
        {
            Verdicts = [.. page.Verdicts, .. findings.Verdicts],
            Sections =
            [
                .. page.Sections,
                .. findings.Pictures.Select(picture => new Section(picture.Title) { Blocks = [new Drawing(picture.Figure, picture.Caption)] }),
                .. findings.Tables.GroupBy(table => table.Title).Select(group => new Section(group.Key) { Blocks = [.. group.Select(table => table.Table)] }),
                new Section("How it was run") { Blocks = [new Code(config.TrimEnd())] },
            ],
        };
        DurableFile.WriteText(run.Report, page.ToHtml());
    }

    private static string Title(string name)
    {
        string title = string.Join(' ', name.Split('-').Select(word => Abbreviations.Find(known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? word));
        return char.ToUpperInvariant(title[0]) + title[1..];
    }

    private static Verdict Overall(IReadOnlyList<Claim> claims)
    {
        string[] failed = [.. claims.Where(claim => !claim.Pass).Select(claim => $"`{claim.Id}`")];
        return failed.Length == 0
            ? new Verdict(Standing.Good, "Holds", claims.Count == 1 ? "The claim was measured and holds." : $"All {claims.Count} claims were measured and hold.")
            : new Verdict(Standing.Bad, "Fails", $"{failed.Length} of {claims.Count} claims do not hold: {string.Join(", ", failed)}.");
    }

    private static Report.Listing ClaimTable(IReadOnlyList<Claim> claims) => new(
        ["Claim", "Measured", "", "Reference", "Verdict"],
        [.. claims.Select(claim => (string[])
        [
            $"{claim.Text} `{claim.Id[(claim.Id.IndexOf('.', StringComparison.Ordinal) + 1)..]}`",
            Number.Format(claim.Measured),
            claim.Relation switch { Relation.AtMost => "≤", Relation.AtLeast => "≥", Relation.Within => "≈" },
            Number.Format(claim.Reference) + (claim.Relation == Relation.Within ? $" ± {Number.Format(claim.Tolerance, 2)}" : "") + (claim.Unit == "1" ? "" : $" {claim.Unit}"),
            claim.Pass ? "holds" : "fails",
        ])])
    {
        Standings = [.. claims.Select(claim => claim.Pass ? Standing.Good : Standing.Bad)],
        Numbers = [1, 3],
    };
}
