using System.IO.Compression;
using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Data;
using Downhill.Mdps;
using Downhill.Tests.Data;

namespace Downhill.Tests.Mdps;

public sealed class FileTests : IDisposable
{
    private const string Good = """
        {"states": 3, "actions": 2, "horizon": null, "discount": 0.9, "initial": [0.5, 0.5, 0],
        "transitions": [[0, 0, 1, 1], [0, 1, 2, 0.25], [0, 1, 0, 0.75],
        [1, 0, 2, 1], [1, 1, 1, 1], [2, 0, 2, 1], [2, 1, 2, 1]],
        "terminal": [2],
        "rewards": [[0, -1], [2, 5]]}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // What is replaced in the good file, by what, where the message points, and what it says.
    public static TheoryData<string, string, int?, int?, string> BadProcesses => new()
    {
        { "0.75]", "0.7]", 2, 31, "state 0, action 1 sum to 0.95, off by -0.05" },
        { "[1, 1, 1, 1], ", "", 2, 17, "found none: transitions of state 1, action 1 sum to 0" },
        { "[1, 0, 2, 1]", "[1, 0, 3, 1]", 3, 1, "found state 3, expected a whole number from 0 to 2" },
        { "[1, 0, 2, 1]", "[1, 2, 2, 1]", 3, 1, "found action 2, expected a whole number from 0 to 1" },
        { "[1, 0, 2, 1]", "[1, 0.5, 2, 1]", 3, 1, "found action 0.5" },
        { "[1, 0, 2, 1]", "[1, 0, 2]", 3, 1, "found 3 numbers in 'transitions', expected [s, a, s′, p]" },
        { "[1, 0, 2, 1]", "[1, 0, 2, NaN]", 3, 11, "found 'N' where it is no JSON" },
        { "[1, 0, 2, 1]", "[1, 0, 2, \"1\"]", 3, 11, "found '1' in 'transitions', expected a finite number" },
        { "[1, 0, 2, 1]", "[1, 0, 2, 1e400]", 3, 11, "found '1e400' in 'transitions', expected a finite number" },
        { "[1, 0, 2, 1]", "[1, 0, 2, -1]", 3, 1, "found the probability -1" },
        { "[2, 0, 2, 1]", "[2, 0, 1, 1]", 3, 29, "found a transition from terminal state 2 to state 1" },
        { "\"terminal\": [2]", "\"terminal\": [3]", 4, 14, "found state 3" },
        { "\"terminal\": [2]", "\"terminal\": [true]", 4, 14, "found 1 marks in 'terminal', expected 3" },
        { "[0.5, 0.5, 0]", "[0.5, 0.5]", 1, 75, "found 2 numbers in 'initial', expected 3" },
        { "[0.5, 0.5, 0]", "[0.5, 0.6, 0]", null, null, "initial law sums to 1.1" },
        { "\"discount\": 0.9", "\"discount\": 1.9", null, null, "discount 1.9, expected a number from 0 to 1" },
        { "\"discount\": 0.9,", "", null, null, "found no 'discount'" },
        { "\"horizon\": null", "\"horizon\": 0", 1, 40, "found 0 as 'horizon', expected a whole number of at least 1" },
        { "\"states\": 3", "\"states\": 2.5", 1, 12, "found 2.5 as 'states'" },
        { "\"states\": 3", "\"state\": 3", 1, 2, "found the key 'state', did you mean states?" },
        { "\"horizon\": null", "\"states\": 3", 1, 29, "found a second 'states'" },
        { "[0, -1], [2, 5]", "[0, -1], [2, 0, 5]", 5, 22, "found 3 numbers in 'rewards' behind rows of 2" },
        { "[0, -1], [2, 5]", "[0, -1], [0, 5]", 5, 22, "found a second reward of [0]" },
        { "[0, -1], [2, 5]", "[0, 1, -1], [2, 0, 5]", 5, 25, "found the reward 5 for an action in terminal state 2" },
        { "[2, 5]]}", "[2, 5]]", 5, 29, "the file ends where it is no JSON" },
        { "{\"states\"", "[\"states\"", 1, 1, "found no JSON object" },
    };

    [Theory]
    [MemberData(nameof(BadProcesses))]
    public void A_bad_process_is_refused_at_the_right_place(string good, string bad, int? line, int? column, string found)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        string file = folder.Write(Good.Replace(good, bad, StringComparison.Ordinal));
        DataException exception = Assert.Throws<DataException>(() => MdpFile.Read(file));
        Assert.Contains(found, exception.Message, StringComparison.Ordinal);
        Assert.Equal(((long?)line, column), (exception.Line, exception.Column));
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_file_that_is_no_process_is_refused(string text) => Assert.Throws<DataException>(() => MdpFile.Read(folder.Write(text)));

    [Fact]
    public void A_process_is_read_and_steps_of_ends_to_themselves_are_dropped()
    {
        Mdp mdp = MdpFile.Read(folder.Write(Good));
        Assert.Equal([1, 0, 2, 2, 1], mdp.Transitions.Next);
        Assert.Equal([false, false, true], mdp.Terminal);
        Assert.Equal([-1, 0, 5], mdp.Rewards.Values);
        Assert.Null(mdp.Horizon);

        // V(1) = 0.9 · 5, V(0) = −1 + 0.9 max(V(1), 0.25 · 5 + 0.75 V(0)).
        Assert.Equal(Math.Max(-1 + (0.9 * 4.5), (-1 + (0.9 * 0.25 * 5)) / (1 - (0.9 * 0.75))), OptimalValues.Of(mdp).V[0], 1e-12);
        Assert.Equal([false, false, true], MdpFile.Read(folder.Write(Good.Replace("[2],", "[false, false, true],", StringComparison.Ordinal))).Terminal);
        Assert.Equal([0.0, 0, 0], MdpFile.Read(folder.Write(Good.Replace("[[0, -1], [2, 5]]", "[]", StringComparison.Ordinal))).Rewards.Values);
    }

    [Theory]
    [InlineData(RewardKind.State, null, ".json")]
    [InlineData(RewardKind.StateAction, 7, ".json")]
    [InlineData(RewardKind.Transition, null, ".json")]
    [InlineData(RewardKind.State, 3, "a.npz")]
    [InlineData(RewardKind.StateAction, null, "a.npz")]
    [InlineData(RewardKind.Transition, null, "a.npz")]
    public void A_process_reads_back_to_the_same_bits(RewardKind kind, int? horizon, string ending)
    {
        Mdp mdp = new Garnet { States = 20, Actions = 3, Branches = 3, Ends = 2, Kind = kind, Horizon = horizon, Discount = 0.97 }.Draw(new Rng(5));
        string file = folder.File("process" + ending);
        MdpFile.Write(file, mdp);
        Mdp back = MdpFile.Read(file);
        Assert.Equal(mdp.Transitions.Starts, back.Transitions.Starts);
        Assert.Equal(mdp.Transitions.Next, back.Transitions.Next);
        Assert.Equal(mdp.Transitions.Probabilities, back.Transitions.Probabilities);
        Assert.Equal((mdp.Rewards.Kind, mdp.Horizon, mdp.Discount), (back.Rewards.Kind, back.Horizon, back.Discount));
        Assert.Equal(mdp.Rewards.Values, back.Rewards.Values);
        Assert.Equal(mdp.Initial, back.Initial);
        Assert.Equal(mdp.Terminal, back.Terminal);
    }

    [Fact]
    public void A_dense_table_is_read()
    {
        string file = folder.Write(Npy.Archive(CompressionLevel.Fastest,
            ("transitions", Npy.Of([0, 1, 0.5, 0.5, 0, 1, 1, 0], 2, 2, 2)), ("initial", Npy.Of([1, 0], 2)), ("discount", Npy.Of([0.5])), ("rewards", Npy.Of([0, 1, 2, 3, 4, 5, 6, 7], 2, 2, 2))), "a.npz");
        Mdp mdp = MdpFile.Read(file);
        Assert.Equal([1, 2.5, 5, 6], mdp.Rewards.Expected(mdp.Transitions));
        Assert.Equal(0.5, mdp.Transitions.Expected(0, 1, [0, 1]));
    }

    [Fact]
    public void Rewards_and_policies_are_written_in_their_lists()
    {
        Mdp mdp = KnownProcesses.RiskyPath(horizon: 2);
        string rewards = folder.File("reward.json"), policy = folder.File("policy.json");
        MdpFile.WriteRewards(rewards, mdp);
        MdpFile.WritePolicy(policy, OptimalValues.Of(mdp).Policy);
        Assert.Equal([3.0, -100], JsonNode.Parse(File.ReadAllText(rewards))!.AsArray()[3]!.AsArray().Select(node => node!.GetValue<double>()));
        JsonArray rows = JsonNode.Parse(File.ReadAllText(policy))!.AsArray();
        Assert.Equal(8, rows.Count);
        Assert.Equal("[1,3,0,1]", rows[7]!.ToJsonString());
        MdpFile.WritePolicy(policy, Policy.Uniform(1, 2));
        Assert.Equal("[null,0,0,0.5]", JsonNode.Parse(File.ReadAllText(policy))!.AsArray()[0]!.ToJsonString());
    }
}
