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
        .. Verifications.All.Select(verification => Entry(verification, "verification")),
        .. Catalogue.All.Select(experiment => Entry(experiment, "experiment")),
    ];

    /// <summary>The array that <c>list --json</c> writes: <c>[{name, kind, topic, summary}]</c>.</summary>
    public static JsonArray ToJson() => [.. All.Select(entry => new JsonObject
    {
        ["name"] = entry.Name,
        ["kind"] = entry.Kind,
        ["topic"] = entry.Topic,
        ["summary"] = entry.Summary,
    })];

    private static CatalogueEntry Entry(Investigation what, string kind) => new(what.Name, kind, what.Topic, what.Summary);
}
