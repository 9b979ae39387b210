using Downhill.Compute;

namespace Downhill;

/// <summary>E(x) = Σₘ Eₘ(x) / M: an ensemble as one landscape.</summary>
/// <remarks>Source: L. Breiman (1996), Bagging predictors, Machine Learning 24, 123–140.</remarks>
public sealed record MeanEnergy : Energy
{
    /// <summary>The mean of landscapes over the same points.</summary>
    /// <exception cref="ArgumentException">There is none, the dimensions differ, or two have a parameter of the same name.</exception>
    public MeanEnergy(IReadOnlyList<Energy> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        Members = [.. members];
        if (Members.Count == 0 || Members.Any(member => member.Dimension != Members[0].Dimension))
        {
            throw new ArgumentException("A mean needs landscapes, all of the same dimension.", nameof(members));
        }

        if (Parameters.GroupBy(p => p.Name).FirstOrDefault(group => group.Count() > 1)?.Key is { } name)
        {
            throw new ArgumentException($"Two landscapes have a parameter {name}; give one of them another Name.", nameof(members));
        }
    }

    /// <summary>The Eₘ.</summary>
    public IReadOnlyList<Energy> Members { get; }

    /// <inheritdoc/>
    public override int Dimension => Members[0].Dimension;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. Members.SelectMany(member => member.Parameters)];

    /// <inheritdoc/>
    public override Node Of(Node x) => Members.Select(member => member.Of(x)).Aggregate((sum, each) => sum + each) / Members.Count;

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        List<Energy> members = [];
        int at = 0;
        foreach (Energy member in Members)
        {
            members.Add(member.With([.. parameters.Skip(at).Take(member.Parameters.Count)]));
            at += member.Parameters.Count;
        }

        return new MeanEnergy(members);
    }
}
