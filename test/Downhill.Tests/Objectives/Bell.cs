using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Tests.Objectives;

/// <summary>E(x) = Σ (xᵢ − m)² / (2 s²), both learned: exp(−E) is a Gaussian, and everything about it is known.</summary>
internal sealed record Bell(double Mean, double Deviation, int Size = 1) : Energy
{
    public override int Dimension => Size;

    public override IReadOnlyList<Parameter> Parameters => [new("bell.mean", 1, 1, [Mean]), new("bell.deviation", 1, 1, [Deviation])];

    public override Node Of(Node x) => SquaredNorm(x - Repeat(Parameters[0].Node, x.Shape)) / (2 * Square(Parameters[1].Node));

    public override Energy With(IReadOnlyList<Parameter> parameters) => new Bell(parameters[0].Values[0], parameters[1].Values[0], Size);
}
