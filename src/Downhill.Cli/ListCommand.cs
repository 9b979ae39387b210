using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary><c>list</c>: everything that can be run by name.</summary>
internal sealed class ListCommand : Verb
{
    private static readonly Flag Json = new("--json", "FILE.json", "the list, as an array of {name, kind, topic, summary}");

    internal override string Name => "list";

    internal override string Summary => "names every experiment and every verification";

    internal override string Example => "downhill list --json list.json";

    internal override IReadOnlyList<Flag> Flags { get; } = [Json];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        string? json = typed.Value(Json);
        OutputFile.Require(Json, json);
        if (json is not null)
        {
            JsonFile.Write(json, Listing.ToJson());
        }

        int names = Listing.All.Max(entry => entry.Name.Length), topics = Listing.All.Max(entry => entry.Topic.Length);
        foreach (CatalogueEntry entry in Listing.All)
        {
            screen.Out.WriteLine($"{entry.Name.PadRight(names)}  {entry.Kind,-12}  {entry.Topic.PadRight(topics)}  {entry.Summary}");
        }

        return ExitCode.Done;
    }
}
