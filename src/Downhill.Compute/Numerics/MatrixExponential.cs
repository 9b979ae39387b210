using System.Numerics;

namespace Downhill.Compute.Numerics;

/// <summary>Σₖ aᵏ / k! by scaling, the [13/13] Padé approximant, and squaring.</summary>
/// <remarks>Source: N. J. Higham (2005), SIAM J. Matrix Anal. Appl. 26(4), 1179–1193. Differs from the source: always degree 13.</remarks>
internal static class MatrixExponential
{
    private static readonly double[] Numerator =
    [
        64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
        670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
    ];

    /// <summary>How many matrices of scratch <see cref="Of"/> needs.</summary>
    internal const int Scratch = 5;

    /// <summary>exp(a) into <paramref name="result"/>; <paramref name="scratch"/> holds <see cref="Scratch"/> matrices.</summary>
    internal static void Of<T>(ReadOnlySpan<T> a, Span<T> result, int n, Span<T> scratch)
        where T : IFloatingPointIeee754<T>
    {
        int size = n * n, squarings = Squarings(a, n);
        Span<T> scaled = scratch[..size], power = scratch[size..(2 * size)], next = scratch[(2 * size)..(3 * size)];
        Span<T> even = scratch[(3 * size)..(4 * size)], odd = scratch[(4 * size)..(5 * size)];
        T scale = T.CreateChecked(Math.Pow(2, -squarings));
        for (int i = 0; i < size; i++)
        {
            scaled[i] = a[i] * scale;
            power[i] = i % (n + 1) == 0 ? T.One : T.Zero;
        }

        even.Clear();
        odd.Clear();
        for (int k = 0; k < Numerator.Length; k++)
        {
            // Divided by the constant term, so that single precision does not overflow.
            AddScaled(k % 2 == 0 ? even : odd, power, T.CreateChecked(Numerator[k] / Numerator[0]));
            Multiply(power, scaled, next, n);
            next.CopyTo(power);
        }

        for (int i = 0; i < size; i++)
        {
            result[i] = even[i] + odd[i];
            even[i] -= odd[i];
        }

        LinearSystem.Solve(even, result, n, n);
        for (int s = 0; s < squarings; s++)
        {
            Multiply(result, result, next, n);
            next.CopyTo(result);
        }
    }

    // The [13/13] approximant is accurate to double precision up to a 1-norm of 5.37; half of that leaves room.
    private static int Squarings<T>(ReadOnlySpan<T> a, int n)
        where T : IFloatingPointIeee754<T>
    {
        double norm = 0;
        for (int j = 0; j < n; j++)
        {
            double column = 0;
            for (int i = 0; i < n; i++)
            {
                column += Math.Abs(double.CreateChecked(a[(i * n) + j]));
            }

            norm = Math.Max(norm, column);
        }

        return norm > 2 && double.IsFinite(norm) ? (int)Math.Ceiling(Math.Log2(norm / 2)) : 0;
    }

    private static void AddScaled<T>(Span<T> sum, Span<T> a, T factor)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += factor * a[i];
        }
    }

    private static void Multiply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int n)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int k = 0; k < n; k++)
                {
                    sum += a[(i * n) + k] * b[(k * n) + j];
                }

                c[(i * n) + j] = sum;
            }
        }
    }
}
