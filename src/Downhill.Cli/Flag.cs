namespace Downhill.Cli;

/// <summary>A flag of a verb.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What stands for its value in the help, or "" where it takes none.</param>
/// <param name="Help">What it does, in a few words.</param>
internal sealed record Flag(string Name, string Value, string Help)
{
    internal static readonly Flag Quiet = new("--quiet", "", "nothing but errors and warnings");

    /// <summary>What may stand for the value, in words, with its unit.</summary>
    internal string Range { get; init; } = "";

    /// <summary>The value where the flag is not given, or "".</summary>
    internal string Default { get; init; } = "";

    internal bool IsRequired { get; init; }

    /// <summary>Not shown in the help: known only to say why it cannot be used.</summary>
    internal bool IsHidden { get; init; }

    internal bool TakesValue => Value.Length > 0;
}
