using System.Text.Json.Nodes;
using Downhill.Data;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>q certify</c>: from files to a verdict.</summary>
public sealed class CertifyTests : IDisposable
{
    // Action 0 leads to state 0, action 1 to state 1.
    private const string Process = """{"states": 2, "actions": 2, "horizon": null, "discount": 0.9, "initial": [1, 0], "transitions": [[0, 0, 0, 1], [0, 1, 1, 1], [1, 0, 0, 1], [1, 1, 1, 1]], "terminal": [], "rewards": [[0, 0, 1]]}""";

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0.5", "contracts", 0.9875)]
    [InlineData("6", "may-diverge", 1.85)]
    public void A_table_is_certified_by_its_step(string step, string verdict, double modulus)
    {
        folder.Write("m.json", Process);
        Called.Well("q", "certify", "--mdp", folder["m.json"], "--policy", "pairs", "--step", step, "--json", folder["c.json"]);
        JsonObject found = JsonNode.Parse(File.ReadAllText(folder["c.json"]))!.AsObject();
        Assert.Equal(verdict, (string?)found["verdict"]);
        Assert.False((bool)found["estimated"]!);
        Assert.Equal(0, (double)found["first_order_error"]!);

        // Each of four pairs is seen a quarter of the time: |1 − α/4| + γ α/4 of the largest difference is left where a pair does not follow itself.
        Assert.Equal(modulus, (double)found["modulus"]!, 1e-12);
    }

    [Fact]
    public void Recorded_steps_and_weights_of_a_linear_network_are_an_estimate_without_a_first_order_error()
    {
        // Q(s) = s · w, one action.
        SafeTensors.Write(folder["n.safetensors"], [StoredTensor.Of<double>("0.weight", [1, 1], [1.0])]);
        folder.Write("t.csv", "state,action,reward,next,terminal\n1,0,0,2,0\n");
        Called.Well("q", "certify", "--transitions", folder["t.csv"], "--network", folder["n.safetensors"], "--step", "0.1", "--json", folder["c.json"]);
        JsonObject found = JsonNode.Parse(File.ReadAllText(folder["c.json"]))!.AsObject();

        // From a value w to one of 2 w, never corrected there: w′ = (1 + 0.1 (2 · 0.99 − 1)) w grows.
        Assert.Equal("diverges", (string?)found["verdict"]);
        Assert.True((bool)found["estimated"]!);
        Assert.Equal(1.098, (double)found["growth"]!, 1e-9);
        Assert.Equal(0, (double)found["first_order_error"]!, 1e-12);
    }

    [Theory]
    [InlineData(2, "certify", "--mdp", "m.json", "--policy", "unifrom", "did you mean uniform?")]
    [InlineData(2, "certfy", "--mdp", "m.json", "--policy", "uniform", "did you mean certify?")]
    [InlineData(3, "certify", "--mdp", "missing.json", "--policy", "uniform", "missing.json")]
    [InlineData(2, "certify", "--mdp", "m.json", "--step", "-1", "step")]
    public void What_cannot_be_used_is_told_in_a_line(int code, string task, string flag, string file, string other, string value, string said)
    {
        folder.Write("m.json", Process);
        Called called = Called.With("q", task, flag, folder[file], other, value);
        Assert.Equal(code, called.Code);
        Assert.Contains(said, called.Complaint(), StringComparison.Ordinal);
    }
}
