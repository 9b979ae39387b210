namespace Downhill.Experiments.Codes;

/// <summary>Σ 2^−length over all messages: at most 1, or the lengths are those of no code that can be read.</summary>
/// <remarks>Source: L. G. Kraft (1949), A device for quantizing, grouping, and coding amplitude-modulated pulses, thesis, MIT.</remarks>
internal static class Kraft
{
    /// <summary>Over all multiples, the family and scale being known: the sum to ±K, and of Cauchy's tail its integral, which is right to K⁻³.</summary>
    internal static double Sum(Family family, double scale)
    {
        const int K = 20000;
        double sum = Enumerable.Range(-K, (2 * K) + 1).Sum(k => Math.Exp(family.LogProbability(k, scale)));
        double tail = 2 * Math.Exp(family.LogProbability(0, scale)) * scale * ((Math.PI / 2) - Math.Atan((K + 0.5) / scale));
        return family == Family.Cauchy ? sum + tail : sum;
    }

    /// <summary>Over the first whole numbers: from below, for each adds to it.</summary>
    internal static double Sum(int numbers) => Enumerable.Range(1, numbers).Sum(n => Math.Pow(2, -WholeNumberCode.Bits(n)));
}
