namespace Downhill.Bootstrapping;

/// <summary>Q = Φ w, or Q₀ + Φ w: values that are linear in parameters.</summary>
/// <param name="Pairs">n.</param>
/// <param name="Count">d.</param>
/// <param name="Values">Φ, row-major, shape [n, d].</param>
public sealed record LinearFeatures(int Pairs, int Count, double[] Values)
{
    /// <summary>Q₀, shape [n], or null: zero. Default null.</summary>
    public double[]? Offset { get; init; }

    /// <summary>The features of one pair.</summary>
    public ReadOnlySpan<double> Row(int pair) => Values.AsSpan(pair * Count, Count);

    /// <summary>Q₀ + Φ w, written to <paramref name="q"/>.</summary>
    /// <param name="w">Shape [d].</param>
    /// <param name="q">Shape [n].</param>
    public void Apply(ReadOnlySpan<double> w, Span<double> q)
    {
        for (int pair = 0; pair < Pairs; pair++)
        {
            q[pair] = Products.Dot(Row(pair), w) + (Offset?[pair] ?? 0);
        }
    }

    /// <summary>K = Φ Φᵀ, row-major, shape [n, n].</summary>
    public double[] Kernel()
    {
        double[] kernel = new double[checked(Pairs * Pairs)];
        for (int i = 0; i < Pairs; i++)
        {
            for (int j = 0; j < Pairs; j++)
            {
                kernel[(i * Pairs) + j] = Products.Dot(Row(i), Row(j));
            }
        }

        return kernel;
    }

    /// <summary>Φᵀ, row-major, shape [d, n].</summary>
    internal double[] Transposed()
    {
        _ = Values.Length == (long)Pairs * Count ? 0 : throw new ArgumentException($"{Values.Length} features, expected {Pairs} rows of {Count}.");
        double[] transposed = new double[Values.Length];
        for (int at = 0; at < Values.Length; at++)
        {
            transposed[(at % Count * Pairs) + (at / Count)] = Values[at];
        }

        return transposed;
    }
}
