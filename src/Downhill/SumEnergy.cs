using Downhill.Compute;

namespace Downhill;

/// <summary>E(x) = A(x) + B(x); what <c>a + b</c> makes.</summary>
public sealed record SumEnergy : Energy
{
    /// <summary>The sum of two landscapes over the same points.</summary>
    /// <exception cref="ArgumentException">The dimensions differ, or both have a parameter of the same name.</exception>
    public SumEnergy(Energy first, Energy second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        (First, Second) = (first, second);
        if (first.Dimension != second.Dimension)
        {
            throw new ArgumentException($"Only landscapes of equal dimension can be added, not {first.Dimension} and {second.Dimension}.", nameof(second));
        }

        if (first.Parameters.Select(p => p.Name).Intersect(second.Parameters.Select(p => p.Name)).FirstOrDefault() is { } name)
        {
            throw new ArgumentException($"Both landscapes have a parameter {name}; give one of them another Name.", nameof(second));
        }
    }

    /// <summary>A.</summary>
    public Energy First { get; }

    /// <summary>B.</summary>
    public Energy Second { get; }

    /// <inheritdoc/>
    public override int Dimension => First.Dimension;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. First.Parameters, .. Second.Parameters];

    /// <inheritdoc/>
    public override Node Of(Node x) => First.Of(x) + Second.Of(x);

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters)
    {
        int first = First.Parameters.Count;
        return new SumEnergy(First.With([.. parameters.Take(first)]), Second.With([.. parameters.Skip(first)]));
    }
}
