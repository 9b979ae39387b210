using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Tests.Objectives;

/// <summary>E(x, y) = ½ (y − a x − b)² / s², ln s = l + h x, and + g x where it may add what only x says: y given x is a Gaussian, ln Z(x) = ln s + ½ ln 2π − g x.</summary>
/// <param name="Values">a, b, l, h, g.</param>
/// <param name="MayAdd">Whether there is g.</param>
internal sealed record SlantedBell(double[] Values, bool MayAdd) : Energy
{
    public override int Dimension => 2;

    public override IReadOnlyList<Parameter> Parameters => [new("slanted", 1, 5, Values)];

    internal ConditionalEnergy OfY => new(this, [1]);

    public override Node Of(Node x)
    {
        Node at = Slice(x, 0, 1), off = Slice(x, 1, 1) - (At(0) * at) - At(1), width = Exp(At(2) + (At(3) * at)), bowl = Square(off / width) / 2;
        return MayAdd ? bowl + (At(4) * at) : bowl;
    }

    public override Energy With(IReadOnlyList<Parameter> parameters) => this with { Values = parameters[0].Values };

    internal double Mean(double x) => (Values[0] * x) + Values[1];

    internal double Width(double x) => Math.Exp(Values[2] + (Values[3] * x));

    internal double At(double x, double y) => (Math.Pow((y - Mean(x)) / Width(x), 2) / 2) + (MayAdd ? Values[4] * x : 0);

    internal double Density(double x, double y) => Math.Exp(-Math.Pow((y - Mean(x)) / Width(x), 2) / 2) / (Width(x) * Math.Sqrt(2 * Math.PI));

    private Node At(int place) => Slice(Parameters[0].Node, place, 1);
}
