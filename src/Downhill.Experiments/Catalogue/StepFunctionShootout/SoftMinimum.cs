using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.StepFunctions;

/// <summary>E(x) = −T ln(exp(−A(x)/T) + exp(−B(x)/T)): A or B, whichever is lower.</summary>
internal sealed record SoftMinimum(Energy First, Energy Second, double Temperature) : Energy
{
    public override int Dimension => First.Dimension;

    public override IReadOnlyList<Parameter> Parameters => [.. First.Parameters, .. Second.Parameters];

    public override Node Of(Node x) => -Temperature * LogSumExp(Join(-First.Of(x), -Second.Of(x)) / Temperature);

    public override Energy With(IReadOnlyList<Parameter> parameters)
    {
        int first = First.Parameters.Count;
        return new SoftMinimum(First.With([.. parameters.Take(first)]), Second.With([.. parameters.Skip(first)]), Temperature);
    }
}

/// <summary>E(x) + c.</summary>
internal sealed record Lifted(Energy Energy, double By) : Energy
{
    public override int Dimension => Energy.Dimension;

    public override IReadOnlyList<Parameter> Parameters => Energy.Parameters;

    public override Node Of(Node x) => Energy.Of(x) + By;

    public override Energy With(IReadOnlyList<Parameter> parameters) => new Lifted(Energy.With(parameters), By);
}

/// <summary>E(x) = ½ k max(0, x₀ − a)²: nobody wants to be far to the right of a.</summary>
internal sealed record Wall(double Edge, double Stiffness) : Energy
{
    public override int Dimension => 2;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x) => 0.5 * Stiffness * Square(Maximum(Slice(x, 0, 1) - Edge, 0));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}
