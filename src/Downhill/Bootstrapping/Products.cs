using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Bootstrapping;

/// <summary>Dense products and spectra of a few hundred rows.</summary>
internal static class Products
{
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    internal static double[,] Identity(int n)
    {
        double[,] identity = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            identity[i, i] = 1;
        }

        return identity;
    }

    /// <summary>a b.</summary>
    internal static double[,] Times(double[,] a, double[,] b)
    {
        int rows = a.GetLength(0), inner = a.GetLength(1), columns = b.GetLength(1);
        double[,] product = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                double factor = a[i, k];
                for (int j = 0; j < columns && factor != 0; j++)
                {
                    product[i, j] += factor * b[k, j];
                }
            }
        }

        return product;
    }

    /// <summary>a + factor b.</summary>
    internal static double[,] Plus(double[,] a, double factor, double[,] b)
    {
        double[,] sum = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                sum[i, j] += factor * b[i, j];
            }
        }

        return sum;
    }

    /// <summary>The eigenvalues, none where a number is not finite.</summary>
    internal static Complex[] Eigenvalues(double[,] matrix) =>
        matrix.Cast<double>().All(double.IsFinite) ? [.. Matrix<double>.Build.DenseOfArray(matrix).Evd(Symmetricity.Asymmetric).EigenValues] : [];

    /// <summary>max |λ|; not a number where there are no eigenvalues.</summary>
    internal static double SpectralRadius(double[,] matrix)
    {
        Complex[] eigenvalues = Eigenvalues(matrix);
        return eigenvalues.Length == 0 ? double.NaN : eigenvalues.Max(Complex.Abs);
    }
}
