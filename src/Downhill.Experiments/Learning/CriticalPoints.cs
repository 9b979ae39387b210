using Downhill.Compute;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Downhill.Experiments.Learning;

/// <summary>Newton's method to where the gradient of a landscape vanishes, from many points at once.</summary>
internal sealed class CriticalPoints
{
    private const double LongestStep = 0.2;

    private readonly Computation<double> _local;
    private readonly double[] _radius;

    internal CriticalPoints(Energy energy, double[] radius)
    {
        Node x = Node.Point(energy.Dimension), value = energy.Of(x);
        _local = Computation.Compile<double>(value, Derivative.Gradient(value, x), Derivative.Hessian(value, x));
        _radius = radius;
        _local.Set(energy.Parameters);
    }

    /// <summary>Moves the points, shape [n, d], in place: <paramref name="iterations"/> Newton steps, each at most a fifth of a radius long.</summary>
    internal void Approach(double[] points, int iterations)
    {
        int d = _radius.Length;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            (_, double[] gradients, double[] hessians) = At(points);
            for (int row = 0; row < points.Length / d; row++)
            {
                Vector<double> step = Matrix<double>.Build.DenseOfRowMajor(d, d, hessians[(row * d * d)..((row + 1) * d * d)]).Solve(Vector<double>.Build.Dense(gradients[(row * d)..((row + 1) * d)]));
                double length = InRadii.Length(step.ToArray(), _radius), factor = length > LongestStep ? LongestStep / length : 1;
                for (int i = 0; i < d && double.IsFinite(length); i++)
                {
                    points[(row * d) + i] -= factor * step[i];
                }
            }
        }
    }

    /// <summary>Energies [n], gradients [n, d] and Hessians [n, d, d] at points.</summary>
    internal (double[] Energies, double[] Gradients, double[] Hessians) At(double[] points)
    {
        _local.Set("x", points);
        _local.Run();
        return (_local[0].ToArray(), _local[1].ToArray(), _local[2].ToArray());
    }

    /// <summary>The eigenvalues of one Hessian, smallest first, and the direction of the smallest.</summary>
    internal static (double[] Curvatures, double[] Softest) Modes(ReadOnlySpan<double> hessian, int d)
    {
        Evd<double> modes = Matrix<double>.Build.DenseOfRowMajor(d, d, hessian.ToArray()).Evd(Symmetricity.Symmetric);
        return ([.. modes.EigenValues.Select(value => value.Real)], modes.EigenVectors.Column(0).ToArray());
    }
}
