namespace Downhill.Dynamics;

/// <summary>Ranks as numbers of a normal law.</summary>
internal static class NormalScores
{
    private static readonly double[] CentreTop = [3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727];
    private static readonly double[] CentreBottom = [1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610];
    private static readonly double[] FlankTop = [1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4];
    private static readonly double[] FlankBottom = [1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9];
    private static readonly double[] TailTop = [6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230, 0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7];
    private static readonly double[] TailBottom = [1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15];

    /// <summary>z with Φ(z) = p, to rounding, for p in (0, 1).</summary>
    /// <remarks>Source: M. J. Wichura (1988), Algorithm AS 241, Appl. Stat. 37(3), 477–484: rational functions of (p − ½)² in the middle and of √(−ln p) beyond.</remarks>
    internal static double Quantile(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double centre = 0.180625 - (q * q);
            return q * Polynomial(CentreTop, centre) / Polynomial(CentreBottom, centre);
        }

        double r = Math.Sqrt(-Math.Log(Math.Min(p, 1 - p)));
        double z = r <= 5 ? Polynomial(FlankTop, r - 1.6) / Polynomial(FlankBottom, r - 1.6) : Polynomial(TailTop, r - 5) / Polynomial(TailBottom, r - 5);
        return Math.CopySign(z, q);
    }

    /// <summary>Φ⁻¹((rank − 3/8) / (n + 1/4)) for each number; equal numbers share the mean of their ranks; none has a score where one is not a number.</summary>
    /// <remarks>Source: G. Blom (1958), Statistical Estimates and Transformed Beta-Variables.</remarks>
    internal static double[] Of(ReadOnlySpan<double> numbers)
    {
        double[] ordered = numbers.ToArray(), scores = new double[numbers.Length];
        if (Array.Exists(ordered, double.IsNaN))
        {
            Array.Fill(scores, double.NaN);
            return scores;
        }

        int[] places = [.. Enumerable.Range(0, numbers.Length)];
        Array.Sort(ordered, places);
        for (int from = 0, to; from < ordered.Length; from = to)
        {
            to = from + 1;
            while (to < ordered.Length && ordered[to] == ordered[from])
            {
                to++;
            }

            // Ranks from + 1 … to, whose mean is half their sum.
            double score = Quantile(((0.5 * (from + 1 + to)) - 0.375) / (ordered.Length + 0.25));
            places.AsSpan(from, to - from).ToArray().ToList().ForEach(place => scores[place] = score);
        }

        return scores;
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = 0;
        for (int k = coefficients.Length - 1; k >= 0; k--)
        {
            sum = (sum * x) + coefficients[k];
        }

        return sum;
    }
}
