using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>A candidate as it is drawn: a point of a law, or another sample (a mismatched pair).</summary>
public sealed record DrawnNegatives : Negatives
{
    private readonly Candidates _candidates;

    /// <summary>One candidate for each sample.</summary>
    public DrawnNegatives(Candidates candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        _candidates = candidates with { Count = 1 };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [_candidates];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [];

    /// <inheritdoc/>
    public override Node Of(Energy energy, Node x)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return _candidates.Points(energy.Dimension);
    }
}
