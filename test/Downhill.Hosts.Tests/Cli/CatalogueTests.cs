using System.Text.Json.Nodes;
using Downhill.Cli;
using Downhill.Experiments;

namespace Downhill.Hosts.Tests.Cli;

/// <summary><c>list</c> and <c>verify</c>.</summary>
public sealed class CatalogueTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_list_has_the_fields_of_the_contract()
    {
        Called called = Called.Well("list", "--json", folder["list.json"]);
        JsonArray list = JsonNode.Parse(File.ReadAllText(folder["list.json"]))!.AsArray();
        Assert.NotEmpty(list);
        foreach (JsonNode? entry in list)
        {
            Assert.Equal(["name", "kind", "topic", "summary"], entry!.AsObject().Select(pair => pair.Key));
            Assert.Contains((string?)entry["kind"], (string[])["verification", "experiment"]);
            Assert.Contains((string?)entry["topic"], Topics.All);
            Assert.Contains((string)entry["name"]!, called.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Claims_have_the_fields_of_the_contract()
    {
        Called called = Called.Well("verify", "derivative-ladder.philox*", "--json", folder["claims.json"]);
        JsonArray claims = JsonNode.Parse(File.ReadAllText(folder["claims.json"]))!.AsArray();
        Assert.NotEmpty(claims);
        foreach (JsonNode? claim in claims)
        {
            Assert.Equal(["id", "topic", "claim", "measured", "relation", "reference", "tolerance", "unit", "n", "interval", "pass"], claim!.AsObject().Select(pair => pair.Key));
            Assert.StartsWith("derivative-ladder.philox", (string)claim["id"]!, StringComparison.Ordinal);
            Assert.True((bool)claim["pass"]!);
            Assert.Contains((string)claim["id"]!, called.Out, StringComparison.Ordinal);
        }

        Assert.Contains($"{claims.Count} claims hold", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ids_by_which_claims_are_found_are_those_that_are_measured() => Assert.Equal(Verifications.Run().Select(claim => claim.Id), ClaimIds.All);

    [Fact]
    public void A_claim_that_does_not_hold_is_exit_code_1_and_named()
    {
        using StringWriter answer = new(), error = new();
        Claim good = new() { Id = "a.b", Topic = Topics.Energies, Text = "t", Measured = 1, Relation = Relation.AtMost, Reference = 2 };
        int code = VerifyCommand.Judge([good, good with { Id = "a.c", Measured = double.NaN }], TimeSpan.FromSeconds(1.5), new Screen(answer, error, IsTerminal: false));
        Assert.Equal((1, "", "failed: 1 of 2 claims do not hold (1.5 s): a.c\n"), (code, answer.ToString(), error.ToString()));
    }
}
