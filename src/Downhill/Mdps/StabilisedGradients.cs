using System.Numerics;

namespace Downhill.Mdps;

/// <summary>A x = b for a large A of which only products are known, not symmetric: stabilised biconjugate gradients.</summary>
/// <remarks>Source: H. A. van der Vorst (1992), SIAM J. Sci. Stat. Comput. 13(2), 631–644.</remarks>
internal static class StabilisedGradients
{
    /// <summary>x from zero on, until |b − A x| ≤ tolerance |b| (roots of sums of squares), or nothing is gained any more.</summary>
    /// <param name="product">(x, y): y = A x.</param>
    /// <param name="b">The right side.</param>
    /// <param name="tolerance">Of |b|.</param>
    /// <param name="most">Steps, of two products each.</param>
    /// <param name="guess">(b, x): x ≈ A⁻¹ b, as good as it is; or null.</param>
    /// <returns>The x with the least residual that was met.</returns>
    internal static double[] Solve(Action<double[], double[]> product, double[] b, double tolerance, int most, Action<double[], double[]>? guess = null)
    {
        int n = b.Length;
        double[] x = new double[n], best = new double[n], r = [.. b], p = new double[n], ap = new double[n], s = new double[n], ts = new double[n];
        double[] ph = guess is null ? p : new double[n], sh = guess is null ? s : new double[n];
        double rho = 1, alpha = 1, omega = 1, size = Math.Sqrt(Dot(b, b)), least = size;
        for (int step = 0; step < most && least > tolerance * size; step++)
        {
            double before = rho;
            rho = Dot(b, r);
            Turn(p, r, ap, step == 0 ? 0 : rho / before * (alpha / omega), omega);
            guess?.Invoke(p, ph);
            product(ph, ap);
            alpha = rho / Dot(b, ap);
            Less(s, r, alpha, ap);
            guess?.Invoke(s, sh);
            product(sh, ts);
            omega = Dot(ts, s) / Dot(ts, ts);
            Move(x, alpha, ph, omega, sh);
            Less(r, s, omega, ts);
            double left = Math.Sqrt(Dot(r, r));

            // A direction that A maps to nothing, or a shadow that has lost it: what was found so far is all.
            if (!double.IsFinite(left) || omega == 0 || rho == 0)
            {
                break;
            }

            if (left < least)
            {
                least = left;
                Array.Copy(x, best, n);
            }
        }

        return best;
    }

    private static double Dot(double[] a, double[] b) => Chunks.Sum(a.Length, (from, to) =>
    {
        Vector<double> sum = Vector<double>.Zero;
        int i = from;
        for (; i <= to - Vector<double>.Count; i += Vector<double>.Count)
        {
            sum += new Vector<double>(a, i) * new Vector<double>(b, i);
        }

        double total = Vector.Sum(sum);
        for (; i < to; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    });

    // p = r + β (p − ω ap).
    private static void Turn(double[] p, double[] r, double[] ap, double beta, double omega) => Chunks.For(p.Length, (from, to) =>
    {
        for (int i = from; i < to; i++)
        {
            p[i] = r[i] + (beta * (p[i] - (omega * ap[i])));
        }
    });

    // y = a − factor b.
    private static void Less(double[] y, double[] a, double factor, double[] b) => Chunks.For(y.Length, (from, to) =>
    {
        for (int i = from; i < to; i++)
        {
            y[i] = a[i] - (factor * b[i]);
        }
    });

    // x += α p + ω s.
    private static void Move(double[] x, double alpha, double[] p, double omega, double[] s) => Chunks.For(x.Length, (from, to) =>
    {
        for (int i = from; i < to; i++)
        {
            x[i] += (alpha * p[i]) + (omega * s[i]);
        }
    });
}
