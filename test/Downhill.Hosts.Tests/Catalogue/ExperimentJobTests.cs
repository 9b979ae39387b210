using System.Text.Json.Nodes;
using Downhill.Cli;
using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Runs;
using Downhill.Hosts.Tests.Cli;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>An experiment as a run: its directory, its exit codes, its settings.</summary>
public sealed class ExperimentJobTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_leaves_claims_numbers_pictures_and_a_report()
    {
        Called called = Run(new Coin(), size: ExperimentSize.Smoke, seed: 3);
        Assert.Equal((0, ""), (called.Code, called.Error));

        JsonObject summary = JsonNode.Parse(File.ReadAllText(folder["run/summary.json"]))!.AsObject();
        Assert.Equal(["experiment", "size", "seed", "command", "commit", "seconds", "claims", "heads", "missing"], summary.Select(pair => pair.Key));
        Assert.Equal(("coin", "smoke", 3), ((string?)summary["experiment"], (string?)summary["size"], (int)summary["seed"]!));
        Assert.Equal("downhill run coin --smoke --seed 3", (string?)summary["command"]);
        Assert.Equal(["coin.throws", "coin.fair"], summary["claims"]!.AsArray().Select(claim => (string?)claim!["id"]));
        Assert.All(summary["claims"]!.AsArray(), claim => Assert.True((bool)claim!["pass"]!));
        Assert.Equal(100, (int)summary["claims"]![1]!["n"]!);

        string report = File.ReadAllText(folder["run/report.html"]);
        string[] inOrder = ["<h1>Coin</h1>", "A coin is fair.", "All 2 claims", "100 times.", "<h2>Claims</h2>", "Heads come as often as claimed.", "<h2>How often</h2>", "<svg", "The shares of heads and tails.", "<h2>Shares</h2>", "What was counted.", "downhill run coin --smoke --seed 3"];
        int[] places = [.. inOrder.Select(text => report.IndexOf(text, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);

        Assert.StartsWith("<svg", File.ReadAllText(folder["run/figures/share.svg"]), StringComparison.Ordinal);
        Assert.Contains("\"done\"", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);
        Assert.Contains("\"threads\"", File.ReadAllText(folder["run/environment.json"]), StringComparison.Ordinal);
        Assert.Equal("experiment: \"coin\"\nsize: smoke\nseed: 3\nthreads: 1\ndata: null\nthrows: 100\nheads: 0.5\n", File.ReadAllText(folder["run/config.yaml"]));
        Assert.True(PlannedExperiment.IsIn(folder["run/config.yaml"]));
    }

    [Fact]
    public void Claims_are_told_as_verify_tells_them()
    {
        string[] lines = Run(new Coin()).Out.TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("verdict", lines[0], StringComparison.Ordinal);
        Assert.Matches("^holds .* coin.throws: The coin is thrown.$", lines[1]);
        Assert.Matches("^holds .* within .* coin.fair: ", lines[2]);
        Assert.Equal([$"run: {folder["run"]}", $"open {folder["run/report.html"]}"], lines[3..5]);
        Assert.StartsWith("2 claims hold", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_fails_is_exit_code_1_and_named_first_in_the_report()
    {
        // Heads would have to come 900 times of 1000: 25 standard deviations off.
        Called called = Run(new Coin(), assignments: ["heads=0.9", "throws=1000"]);
        Assert.Equal(1, called.Code);
        Assert.Matches(@"^failed: 1 of 2 claims do not hold \(.* s\): coin.fair$", called.Complaint());
        Assert.Contains("1 of 2 claims do not hold: <code>coin.fair</code>", File.ReadAllText(folder["run/report.html"]), StringComparison.Ordinal);
        Assert.Contains(" throws=1000 heads=0.9</code>", File.ReadAllText(folder["run/report.html"]), StringComparison.Ordinal);
        Assert.False((bool)JsonNode.Parse(File.ReadAllText(folder["run/summary.json"]))!["claims"]![1]!["pass"]!);
        Assert.Contains("\"done\"", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_run_can_be_run_again()
    {
        using CancellationTokenSource stop = new();
        Coin coin = new() { Meanwhile = stop.Cancel };
        Called called = Run(coin, stop: stop.Token);
        Assert.Equal(75, called.Code);
        Assert.Equal($"stopped: {folder["run"]} can be run again, with: downhill resume {folder["run"]}", called.Complaint());
        Assert.Contains("\"stopped\"", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["run/summary.json"]));

        PlannedExperiment plan = Plan(new Coin());
        Assert.Equal(2, ExperimentJob.Resume(plan, folder["run"], _ => { }, _ => { }, CancellationToken.None)!.Claims.Count);
        string[] finished = folder.Everything();
        Assert.Null(ExperimentJob.Resume(plan, folder["run"], _ => { }, _ => { }, CancellationToken.None));
        Assert.Equal(finished, folder.Everything());
    }

    [Fact]
    public void A_missing_recording_is_bad_data_and_nothing_is_made()
    {
        Called called = Run(new Coin { Needs = "coins/throws.csv" });
        Assert.Equal(3, called.Code);
        Assert.Equal("error: coins/throws.csv: this experiment needs a recording, and found no directory of recordings, name it with --data DIR", called.Complaint());

        called = Run(new Coin { Needs = "coins/throws.csv" }, assignments: [$"data={folder.Path}"]);
        Assert.Equal(3, called.Code);
        Assert.StartsWith($"error: {folder["coins/throws.csv"]}: found no such recording", called.Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));

        Directory.CreateDirectory(folder["coins"]);
        folder.Write("coins/throws.csv", "");
        Assert.Equal(0, Run(new Coin { Needs = "coins/throws.csv" }, assignments: [$"data={folder.Path}"]).Code);
    }

    [Fact]
    public void Numbers_that_fail_are_exit_code_4_and_leave_word()
    {
        Called called = Run(new Coin { Meanwhile = () => throw new ArithmeticException("the coin stood") });
        Assert.Equal((4, "error: the coin stood"), (called.Code, called.Complaint()));
        Assert.Contains("the coin stood", File.ReadAllText(folder["run/status.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trows=3", "trows=3: found no setting 'trows', did you mean throws?")]
    [InlineData("throws=0", "throws=0: found 0 for throws, expected a whole number from 1")]
    [InlineData("seed=-1", "seed=-1: found -1 for seed")]
    public void A_setting_that_cannot_be_used_is_refused(string assignment, string expected)
    {
        SettingException refused = Assert.Throws<SettingException>(() => Plan(new Coin(), [assignment]));
        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_comes_before_what_is_set_by_name()
    {
        Coin full = (Coin)Plan(new Coin(), ["throws=7", "size=full"]).Experiment;
        Assert.Equal(7, full.Throws);
        Assert.Equal(10_000, ((Coin)Plan(new Coin(), ["size=full"]).Experiment).Throws);
    }

    [Fact]
    public void The_same_seed_finds_the_same()
    {
        Run(new Coin(), seed: 5);
        string[] first = Found();
        Directory.Delete(folder["run"], recursive: true);
        Run(new Coin(), seed: 5);
        Assert.Equal(first, Found());
        Directory.Delete(folder["run"], recursive: true);
        Run(new Coin(), seed: 6);
        Assert.NotEqual(first, Found());

        string[] Found() => [.. File.ReadAllLines(folder["run/summary.json"]).Where(line => !line.Contains("\"seconds\"", StringComparison.Ordinal))];
    }

    private static PlannedExperiment Plan(Coin coin, string[]? assignments = null, ExperimentSize size = ExperimentSize.Default, long seed = 1) =>
        PlannedExperiment.Of(coin, new ExperimentSettings { Size = size, Seed = seed, Threads = 1 }, (assignments ?? []).Select(Assignment.Parse));

    private Called Run(Coin coin, string[]? assignments = null, ExperimentSize size = ExperimentSize.Default, long seed = 1, CancellationToken stop = default)
    {
        using StringWriter answer = new(), error = new();
        Screen screen = new(answer, error, IsTerminal: false);
        try
        {
            return new(RunCommand.Start(Plan(coin, assignments, size, seed), folder["run"], screen, stop), answer.ToString(), error.ToString());
        }
        catch (Exception exception) when (exception is DataException or OperationCanceledException or ArithmeticException)
        {
            return new(Failure.Tell(exception, screen), answer.ToString(), error.ToString());
        }
    }
}
