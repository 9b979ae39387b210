using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Samplers;

/// <summary>½ Σᵢ λᵢ xᵢ²: a Gaussian of independent coordinates, without a matrix.</summary>
internal sealed record Bowl(double[] Stiffness) : Energy
{
    public override int Dimension => Stiffness.Length;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x) => 0.5 * Sum(Node.Constant(Stiffness, 1, Stiffness.Length) * Square(x));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}

/// <summary>x + 2 ln(1 + e⁻ˣ): the logistic law, with exponential tails.</summary>
internal sealed record Logistic : Energy
{
    public override int Dimension => 1;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x) => Sum(x + (2 * Softplus(-x)));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}

/// <summary>eˣ − a x: the logarithm of a gamma number of shape a, skewed.</summary>
internal sealed record LogGamma(double Shape) : Energy
{
    public override int Dimension => 1;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x) => Sum(Exp(x) - (Shape * x));

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}

/// <summary>(|x| − r)² / (2 s²) in two dimensions, |x| rounded off at the centre as √(|x|² + 10⁻⁴).</summary>
internal sealed record Ring(double Radius, double Width) : Energy
{
    public override int Dimension => 2;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x) => Square(Sqrt(SquaredNorm(x) + 1e-4) - Radius) / (2 * Width * Width);

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}

/// <summary>x₁²/2 + (x₂ − b (x₁² − 1))²/2: a normal law bent along a parabola.</summary>
internal sealed record Banana(double Bend) : Energy
{
    public override int Dimension => 2;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x)
    {
        Node first = Slice(x, 0, 1);
        return 0.5 * (Square(first) + Square(Slice(x, 1, 1) - (Bend * (Square(first) - 1))));
    }

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}

/// <summary>v²/(2 s²) + Σᵢ xᵢ² e⁻ᵛ/2 + n v/2: v ~ N(0, s²) and n numbers xᵢ ~ N(0, eᵛ).</summary>
/// <remarks>Source: R. M. Neal (2003), Ann. Statist. 31(3), 705–767, where s = 3 and n = 9.</remarks>
internal sealed record Funnel(double Deviation, int Width) : Energy
{
    public override int Dimension => 1 + Width;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x)
    {
        Node v = Slice(x, 0, 1);
        return (Square(v) / (2 * Deviation * Deviation)) + (0.5 * Exp(-v) * SquaredNorm(Slice(x, 1, Width))) + (0.5 * Width * v);
    }

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}
