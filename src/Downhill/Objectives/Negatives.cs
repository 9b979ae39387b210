using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>How the wrong answer x⁻ that a sample is contrasted with is found: one for each sample, and no derivative goes through the search.</summary>
public abstract record Negatives
{
    /// <summary>What is drawn for it.</summary>
    public abstract IReadOnlyList<Source> Sources { get; }

    /// <summary>What enters the graph by name: the settings of a chain.</summary>
    public abstract IReadOnlyList<Parameter> Settings { get; }

    /// <summary>x⁻ of every sample x, [dimension] per sample.</summary>
    public abstract Node Of(Energy energy, Node x);
}
