using System.Runtime.CompilerServices;
using Downhill.Compute;

namespace Downhill;

/// <summary>Energies and gradients at many points, in double.</summary>
/// <remarks>Compiled at the first call and kept with the energy; one caller at a time.</remarks>
public sealed class Landscape
{
    private static readonly ConditionalWeakTable<Energy, Landscape> Compiled = [];

    private readonly Lock _oneAtATime = new();
    private readonly Computation<double> _computation;
    private readonly int _dimension;

    /// <summary>The landscape of <paramref name="energy"/>.</summary>
    public Landscape(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        _dimension = energy.Dimension;
        Node x = Node.Point(_dimension), value = energy.Of(x);
        _computation = Computation.Compile<double>(value, Derivative.Gradient(value, x));
        _computation.Set(energy.Parameters);
    }

    /// <summary>The landscape of <paramref name="energy"/>, compiled once for each energy.</summary>
    public static Landscape Of(Energy energy) => Compiled.GetValue(energy, e => new Landscape(e));

    /// <summary>E and ∂E/∂x at points, shape [n, dimension]: energies [n], gradients [n, dimension].</summary>
    /// <exception cref="ArgumentException">The points are not a multiple of the dimension.</exception>
    public (double[] Energies, double[] Gradients) Evaluate(ReadOnlySpan<double> points)
    {
        if (points.Length == 0 || points.Length % _dimension != 0)
        {
            throw new ArgumentException($"Points of dimension {_dimension} are a multiple of {_dimension} numbers, not {points.Length}.", nameof(points));
        }

        lock (_oneAtATime)
        {
            _computation.Set("x", points);
            _computation.Run();
            return (_computation[0].ToArray(), _computation[1].ToArray());
        }
    }
}
