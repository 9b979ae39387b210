namespace Downhill.Experiments.Codes;

/// <summary>Bits of a whole number of unknown size: L*(n) = log₂ c + log₂ n + log₂ log₂ n + …, the positive terms, for n ≥ 1.</summary>
/// <remarks>
/// With c = 2.865064 the sum of 2^−L*(n) over all n is 1, so that a prefix code of these lengths, rounded up, exists.
/// Source: J. Rissanen (1983), A universal prior for integers and estimation by minimum description length, Ann. Statist. 11(2), 416–431.
/// </remarks>
internal static class WholeNumberCode
{
    private const double C = 2.865064;

    /// <summary>L*(n), n ≥ 1.</summary>
    internal static double Bits(long n)
    {
        double bits = Math.Log2(C);
        for (double term = Math.Log2(n); term > 0; term = Math.Log2(term))
        {
            bits += term;
        }

        return bits;
    }

    /// <summary>Of any whole number: 0, −1, 1, −2, 2, … are counted 1, 2, 3, 4, 5, …</summary>
    internal static double SignedBits(long k) => Bits(k > 0 ? (2 * k) + 1 : k < 0 ? -2 * k : 1);
}
