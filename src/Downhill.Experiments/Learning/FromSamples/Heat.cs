using Downhill.Compute;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>The temperature that points have in a landscape: ⟨|∇E|²⟩ / ⟨ΔE⟩, which is T for draws of exp(−E/T).</summary>
/// <remarks>Source: H. H. Rugh (1997), Phys. Rev. Lett. 78, 772–774, in its configurational form.</remarks>
/// <param name="Value">The temperature.</param>
/// <param name="Error">Its standard error for independent points, by the ratio's linear part.</param>
internal readonly record struct Heat(double Value, double Error)
{
    private const int MostDimensions = 16;

    /// <summary>That of independent points, shape [n, dimension]; null above 16 dimensions, as each costs a second derivative.</summary>
    internal static Heat? Of(Energy energy, double[] points)
    {
        if (energy.Dimension > MostDimensions)
        {
            return null;
        }

        Node x = Node.Point(energy.Dimension), value = energy.Of(x);
        Computation<double> computation = Computation.Compile<double>(Maths.SquaredNorm(Derivative.Gradient(value, x)), Derivative.Laplacian(value, x));
        computation.Set(energy.Parameters);
        computation.Set("x", points);
        computation.Run();
        double[] squares = computation[0].ToArray(), laplacians = computation[1].ToArray();
        double curvature = laplacians.Average(), ratio = squares.Average() / curvature;
        double spread = squares.Zip(laplacians, (s, l) => Math.Pow((s - (ratio * l)) / curvature, 2)).Sum();
        return new(ratio, Math.Sqrt(spread) / squares.Length);
    }
}
