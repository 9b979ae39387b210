using System.Text.Json.Nodes;
using Downhill.Report;

namespace Downhill.Experiments;

/// <summary>A piece of what an experiment found.</summary>
public abstract record Finding
{
    private protected Finding()
    {
    }
}

/// <summary>A claim: first in the report, and in <c>claims</c> of summary.json.</summary>
/// <param name="Claim">Measured, reference and verdict.</param>
public sealed record Claimed(Claim Claim) : Finding;

/// <summary>A picture: figures/NAME.svg, and a section of the report.</summary>
/// <param name="Name">The file's name without its end: words in lower case with hyphens.</param>
/// <param name="Title">The section's heading.</param>
/// <param name="Figure">What is drawn.</param>
/// <param name="Caption">What there is to see in it.</param>
public sealed record Pictured(string Name, string Title, Figure Figure, string Caption) : Finding;

/// <summary>A table of the report; its numbers belong in a <see cref="Noted"/> too.</summary>
/// <param name="Title">The section's heading; successive tables of one title share a section.</param>
/// <param name="Table">The table.</param>
public sealed record Tabulated(string Title, Report.Listing Table) : Finding;

/// <summary>A number, or several, for summary.json.</summary>
/// <param name="Name">Its key, in snake case; not <c>experiment</c>, <c>size</c>, <c>seed</c>, <c>seconds</c> or <c>claims</c>.</param>
/// <param name="Value">A number, a quantity <c>{value, standard_error, interval, unit}</c>, an array or an object; JSON has no NaN and no infinity.</param>
public sealed record Noted(string Name, JsonNode? Value) : Finding;

/// <summary>A verdict in words, at the top of the report.</summary>
/// <param name="Verdict">A word and the reason.</param>
public sealed record Said(Verdict Verdict) : Finding;

/// <summary>Everything that an experiment found, by kind, each in the order in which it was found.</summary>
public sealed record Findings
{
    /// <summary>The claims, the least that there is.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>The pictures.</summary>
    public required IReadOnlyList<Pictured> Pictures { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<Tabulated> Tables { get; init; }

    /// <summary>The numbers for summary.json.</summary>
    public required IReadOnlyList<Noted> Numbers { get; init; }

    /// <summary>The verdicts in words.</summary>
    public required IReadOnlyList<Verdict> Verdicts { get; init; }

    /// <summary>Findings, sorted.</summary>
    public static Findings Of(IReadOnlyCollection<Finding> findings) => new()
    {
        Claims = [.. findings.OfType<Claimed>().Select(claimed => claimed.Claim)],
        Pictures = [.. findings.OfType<Pictured>()],
        Tables = [.. findings.OfType<Tabulated>()],
        Numbers = [.. findings.OfType<Noted>()],
        Verdicts = [.. findings.OfType<Said>().Select(said => said.Verdict)],
    };
}
