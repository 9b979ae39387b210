namespace Downhill.Experiments.Facts;

/// <summary>Linear algebra of a few rows, written apart from the engine's, so that agreement with it means something.</summary>
internal static class Dense
{
    /// <summary>The matrix [height, width] of f(i, j).</summary>
    public static double[,] Matrix(int height, int width, Func<int, int, double> f)
    {
        double[,] matrix = new double[height, width];
        for (int i = 0; i < height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                matrix[i, j] = f(i, j);
            }
        }

        return matrix;
    }

    /// <summary>A square matrix from its row-major numbers.</summary>
    public static double[,] Square(IReadOnlyList<double> values, int n) => Matrix(n, n, (i, j) => values[i * n + j]);

    /// <summary>a b.</summary>
    public static double[] Times(double[,] a, IReadOnlyList<double> b) =>
        [.. Enumerable.Range(0, a.GetLength(0)).Select(i => Enumerable.Range(0, b.Count).Sum(j => a[i, j] * b[j]))];

    /// <summary>a b.</summary>
    public static double[,] Times(double[,] a, double[,] b) =>
        Matrix(a.GetLength(0), b.GetLength(1), (i, j) => Enumerable.Range(0, a.GetLength(1)).Sum(k => a[i, k] * b[k, j]));

    /// <summary>aᵀ.</summary>
    public static double[,] Transpose(double[,] a) => Matrix(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    /// <summary>The numbers, row-major.</summary>
    public static double[] Values(double[,] a) => [.. a.Cast<double>()];

    /// <summary>max |a − aᵀ|.</summary>
    public static double Asymmetry(double[,] a) => Compare.Largest(Values(Matrix(a.GetLength(0), a.GetLength(0), (i, j) => a[i, j] - a[j, i])));

    /// <summary>a⁻¹ b, by Gaussian elimination with partial pivoting.</summary>
    public static double[] Solve(double[,] a, IReadOnlyList<double> b)
    {
        int n = b.Count;
        double[][] rows = [.. Enumerable.Range(0, n).Select(i => (double[])[.. Enumerable.Range(0, n).Select(j => a[i, j]), b[i]])];
        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(rows[i][k]));
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            for (int i = 0; i < n; i++)
            {
                double factor = i == k ? 0 : rows[i][k] / rows[k][k];
                for (int j = k; j <= n && factor != 0; j++)
                {
                    rows[i][j] -= factor * rows[k][j];
                }
            }
        }

        return [.. rows.Select((row, k) => row[n] / row[k])];
    }

    /// <summary>The eigenvalues of a symmetric matrix, ascending, by Jacobi's rotations.</summary>
    public static double[] Eigenvalues(double[,] symmetric)
    {
        int n = symmetric.GetLength(0);
        double[,] a = (double[,])symmetric.Clone();

        // Each sweep squares the size of what is off the diagonal; a handful reach rounding for the few rows used here.
        const int Sweeps = 12;
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    a = Rotated(a, p, q);
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i, i]).Order()];
    }

    /// <summary>The largest |A x| over |x| = 1, for a matrix of any shape.</summary>
    public static double SpectralNorm(double[,] a) => Math.Sqrt(Eigenvalues(Times(Transpose(a), a))[^1]);

    private static double[,] Rotated(double[,] a, int p, int q)
    {
        double angle = 0.5 * Math.Atan2(2 * a[p, q], a[q, q] - a[p, p]), c = Math.Cos(angle), s = Math.Sin(angle);
        double[,] rotation = Matrix(a.GetLength(0), a.GetLength(0), (i, j) =>
            (i, j) == (p, q) ? s : (i, j) == (q, p) ? -s : i != j ? 0 : i == p || i == q ? c : 1);
        return Times(Transpose(rotation), Times(a, rotation));
    }
}
