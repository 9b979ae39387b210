using System.Globalization;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>irl</c>: from files of a decision process and of demonstrations to a reward, its policy and a report.</summary>
public sealed class IrlTests : IDisposable
{
    // Two states: 0 leads to 1 or stays; 1 is the end.
    private const string Process = """{"states": 2, "actions": 2, "horizon": null, "discount": 0.9, "initial": [1, 0], "transitions": [[0, 0, 0, 1], [0, 1, 1, 1]], "terminal": [1], "rewards": [[1, 1]]}""";
    private const string Demonstrated = "episode,t,state,action\n0,0,0,0\n0,1,0,1\n1,0,0,1\n";

    private readonly Folder folder = new();

    public static TheoryData<int, string, string, string> BadInputs => new()
    {
        { 3, Process.Replace("[0, 0, 0, 1]", "[0, 0, 0, 0.9]", StringComparison.Ordinal), Demonstrated, "0.9" },
        { 3, Process.Replace("[0, 0, 0, 1]", "[5, 0, 0, 1]", StringComparison.Ordinal), Demonstrated, "5" },
        { 3, Process.Replace("0.9", "1.5", StringComparison.Ordinal), Demonstrated, "discount" },
        { 3, "{", Demonstrated, "m.json" },
        { 3, "", Demonstrated, "m.json" },
        { 3, Process, "episode,t,state,action\n0,0,7,0\n", "7" },
        { 3, Process, "episode,t,state,action\n0,0,0,9\n", "9" },
        { 3, Process, "episode,t,state,action\n0,0,0,0\n0,1,1,0\n", "d.csv:3" },
        { 3, Process, "episode,t,state,action\n0,0,0,1\n0,1,0,1\n", "probability is 0" },
        { 3, Process, "episode,t,state,action\n", "d.csv" },
        { 3, Process, "", "d.csv" },
        { 4, Process.Replace("0.9", "1", StringComparison.Ordinal).Replace("\"terminal\": [1]", "\"terminal\": []", StringComparison.Ordinal).Replace("[0, 1, 1, 1]]", "[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]]", StringComparison.Ordinal), Demonstrated, "discount 1" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0.5", null)]
    [InlineData("0.9", 10)]
    [InlineData("1", 5)]
    public void The_policy_is_that_of_the_reward_and_goes_where_the_demonstrations_went(string discount, int? horizon)
    {
        Mdp truth = new Garnet { States = 5, Actions = 3, Kind = RewardKind.State, Discount = double.Parse(discount, CultureInfo.InvariantCulture), Horizon = horizon }.Draw(new Rng(4));
        Demonstrations done = Episodes.Draw(truth, SoftValues.Of(truth).Policy, 2000, new Rng(5), longest: 40);
        MdpFile.Write(folder["m.json"], truth);
        DemonstrationFile.Write(folder["d.csv"], done);
        Called.Well("irl", folder["d.csv"], "--mdp", folder["m.json"], "--method", "mce", "--out", folder["run"], "--resamples", "3", "--quiet");
        Mdp found = truth.With(RewardsIn("reward.json"));
        Policy policy = SoftValues.Of(found).Policy;
        foreach (JsonArray row in JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(folder["run"], "policy.json")))!.AsArray().Select(row => row!.AsArray()))
        {
            Assert.Equal(horizon is null, row[0] is null);
            Assert.Equal(policy.At((int)row[1]!, (int?)row[0] ?? 0)[(int)row[2]!], (double)row[3]!, 1e-9);
        }

        // Discounted visits of 2,000 episodes: each has a deviation of at most its sum's half, so four standard errors are 4.5 % of all.
        double[] wanted = Occupancy.Of(truth, done).States, got = Occupancy.Of(truth, policy).States;
        Assert.All(wanted.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 0.045 * wanted.Sum()));
    }

    [Fact]
    public void A_run_is_whole_and_its_report_can_be_made_again()
    {
        string run = Small();
        string[] before = folder.Everything();
        Called.Well("report", run);
        Called.Well("resume", run);
        Assert.Equal(before, folder.Everything());
        Assert.Contains("The reward behind", File.ReadAllText(System.IO.Path.Combine(run, "report.html")), StringComparison.Ordinal);
        Assert.Equal(2, Called.With("evaluate", run, "--points", folder["d.csv"], "--out", folder["e.csv"]).Code);
    }

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void What_cannot_be_used_is_told_in_a_line(int code, string process, string demonstrated, string said)
    {
        folder.Write("m.json", process);
        folder.Write("d.csv", demonstrated);
        Called called = Called.With("irl", folder["d.csv"], "--mdp", folder["m.json"], "--out", folder["run"], "--quiet");
        Assert.Equal(code, called.Code);
        Assert.Contains(said, called.Complaint(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--method", "mcee", "mce")]
    [InlineData("--reward", "x", "sas")]
    [InlineData("--grid", "3", "2 states")]
    [InlineData("--env", "cart-pole", "expected one of them")]
    [InlineData("--method", "gail", "--env")]
    public void Settings_that_do_not_fit_are_told_in_a_line(string flag, string value, string said)
    {
        folder.Write("m.json", Process);
        folder.Write("d.csv", Demonstrated);
        Called called = Called.With("irl", folder["d.csv"], "--mdp", folder["m.json"], "--out", folder["run"], flag, value);
        Assert.Equal(2, called.Code);
        Assert.Contains(said, called.Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("maximum-entropy", "s", true)]
    [InlineData("max-margin", "sa", true)]
    [InlineData("projection", "s", true)]
    [InlineData("linear-programme", "s", true)]
    [InlineData("log-policy", "sa", true)]
    [InlineData("cloning", "s", false)]
    [InlineData("mce", "sas", true)]
    public void Every_method_ends_with_a_policy_and_mostly_with_a_reward(string method, string reward, bool hasReward)
    {
        string run = Small("--method", method, "--reward", reward);
        Assert.Equal(hasReward, File.Exists(System.IO.Path.Combine(run, "reward.json")));
        Assert.True(File.Exists(System.IO.Path.Combine(run, "policy.json")));

        // What searches step by step shows its steps; two states may be matched at once.
        Assert.True(File.Exists(System.IO.Path.Combine(run, "figures", "learning.svg")) || method is not ("mce" or "maximum-entropy"));
    }

    private string Small(params string[] more)
    {
        folder.Write("m.json", Process);
        folder.Write("d.csv", Demonstrated);
        Called.Well(["irl", folder["d.csv"], "--mdp", folder["m.json"], "--out", folder["run"], "--resamples", "2", "--quiet", .. more]);
        return folder["run"];
    }

    private Rewards RewardsIn(string file)
    {
        double[] values = new double[5];
        foreach (JsonArray row in JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(folder["run"], file)))!.AsArray().Select(row => row!.AsArray()))
        {
            values[(int)row[0]!] = (double)row[1]!;
        }

        return Rewards.OfState(values);
    }
}
