namespace Downhill.Experiments.Facts;

/// <summary>Derivatives of functions that are only evaluated: the reference that knows nothing of graphs.</summary>
/// <remarks>
/// Central differences at h, h/2, h/4, h/8, each extrapolation taking out the next even power of h (Richardson). What is left is of order
/// h⁸ and rounding of order 10⁻¹⁶ · 8/h: for functions of order one and h = 0.1, about 10⁻¹³.
/// Source: L. F. Richardson (1911), Phil. Trans. R. Soc. A 210, 307–357.
/// </remarks>
internal static class Differences
{
    private const int Levels = 4;

    /// <summary>df/dt at t = 0.</summary>
    public static double[] Along(Func<double, double[]> f, double h = 0.1)
    {
        double[][] table = [.. Enumerable.Range(0, Levels).Select(level => Central(f, h / (1 << level)))];
        for (int power = 1; power < Levels; power++)
        {
            for (int level = Levels - 1; level >= power; level--)
            {
                double factor = 1.0 / ((1 << (2 * power)) - 1);
                table[level] = [.. table[level].Zip(table[level - 1], (fine, coarse) => fine + factor * (fine - coarse))];
            }
        }

        return table[^1];
    }

    /// <summary>∂f/∂xᵢ for each i, shape [inputs][outputs].</summary>
    public static double[][] Jacobian(Func<double[], double[]> f, double[] x, double h = 0.1) =>
        [.. Enumerable.Range(0, x.Length).Select(i => Along(t => f(Moved(x, i, t)), h))];

    /// <summary>∂f/∂x for a scalar f.</summary>
    public static double[] Gradient(Func<double[], double> f, double[] x, double h = 0.1) =>
        [.. Jacobian(point => [f(point)], x, h).Select(row => row[0])];

    private static double[] Central(Func<double, double[]> f, double h) => [.. f(h).Zip(f(-h), (after, before) => (after - before) / (2 * h))];

    private static double[] Moved(double[] x, int i, double t)
    {
        double[] moved = [.. x];
        moved[i] += t;
        return moved;
    }
}
