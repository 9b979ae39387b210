using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The way of steepest descent from one minimum over a saddle to another: the minimum-energy path x′ = −∇E / |∇E|.</summary>
/// <remarks>
/// Each step solves the descent of the local quadratic implicitly, δ = −h (1 + h H)⁻¹ ∇E with h such that δ has the length wanted, so a stiff
/// valley is followed along its floor and not from wall to wall; a step ends at the minimum where that is nearer.
/// Source: K. Fukui (1981), The path of chemical reactions, Acc. Chem. Res. 14, 363–368.
/// Differs from the source: coordinates are as they come, without masses.
/// </remarks>
/// <param name="Points">From one minimum to the other, shape [n][d].</param>
/// <param name="Lengths">The length of the path up to each of them, shape [n].</param>
/// <param name="Top">The number of the saddle.</param>
internal sealed record DescentPath(double[][] Points, double[] Lengths, int Top)
{
    // Lengths are in radii of the data here, so that no unit matters.
    private const double Step = 0.01, Arrived = 1e-7;
    private const int MostSteps = 3000, Halvings = 60;

    /// <summary>The path over a saddle, from the minimum that it comes from to the other; null where descent does not arrive.</summary>
    internal static DescentPath? Over(Energy energy, double[] radius, Saddle saddle, Minima minima)
    {
        CriticalPoints local = new(energy, radius);
        int d = radius.Length;
        (_, double[] softest) = CriticalPoints.Modes(local.At(saddle.Point).Hessians, d);
        List<double[]>? down = Descend(local, radius, Moved(saddle.Point, softest, -1, radius)), up = Descend(local, radius, Moved(saddle.Point, softest, 1, radius));
        if (down is null || up is null)
        {
            return null;
        }

        double[] from = minima.Points[saddle.From].Point;
        (List<double[]> first, List<double[]> second) = InRadii.Distance(down[^1], from, radius) <= InRadii.Distance(up[^1], from, radius) ? (down, up) : (up, down);
        double[][] points = [.. Enumerable.Reverse(first), saddle.Point, .. second];
        return new(points, LengthsOf(points), first.Count);
    }

    private static List<double[]>? Descend(CriticalPoints local, double[] radius, double[] start)
    {
        List<double[]> points = [start];
        while (points.Count < MostSteps)
        {
            (double[] step, bool isLast) = StepFrom(local, points[^1], radius);
            points.Add([.. points[^1].Zip(step, (x, s) => x + s)]);
            if (isLast)
            {
                return points;
            }

            if (!Array.TrueForAll(points[^1], double.IsFinite))
            {
                return null;
            }
        }

        return null;
    }

    private static (double[] Step, bool IsLast) StepFrom(CriticalPoints local, double[] point, double[] radius)
    {
        int d = radius.Length;
        (_, double[] gradient, double[] hessian) = local.At(point);
        Evd<double> modes = Matrix<double>.Build.DenseOfRowMajor(d, d, hessian).Evd(Symmetricity.Symmetric);
        double[] curvatures = [.. modes.EigenValues.Select(value => value.Real)];
        Vector<double> along = modes.EigenVectors.TransposeThisAndMultiply(Vector<double>.Build.Dense(gradient));

        // Half of where a falling direction would run to infinity; else all the way to the minimum of the quadratic.
        double most = curvatures[0] < 0 ? -0.5 / curvatures[0] : double.PositiveInfinity;
        double[] farthest = At(most);
        double length = InRadii.Length(farthest, radius);
        return length > Step ? (At(Fitting()), false) : (farthest, curvatures[0] > 0 && length < Arrived);

        double[] At(double h) => (modes.EigenVectors * Vector<double>.Build.Dense(d, i => double.IsInfinity(h) ? -along[i] / curvatures[i] : -h * along[i] / (1 + (h * curvatures[i])))).ToArray();

        // In h of 1 / (1 + 1/h), which is finite, the length grows steadily.
        double Fitting()
        {
            (double low, double high) = (0, double.IsInfinity(most) ? 1 : most / (Scale() + most));
            for (int halving = 0; halving < Halvings; halving++)
            {
                double middle = (low + high) / 2;
                (low, high) = InRadii.Length(At(Of(middle)), radius) < Step ? (middle, high) : (low, middle);
            }

            return Of(low);
        }

        double Of(double share) => Scale() * share / (1 - share);

        double Scale() => 1 / curvatures.Max(Math.Abs);
    }

    private static double[] Moved(double[] point, double[] direction, int sign, double[] radius)
    {
        double length = InRadii.Length(direction, radius);
        return [.. point.Zip(direction, (x, e) => x + (sign * Step / length * e))];
    }

    private static double[] LengthsOf(double[][] points)
    {
        double[] lengths = new double[points.Length];
        for (int i = 1; i < points.Length; i++)
        {
            lengths[i] = lengths[i - 1] + Math.Sqrt(points[i].Zip(points[i - 1], (a, b) => (a - b) * (a - b)).Sum());
        }

        return lengths;
    }
}
