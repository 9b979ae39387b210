namespace Downhill.Data;

/// <summary>Fits a polynomial to the frames around each frame, by least squares: the state without its noise, and its velocity.</summary>
/// <remarks>
/// Source: A. Savitzky and M. J. E. Golay (1964), Anal. Chem. 36(8), 1627–1639. Differs from the source: the coefficients are solved for,
/// not tabulated, in Legendre-like scaled coordinates, so wide windows stay exact.
/// </remarks>
public sealed class LocalPolynomial
{
    private readonly double[] _value;
    private readonly double[] _slope;

    /// <summary>A fit of the given degree over windows of <paramref name="width"/> frames.</summary>
    /// <param name="width">Frames in a window, odd, more than the degree.</param>
    /// <param name="degree">The degree of the polynomial. Default 5.</param>
    /// <exception cref="ArgumentException">The window is even or too short.</exception>
    public LocalPolynomial(int width, int degree = 5)
    {
        if (width % 2 == 0 || width <= degree)
        {
            throw new ArgumentException($"A window of degree {degree} is an odd number of more than {degree} frames, not {width}.", nameof(width));
        }

        (Width, Degree) = (width, degree);
        double[][] basis = OrthonormalBasis(width, degree);
        (_value, _slope) = (Weights(basis, Center(basis)), Weights(basis, SlopeAtCenter(basis)));
    }

    /// <summary>Frames in a window.</summary>
    public int Width { get; }

    /// <summary>The degree of the polynomial.</summary>
    public int Degree { get; }

    /// <summary>Frames at each end of a track that have no window.</summary>
    public int Margin => Width / 2;

    /// <summary>The weight of the middle frame in its own fit: white noise of variance σ² leaves residuals of variance (1 − this) σ².</summary>
    public double CenterWeight => _value[Margin];

    /// <summary>√Σ wᵢ² of the slope's weights, per frame: white noise σ in the frames is this times σ / Δt in the velocity.</summary>
    public double SlopeGain => Math.Sqrt(_slope.Sum(w => w * w));

    /// <summary>The fitted value at every frame that has a window, shape [frames − 2 · Margin].</summary>
    /// <param name="values">One coordinate, shape [frames].</param>
    public double[] Values(ReadOnlySpan<double> values) => Slide(values, _value, 1);

    /// <summary>The fitted slope at every frame that has a window, per unit of time, shape [frames − 2 · Margin].</summary>
    /// <param name="values">One coordinate, shape [frames].</param>
    /// <param name="interval">Time from frame to frame.</param>
    public double[] Slopes(ReadOnlySpan<double> values, double interval) => Slide(values, _slope, 1 / interval);

    private static double[] Slide(ReadOnlySpan<double> values, double[] weights, double scale)
    {
        double[] result = new double[Math.Max(0, values.Length - weights.Length + 1)];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = scale * Product(values.Slice(i, weights.Length), weights);
        }

        return result;
    }

    // Orthonormal polynomials on the window's frames, by Gram-Schmidt on multiplication by the frame's place.
    private static double[][] OrthonormalBasis(int width, int degree)
    {
        double[][] basis = new double[degree + 1][];
        double[] place = [.. Enumerable.Range(0, width).Select(i => (i - (width / 2)) / (0.5 * width))];
        for (int k = 0; k <= degree; k++)
        {
            double[] p = k == 0 ? [.. Enumerable.Repeat(1.0, width)] : [.. basis[k - 1].Zip(place, (a, b) => a * b)];
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < k; j++)
                {
                    double along = Product(p, basis[j]);
                    p = [.. p.Zip(basis[j], (a, b) => a - (along * b))];
                }
            }

            double norm = Math.Sqrt(Product(p, p));
            basis[k] = [.. p.Select(a => a / norm)];
        }

        return basis;
    }

    private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double[] Center(double[][] basis) => [.. basis.Select(p => p[p.Length / 2])];

    // The slope of each basis polynomial at the middle, from its values: exact, as a polynomial of that degree through enough frames.
    private static double[] SlopeAtCenter(double[][] basis)
    {
        double[] stencil = CentralStencil(basis[0].Length / 2);
        return [.. basis.Select(p => stencil.Select((w, k) => w * (p[(p.Length / 2) + k + 1] - p[(p.Length / 2) - k - 1])).Sum())];
    }

    // Weights of (p(k) − p(−k)), k = 1 … m, that give the derivative of every polynomial of degree up to 2m exactly; m ≤ 4 is enough here.
    private static double[] CentralStencil(int half) => Math.Min(half, 4) switch
    {
        1 => [1.0 / 2],
        2 => [2.0 / 3, -1.0 / 12],
        3 => [3.0 / 4, -3.0 / 20, 1.0 / 60],
        _ => [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280],
    };

    private static double[] Weights(double[][] basis, double[] target) =>
        [.. Enumerable.Range(0, basis[0].Length).Select(i => basis.Select((p, k) => p[i] * target[k]).Sum())];
}
