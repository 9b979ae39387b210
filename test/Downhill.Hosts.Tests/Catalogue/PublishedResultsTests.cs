using System.Text.Json.Nodes;
using Downhill.Experiments;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>The summaries of whole runs that docs/results/ holds.</summary>
public sealed class PublishedResultsTests
{
    private static readonly string Docs = Folder();

    public static TheoryData<string> Published => [.. Directory.GetFiles(Path.Combine(Docs, "results"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory, MemberData(nameof(Published))]
    public void A_published_summary_says_by_which_command_and_commit_it_came(string name)
    {
        JsonObject summary = JsonNode.Parse(File.ReadAllText(Path.Combine(Docs, "results", name + ".json")))!.AsObject();
        PlannedExperiment plan = PlannedExperiment.Of(Catalogue.Named(name), new ExperimentSettings { Size = ExperimentSize.Full, Seed = (long)summary["seed"]! }, []);
        Assert.Equal((name, "full", plan.Command), ((string?)summary["experiment"], (string?)summary["size"], (string?)summary["command"]));
        Assert.Matches("^[0-9a-f]{40}$", (string?)summary["commit"]);
        Assert.NotEmpty(summary["claims"]!.AsArray());
    }

    [Theory, MemberData(nameof(Published))]
    public void A_claim_that_did_not_hold_at_full_size_is_told_in_the_results(string name)
    {
        string results = File.ReadAllText(Path.Combine(Docs, "results.md"));
        JsonArray claims = JsonNode.Parse(File.ReadAllText(Path.Combine(Docs, "results", name + ".json")))!["claims"]!.AsArray();
        Assert.All(claims.Where(claim => !(bool)claim!["pass"]!), claim => Assert.Contains($"`{claim!["id"]}`", results, StringComparison.Ordinal));
    }

    private static string Folder()
    {
        DirectoryInfo directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Downhill.slnx")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");
        }

        return Path.Combine(directory.FullName, "docs");
    }
}
