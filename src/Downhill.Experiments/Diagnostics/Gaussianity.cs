using MathNet.Numerics.Distributions;

namespace Downhill.Experiments.Diagnostics;

/// <summary>How far standardised steps are from a Gaussian.</summary>
/// <param name="ExcessKurtosis">⟨r⁴⟩ / ⟨r²⟩² − 3: 0 of a Gaussian, above 0 with heavier tails.</param>
/// <param name="Quantiles">Quantiles beside those of a Gaussian, from the lowest to the highest.</param>
internal sealed record Gaussianity(Estimate ExcessKurtosis, IReadOnlyList<Quantile> Quantiles)
{
    private const double Least = 0.2;

    // A quantile with fewer numbers beyond it is a number or two, not a quantile.
    private const int FewestBeyond = 10;

    private static readonly double[] Probabilities = [0.0001, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999];

    /// <summary>Whether the excess kurtosis is within three standard errors of 0, or smaller than 0.2.</summary>
    internal bool IsGaussian => !ExcessKurtosis.Differs(Least);

    internal static Gaussianity Of(StepTable table, Resampling resampling)
    {
        StepTable standardised = table.Standardised();
        double[] ordered = [.. standardised.Stretches.SelectMany(stretch => stretch.Steps)];
        Array.Sort(ordered);
        double[] probabilities = [.. Probabilities.Where(p => Math.Min(p, 1 - p) * ordered.Length >= FewestBeyond)];
        double[] seen = [.. probabilities.Select(p => At(ordered, p))];
        double[][] sums = resampling.Sums(Moments(standardised, resampling, seen));
        return new(
            Resampling.Of(sums, sum => (sum[2] * sum[0] / (sum[1] * sum[1])) - 3),
            [.. probabilities.Select((p, i) => new Quantile(p, Normal.InvCDF(0, 1, p), new(seen[i], Resampling.Of(sums, sum => sum[3 + i] / sum[0]).Error * Steepness(ordered, p))))]);
    }

    /// <summary>Per unit: how many numbers, Σr², Σr⁴, and how many below each of the quantiles.</summary>
    private static double[][] Moments(StepTable table, Resampling resampling, double[] quantiles)
    {
        double[][] perUnit = resampling.Empty(3 + quantiles.Length);
        for (int s = 0; s < table.Stretches.Count; s++)
        {
            double[] steps = table.Stretches[s].Steps;
            for (int at = 0; at < steps.Length; at++)
            {
                double[] sums = perUnit[resampling.UnitOf(s, at / table.Dimension)];
                double square = steps[at] * steps[at];
                sums[0]++;
                sums[1] += square;
                sums[2] += square * square;
                for (int i = quantiles.Length - 1; i >= 0 && steps[at] < quantiles[i]; i--)
                {
                    sums[3 + i]++;
                }
            }
        }

        return perUnit;
    }

    private static double At(double[] ordered, double probability) => ordered[(int)Math.Clamp(probability * ordered.Length, 0, ordered.Length - 1)];

    /// <summary>dq / dp, by which an error of the share below a quantile is one of the quantile.</summary>
    private static double Steepness(double[] ordered, double probability)
    {
        double half = Math.Min(probability, 1 - probability) / 2;
        return (At(ordered, probability + half) - At(ordered, probability - half)) / (2 * half);
    }
}

/// <summary>One quantile of standardised steps.</summary>
/// <param name="Probability">The share of steps below it.</param>
/// <param name="Normal">Where it is for a Gaussian of variance 1.</param>
/// <param name="Seen">Where it is.</param>
internal readonly record struct Quantile(double Probability, double Normal, Estimate Seen);
