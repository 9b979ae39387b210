namespace Downhill.Compute.Numerics;

/// <summary>A = Σ σₖ uₖ vₖᵀ: the rank of a matrix, what it does not see, and its least-squares solutions.</summary>
/// <remarks>
/// By rotations of pairs of columns until all are orthogonal; singular values come out down to 1e-15 of the largest, what is smaller is
/// rounding. Cost about ten times rows · columns²: for some hundred columns.
/// <para>Source: M. R. Hestenes (1958), Inversion of matrices by biorthogonalization and related results, J. SIAM 6, 51–90.</para>
/// </remarks>
public sealed record SingularValues
{
    /// <summary>σ below this share of the largest counts as zero, by default.</summary>
    public const double Negligible = 1e-10;

    private const int Sweeps = 60;
    private const double Orthogonal = 1e-15;

    private SingularValues(double[] values, double[][] left, double[][] right) => (Values, Left, Right) = (values, left, right);

    /// <summary>σ, from the largest, one for each column.</summary>
    public double[] Values { get; }

    /// <summary>u, one vector for each σ; of zero length where σ is zero.</summary>
    public double[][] Left { get; }

    /// <summary>v, orthonormal, one for each σ.</summary>
    public double[][] Right { get; }

    /// <summary>How many σ are above <paramref name="negligible"/> times the largest.</summary>
    public int Rank(double negligible = Negligible) => Values.Count(value => value > negligible * Values[0]);

    /// <summary>Orthonormal vectors that span {x: A x = 0}.</summary>
    public double[][] NullSpace(double negligible = Negligible) => Right[Rank(negligible)..];

    /// <summary>The shortest x among those with the least |A x − b|.</summary>
    /// <param name="b">One number for each row.</param>
    /// <param name="negligible">σ below this share of the largest count as zero.</param>
    public double[] Solve(double[] b, double negligible = Negligible)
    {
        ArgumentNullException.ThrowIfNull(b);
        double[] x = new double[Values.Length];
        for (int k = 0; k < Rank(negligible); k++)
        {
            double along = Dot(Left[k], b) / Values[k];
            for (int j = 0; j < x.Length; j++)
            {
                x[j] += along * Right[k][j];
            }
        }

        return x;
    }

    /// <summary>The singular values of a matrix.</summary>
    /// <param name="matrix">A, shape [rows, columns], finite.</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static SingularValues Of(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        int rows = matrix.GetLength(0), columns = matrix.GetLength(1);
        int exponent = Exponent(matrix);
        double[][] a = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Select(i => Math.ScaleB(matrix[i, j], -exponent)).ToArray())];
        double[][] v = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, columns).Select(i => i == j ? 1.0 : 0).ToArray())];
        double size = Math.Sqrt(a.Sum(column => Dot(column, column)));
        bool rotated = true;
        for (int sweep = 0; sweep < Sweeps && rotated; sweep++)
        {
            rotated = false;
            for (int p = 0; p < columns; p++)
            {
                for (int q = p + 1; q < columns; q++)
                {
                    rotated |= Rotate(a, v, p, q, size);
                }
            }
        }

        double[] norms = [.. a.Select(column => Math.Sqrt(Dot(column, column)))];
        int[] order = [.. Enumerable.Range(0, columns).OrderByDescending(j => norms[j])];
        return new([.. order.Select(j => Math.ScaleB(norms[j], exponent))], [.. order.Select(j => a[j].Select(x => norms[j] > 0 ? x / norms[j] : 0).ToArray())], [.. order.Select(j => v[j])]);
    }

    // The largest number is brought between 1 and 2, so that its square is a number; a power of two rounds nothing.
    private static int Exponent(double[,] matrix)
    {
        double largest = 0;
        foreach (double number in matrix)
        {
            largest = double.IsFinite(number)
                ? Math.Max(largest, Math.Abs(number))
                : throw new ArgumentException($"a matrix with the number {number}, expected finite numbers.", nameof(matrix));
        }

        return largest > 0 ? Math.ILogB(largest) : 0;
    }

    // Columns of nothing but rounding are orthogonal to nothing, and would be rotated for ever.
    private static bool Rotate(double[][] a, double[][] v, int p, int q, double size)
    {
        double pp = Dot(a[p], a[p]), qq = Dot(a[q], a[q]), pq = Dot(a[p], a[q]);
        if (Math.Abs(pq) <= Orthogonal * Math.Sqrt(pp * qq) || Math.Abs(pq) <= Orthogonal * Orthogonal * size * size)
        {
            return false;
        }

        double zeta = (qq - pp) / (2 * pq), t = (zeta >= 0 ? 1 : -1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        double c = 1 / Math.Sqrt(1 + (t * t)), s = c * t;
        Turn(a[p], a[q], c, s);
        Turn(v[p], v[q], c, s);
        return true;
    }

    private static void Turn(double[] x, double[] y, double c, double s)
    {
        for (int i = 0; i < x.Length; i++)
        {
            (x[i], y[i]) = ((c * x[i]) - (s * y[i]), (s * x[i]) + (c * y[i]));
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
