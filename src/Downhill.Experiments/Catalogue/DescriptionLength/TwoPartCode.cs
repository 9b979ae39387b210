namespace Downhill.Experiments.Codes;

/// <summary>A model and what it leaves: parameters rounded to 2^m, an m for each group, then residuals rounded to ε.</summary>
/// <remarks>
/// The receiver knows the points and the form of the model; from the code it makes the same predictions with the rounded parameters, adds the
/// residuals, and has every target to within ε/2. Precisions are chosen by descent on the length of the whole: first the best of one for all, then each by itself.
/// Source: J. Rissanen (1978), Modeling by shortest data description, Automatica 14, 465–471.
/// </remarks>
/// <param name="Exponents">m of each group.</param>
/// <param name="ParameterBits">Bits of the parameters, their precisions and scales.</param>
/// <param name="ResidualBits">Bits of the residuals.</param>
internal sealed record TwoPartCode(int[] Exponents, double ParameterBits, double ResidualBits)
{
    private const int Sweeps = 6, Finest = -24, Coarsest = 2;

    internal double Bits => ParameterBits + ResidualBits;

    /// <summary>The shortest code that was found.</summary>
    /// <param name="groups">The parameters; each group has a precision.</param>
    /// <param name="predict">Predictions with given parameters, shape of the targets.</param>
    /// <param name="targets">What is to be known.</param>
    /// <param name="resolution">ε.</param>
    internal static TwoPartCode Shortest(double[][] groups, Func<double[][], double[]> predict, double[] targets, double resolution)
    {
        TwoPartCode At(int[] exponents) => Of(groups, exponents, predict, targets, resolution);
        TwoPartCode best = Common(At, groups.Length);
        for (int sweep = 0, changed = 1; sweep < Sweeps && changed > 0; sweep++)
        {
            changed = 0;
            for (int group = 0; group < groups.Length; group++)
            {
                TwoPartCode moved = Better(At, best, group, 1) ?? Better(At, best, group, -1) ?? best;
                changed += moved == best ? 0 : 1;
                best = moved;
            }
        }

        return best;
    }

    /// <summary>The code with given precisions.</summary>
    internal static TwoPartCode Of(double[][] groups, int[] exponents, Func<double[][], double[]> predict, double[] targets, double resolution)
    {
        double parameters = groups.Select((group, i) => WholeNumberCode.SignedBits(exponents[i]) + RoundedCode.Of(group, Math.Pow(2, exponents[i])).Bits).Sum();
        double[] predictions = predict(Rounded(groups, exponents));
        return new TwoPartCode(exponents, parameters, RoundedCode.Of([.. targets.Zip(predictions, (y, p) => y - p)], resolution).Bits);
    }

    internal static double[][] Rounded(double[][] groups, int[] exponents) =>
        [.. groups.Select((group, i) => (double[])[.. group.Select(number => Math.Round(number / Math.Pow(2, exponents[i])) * Math.Pow(2, exponents[i]))])];

    // The length has more than one valley: one where everything is precise, one where next to nothing is said.
    private static TwoPartCode Common(Func<int[], TwoPartCode> at, int groups) =>
        Enumerable.Range(Finest, Coarsest - Finest + 1).Select(exponent => at([.. Enumerable.Repeat(exponent, groups)])).MinBy(code => code.Bits)!;

    private static TwoPartCode? Better(Func<int[], TwoPartCode> at, TwoPartCode than, int group, int by)
    {
        int[] moved = [.. than.Exponents];
        moved[group] += by;
        TwoPartCode code = at(moved);
        return code.Bits < than.Bits ? code : null;
    }
}
