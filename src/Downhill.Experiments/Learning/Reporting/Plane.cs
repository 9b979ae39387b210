using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>A plane through a point of the space of coordinates: x = origin + u first + v second.</summary>
/// <param name="Origin">The point, shape [d].</param>
/// <param name="First">A unit vector.</param>
/// <param name="Second">A unit vector at a right angle to it.</param>
/// <param name="Shares">The share of the variance of the points along each axis that there is, largest first; empty for a plane of two coordinates.</param>
internal sealed record Plane(double[] Origin, double[] First, double[] Second, double[] Shares)
{
    private int Dimension => Origin.Length;

    /// <summary>The plane of two coordinates.</summary>
    internal static Plane OfCoordinates { get; } = new([0, 0], [1, 0], [0, 1], []);

    /// <summary>The plane through a point in which points vary most: the first two principal components of the points, shape [n, d]; the largest entry of each is positive.</summary>
    /// <remarks>Source: K. Pearson (1901), On lines and planes of closest fit to systems of points in space, Phil. Mag. 2, 559–572.</remarks>
    internal static Plane Principal(double[] points, double[] through)
    {
        int d = through.Length;
        Matrix<double> rows = Matrix<double>.Build.DenseOfRowMajor(points.Length / d, d, points);
        Vector<double> mean = rows.ColumnSums() / rows.RowCount;
        Matrix<double> centred = Matrix<double>.Build.Dense(rows.RowCount, d, (i, j) => rows[i, j] - mean[j]);
        Evd<double> modes = centred.TransposeThisAndMultiply(centred).Evd(Symmetricity.Symmetric);
        double[] variances = [.. modes.EigenValues.Select(value => Math.Max(0, value.Real)).Reverse()];
        return new(through, Upright(modes.EigenVectors.Column(d - 1)), Upright(modes.EigenVectors.Column(d - 2)), [.. variances.Select(variance => variance / variances.Sum())]);
    }

    /// <summary>(u, v) of the feet of points on the plane, shape [n, 2].</summary>
    internal double[] Onto(double[] points) =>
        [.. Enumerable.Range(0, points.Length / Dimension).SelectMany(row => new[] { Along(points, row, First), Along(points, row, Second) })];

    /// <summary>The points of the plane at (u, v), shape [n, d].</summary>
    internal double[] At(double[] places) =>
        [.. Enumerable.Range(0, places.Length / 2).SelectMany(row => Origin.Select((x, i) => x + (places[2 * row] * First[i]) + (places[(2 * row) + 1] * Second[i])))];

    /// <summary>The parts along the plane of vectors, shape [n, d] to [n, 2].</summary>
    internal double[] Parts(double[] vectors) =>
        [.. Enumerable.Range(0, vectors.Length / Dimension).SelectMany(row => new[] { First.Select((e, i) => e * vectors[(row * Dimension) + i]).Sum(), Second.Select((e, i) => e * vectors[(row * Dimension) + i]).Sum() })];

    private static double[] Upright(Vector<double> direction) => (direction * (direction[direction.AbsoluteMaximumIndex()] < 0 ? -1 : 1)).ToArray();

    private double Along(double[] points, int row, double[] axis)
    {
        double sum = 0;
        for (int i = 0; i < Dimension; i++)
        {
            sum += axis[i] * (points[(row * Dimension) + i] - Origin[i]);
        }

        return sum;
    }
}
