using Downhill.Compute;

namespace Downhill;

/// <summary>A landscape E(x): written once for one point, and then a step rule, a density exp(−E/T), a cost, a critic, a planner's map.</summary>
/// <remarks>
/// The formula may use any function of <see cref="Maths"/>; derivatives of every order follow. What is learned are the
/// <see cref="Parameters"/>; <see cref="With"/> gives the same landscape with other values.
/// </remarks>
public abstract record Energy
{
    /// <summary>How many coordinates a point has.</summary>
    public abstract int Dimension { get; }

    /// <summary>What is learned; empty for a landscape that is given.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>E(x) for a point x, shape [1, Dimension] per row; a scalar per row.</summary>
    public abstract Node Of(Node x);

    /// <summary>The same landscape with other values of its parameters.</summary>
    /// <param name="parameters">As many as <see cref="Parameters"/>, in the same order and shapes.</param>
    public abstract Energy With(IReadOnlyList<Parameter> parameters);

    /// <summary>a(x) + b(x).</summary>
    public static Energy operator +(Energy a, Energy b) => new SumEnergy(a, b);

    /// <summary>factor · energy(x).</summary>
    public static Energy operator *(double factor, Energy energy) => new ScaledEnergy(energy, factor);

    /// <summary>E(x) at one point.</summary>
    /// <param name="x">The point, shape [Dimension].</param>
    public double At(params ReadOnlySpan<double> x) => Landscape.Of(this).Evaluate(x).Energies[0];

    /// <summary>∂E/∂x at one point, shape [Dimension].</summary>
    /// <param name="x">The point, shape [Dimension].</param>
    public double[] GradientAt(params ReadOnlySpan<double> x) => Landscape.Of(this).Evaluate(x).Gradients;
}
