namespace Downhill.Training;

/// <summary>The parameters of an energy and of an objective as one vector θ, the energy's first.</summary>
internal sealed class Unknowns(Energy energy, Objective objective)
{
    /// <summary>All of them, in order.</summary>
    internal Parameter[] Parameters { get; } = [.. energy.Parameters, .. objective.Parameters];

    /// <summary>θ as they stand.</summary>
    internal double[] Start => [.. Parameters.SelectMany(p => p.Values)];

    /// <summary>The energy at θ.</summary>
    internal Energy EnergyAt(double[] theta) => energy.With([.. At(theta).Take(energy.Parameters.Count)]);

    /// <summary>The objective's own parameters at θ.</summary>
    internal IReadOnlyList<Parameter> OwnAt(double[] theta) => [.. At(theta).Skip(energy.Parameters.Count)];

    private IEnumerable<Parameter> At(double[] theta)
    {
        int at = 0;
        foreach (Parameter parameter in Parameters)
        {
            yield return parameter with { Values = theta[at..(at + parameter.Values.Length)] };
            at += parameter.Values.Length;
        }
    }
}
