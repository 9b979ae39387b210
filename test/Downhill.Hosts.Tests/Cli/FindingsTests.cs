using System.Text.Json.Nodes;
using Downhill.Cli;
using Downhill.Experiments.Runs;
using Findings = Downhill.Cli.Findings;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>What a finished run says on the terminal.</summary>
public sealed class FindingsTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Wells_barriers_rivals_and_share_are_each_a_line()
    {
        string told = Told("""
            {"dynamics": "overdamped", "frames": 48000, "tracks": 60, "model": "radial 3", "is_flat": false,
             "model_choice": [{"model": "flat", "left_out_loss": 2.5}, {"model": "radial 2", "left_out_loss": 2.25}, {"model": "radial 3", "left_out_loss": 2}, {"model": "network 32, 32", "left_out_loss": 2.125}],
             "temperature": {"value": 2, "standard_error": 0.01, "interval": [1.98, 2.02], "unit": "energy"}, "minima": [{}, {}],
             "barriers": [{"from": 0, "to": 1, "height": 3, "standard_error": 0.2}, {"from": 1, "to": 0, "height": 1, "standard_error": 0.1}],
             "downhill_share": {"value": 0.98, "interval": [0.9, 1]}, "warnings": ["said before", "new"]}
            """);
        Assert.Contains("overdamped motion, learned from 48,000 frames of 60 tracks in 2.5 s\n", told, StringComparison.Ordinal);
        Assert.Contains("\nlandscape: radial 3, loss 2 on what was left out; its rivals: network 32, 32 2.125; radial 2 2.25; flat 2.5\n", told, StringComparison.Ordinal);
        Assert.Contains("\nminima: 2; the lowest barrier is 0.500 ± 0.050 kT, from minimum B to A\n", told, StringComparison.Ordinal);
        Assert.Contains("\ndownhill: 98 % of what can be predicted (95 %: 90 % to 100 %)\n", told, StringComparison.Ordinal);
        Assert.Contains("warning: new\n", told, StringComparison.Ordinal);
        Assert.DoesNotContain("said before", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_can_be_predicted_it_says_so()
    {
        string told = Told("""{"dynamics": "overdamped", "frames": 1, "tracks": 1, "model": "radial 0", "is_flat": true, "downhill_share": null, "minima": [], "barriers": []}""");
        Assert.Contains("learned from 1 frame of 1 track", told, StringComparison.Ordinal);
        Assert.Contains("\na flat landscape predicts what was left out as well: no force shows above the noise\n", told, StringComparison.Ordinal);
        Assert.Contains("\nminima: 0\ndownhill: nothing can be predicted\n", told, StringComparison.Ordinal);
    }

    private string Told(string summary)
    {
        RunDirectory run = RunDirectory.Create(folder["run"], "seed: 1\n", RunEnvironment.Current("AVX2", 1));
        run.WriteSummary(JsonNode.Parse(summary)!.AsObject());
        run.WriteStatus(new RunStatus(RunState.Done, Seconds: 2.5));
        using StringWriter both = new();
        Findings.Tell(run, new Screen(both, both, IsTerminal: false), new HashSet<string>(StringComparer.Ordinal) { "said before" });
        return both.ToString();
    }
}
