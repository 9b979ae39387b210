using System.Text.Json.Nodes;

namespace Downhill.Experiments;

/// <summary>A line of <c>downhill list</c>.</summary>
/// <param name="Name">What to type after <c>verify</c> or <c>run</c>.</param>
/// <param name="Kind"><c>verification</c> or <c>experiment</c>.</param>
/// <param name="Topic">One of <see cref="Topics.All"/>.</param>
/// <param name="Summary">What it shows, in a sentence.</param>
public sealed record CatalogueEntry(string Name, string Kind, string Topic, string Summary);

/// <summary>Everything that can be run by name.</summary>
public static class Listing
{
    /// <summary>Verifications, then experiments.</summary>
    public static IReadOnlyList<CatalogueEntry> All { get; } =
    [
        .. Verifications.All.Select(verification => new CatalogueEntry(verification.Name, "verification", verification.Topic, verification.Summary)),
        .. Catalogue.All.Select(experiment => new CatalogueEntry(experiment.Name, "experiment", experiment.Topic, experiment.Summary)),
    ];

    /// <summary>The array that <c>list --json</c> writes: <c>[{name, kind, topic, summary}]</c>.</summary>
    public static JsonArray ToJson() => [.. All.Select(entry => new JsonObject
    {
        ["name"] = entry.Name,
        ["kind"] = entry.Kind,
        ["topic"] = entry.Topic,
        ["summary"] = entry.Summary,
    })];
}
