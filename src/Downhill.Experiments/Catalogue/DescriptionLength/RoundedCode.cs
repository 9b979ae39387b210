namespace Downhill.Experiments.Codes;

/// <summary>A code for numbers rounded to multiples of a resolution: which family, which scale, then the multiples.</summary>
/// <remarks>
/// The scale is s = 2^(j / 2^r): r says how precisely, j which. Both are sent as whole numbers of unknown size, and the family by log₂ 3 bits;
/// so the receiver needs nothing else, and the lengths obey Kraft's inequality. The usual Σ ½ log₂(1 + (x/ε)²) does not: Σ 1/√(1 + k²) over
/// all whole numbers is infinite, so there is no code of these lengths, and few large residuals are counted too short.
/// </remarks>
/// <param name="Family">The family that is shortest.</param>
/// <param name="Scale">s, in units of the resolution.</param>
/// <param name="Bits">The length of the whole code.</param>
internal sealed record RoundedCode(Family Family, double Scale, double Bits)
{
    private const int Finest = 9;

    // Below this every number but 0 is next to impossible; a smaller scale saves nothing.
    private const double LeastScale = 0.05;

    /// <summary>The shortest code of numbers at a resolution.</summary>
    internal static RoundedCode Of(double[] numbers, double resolution)
    {
        double[] multiples = [.. numbers.Select(number => Math.Round(number / resolution))];
        return Array.TrueForAll(multiples, double.IsFinite)
            ? Enum.GetValues<Family>().Select(family => Of(family, multiples)).MinBy(code => code.Bits)!
            : new RoundedCode(Family.Gaussian, double.NaN, double.PositiveInfinity);
    }

    private static RoundedCode Of(Family family, double[] multiples)
    {
        double octaves = Math.Log2(Math.Max(LeastScale, family.Scale(multiples)));
        RoundedCode best = new(family, double.NaN, double.PositiveInfinity);
        for (int r = 0; r <= Finest; r++)
        {
            long j = (long)Math.Round(octaves * (1 << r));
            double scale = Math.Pow(2, (double)j / (1 << r));
            double header = Math.Log2(Families.Count) + WholeNumberCode.Bits(r + 1) + WholeNumberCode.SignedBits(j);
            double bits = header >= best.Bits ? header : header + family.Bits(multiples, scale);
            best = bits < best.Bits ? new RoundedCode(family, scale, bits) : best;
        }

        return best;
    }
}
