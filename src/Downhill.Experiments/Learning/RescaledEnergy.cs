using Downhill.Compute;

namespace Downhill.Experiments.Learning;

/// <summary>E(r z) of z, coordinate by coordinate: a landscape in units in which all coordinates are alike.</summary>
internal sealed record RescaledEnergy(Energy Inner, double[] Radius) : Energy
{
    public override int Dimension => Inner.Dimension;

    public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

    public override Node Of(Node x) => Inner.Of(x * Node.Constant(Radius, 1, Radius.Length));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this with { Inner = Inner.With(parameters) };
}
