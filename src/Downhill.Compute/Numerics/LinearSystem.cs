using System.Numerics;

namespace Downhill.Compute.Numerics;

/// <summary>Small dense matrices, row-major.</summary>
public static class LinearSystem
{
    /// <summary>a⁻¹ b by Gaussian elimination with partial pivoting; a and b are overwritten, b with the result.</summary>
    public static void Solve<T>(Span<T> a, Span<T> b, int n, int columns)
        where T : IFloatingPointIeee754<T>
    {
        for (int k = 0; k < n; k++)
        {
            Swap(a, b, k, Pivot(a, n, k), n, columns);
            for (int i = k + 1; i < n; i++)
            {
                T factor = a[(i * n) + k] / a[(k * n) + k];
                Subtract(a, n, i, k, factor, k);
                Subtract(b, columns, i, k, factor, 0);
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            for (int j = 0; j < columns; j++)
            {
                b[(k * columns) + j] /= a[(k * n) + k];
            }

            for (int i = 0; i < k; i++)
            {
                Subtract(b, columns, i, k, a[(i * n) + k], 0);
            }
        }
    }

    /// <summary>The lower triangular L with L Lᵀ = (a + aᵀ) / 2.</summary>
    public static void Cholesky<T>(ReadOnlySpan<T> a, Span<T> l, int n)
        where T : IFloatingPointIeee754<T>
    {
        T half = T.One / (T.One + T.One);
        l[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T sum = half * (a[(i * n) + j] + a[(j * n) + i]);
                for (int k = 0; k < j; k++)
                {
                    sum -= l[(i * n) + k] * l[(j * n) + k];
                }

                l[(i * n) + j] = i == j ? T.Sqrt(sum) : sum / l[(j * n) + j];
            }
        }
    }

    private static int Pivot<T>(Span<T> a, int n, int k)
        where T : IFloatingPointIeee754<T>
    {
        int pivot = k;
        for (int i = k + 1; i < n; i++)
        {
            if (T.Abs(a[(i * n) + k]) > T.Abs(a[(pivot * n) + k]))
            {
                pivot = i;
            }
        }

        return pivot;
    }

    private static void Swap<T>(Span<T> a, Span<T> b, int k, int pivot, int n, int columns)
    {
        for (int j = 0; j < n && pivot != k; j++)
        {
            (a[(k * n) + j], a[(pivot * n) + j]) = (a[(pivot * n) + j], a[(k * n) + j]);
        }

        for (int j = 0; j < columns && pivot != k; j++)
        {
            (b[(k * columns) + j], b[(pivot * columns) + j]) = (b[(pivot * columns) + j], b[(k * columns) + j]);
        }
    }

    private static void Subtract<T>(Span<T> a, int columns, int i, int k, T factor, int from)
        where T : IFloatingPointIeee754<T>
    {
        for (int j = from; j < columns; j++)
        {
            a[(i * columns) + j] -= factor * a[(k * columns) + j];
        }
    }
}
