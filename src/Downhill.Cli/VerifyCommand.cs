using System.Diagnostics;
using Downhill.Data;
using Downhill.Experiments;
using Number = Downhill.Report.Number;

namespace Downhill.Cli;

/// <summary><c>verify</c>: every exact fact that the project claims.</summary>
internal sealed class VerifyCommand : Verb
{
    private static readonly Flag Json = new("--json", "FILE.json", "the claims, as an array of {id, topic, claim, measured, relation, reference, tolerance, unit, n, interval, pass}");

    internal override string Name => "verify";

    internal override string Summary => "measures the exact facts that the project claims: measured, reference, tolerance, verdict";

    internal override string Example => "downhill verify energies --json claims.json";

    internal override IReadOnlyList<Word> Words { get; } = [new("PATTERN", "part of the name of a verification, topic or claim, or with * and ? the whole of it; default: everything", IsRequired: false)];

    internal override IReadOnlyList<Flag> Flags { get; } = [Json];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        string? pattern = typed.Word(0), json = typed.Value(Json);
        OutputFile.Require(Json, json);
        RequireMatch(pattern);
        Stopwatch clock = Stopwatch.StartNew();
        List<Claim> claims = Patient.Wait(() => Measure(pattern, screen, stop), stop, "the claims that were not yet measured are not told, start it again");
        if (json is not null)
        {
            JsonFile.Write(json, Claim.ToJson(claims));
        }

        return Judge(claims, clock.Elapsed, screen);
    }

    /// <summary>The verdict on all claims, as a line and an exit code.</summary>
    internal static int Judge(IReadOnlyList<Claim> claims, TimeSpan time, Screen screen)
    {
        string[] failed = [.. claims.Where(claim => !claim.Pass).Select(claim => claim.Id)];
        if (failed.Length > 0)
        {
            screen.Error.WriteLine($"failed: {failed.Length} of {claims.Count} claims do not hold ({time.TotalSeconds:F1} s): {string.Join(", ", failed)}");
            return ExitCode.Failed;
        }

        screen.Out.WriteLine($"{(claims.Count == 1 ? "1 claim holds" : $"{claims.Count} claims hold")} ({time.TotalSeconds:F1} s)");
        return ExitCode.Done;
    }

    private static List<Claim> Measure(string? pattern, Screen screen, CancellationToken stop)
    {
        List<Claim> claims = [];
        foreach (Claim claim in Verifications.Run(pattern))
        {
            if (claims.Count == 0)
            {
                screen.Out.WriteLine(Heading);
            }

            claims.Add(claim);
            screen.Out.WriteLine(Row(claim));
            stop.ThrowIfCancellationRequested();
        }

        return claims;
    }

    // Before anything is measured: a slip of the pen must not cost a minute.
    private static void RequireMatch(string? pattern)
    {
        if (pattern is not null && Verifications.Matching(pattern).Count == 0)
        {
            IEnumerable<string> names = Verifications.All.Select(verification => verification.Name).Concat(Verifications.All.Select(verification => verification.Topic)).Concat(ClaimIds.All);
            throw new SettingException($"verify: found nothing called '{pattern}', {NearestName.Advice(pattern, names.Distinct())}");
        }
    }

    /// <summary>What stands above the rows.</summary>
    internal static string Heading => Row("verdict", "measured", "", "reference", "tolerance", "unit", "claim");

    /// <summary>A claim on one line.</summary>
    internal static string Row(Claim claim) => Row(
        claim.Pass ? "holds" : "FAILS",
        Number.Format(claim.Measured),
        claim.Relation switch { Relation.AtMost => "<=", Relation.AtLeast => ">=", Relation.Within => "within" },
        Number.Format(claim.Reference),
        claim.Relation == Relation.Within ? Number.Format(claim.Tolerance, 2) : "",
        claim.Unit == "1" ? "" : claim.Unit,
        $"{claim.Id}: {claim.Text}");

    private static string Row(string verdict, string measured, string relation, string reference, string tolerance, string unit, string claim) =>
        $"{verdict,-7}  {measured,11} {relation,-6} {reference,-11} {tolerance,-9} {unit,-6} {claim}";
}
