using Downhill.Experiments.Learning.Reporting;
using Downhill.Report;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>What is to be thought of a learned density, in words.</summary>
internal static class DensityVerdicts
{
    private const double Sure = 3, NearOne = 0.1, LargestRHat = 1.1, MostOverfit = 0.05;

    internal static IEnumerable<Verdict> Of(DensityResult result)
    {
        yield return Likelihood(result);
        yield return Temperature(result);
        yield return Draws(result);
        if (result.Recoveries > 0)
        {
            yield return new(Standing.Warn, "Learning failed on the way", $"It failed {Words.Count(result.Recoveries, "time")} and went on from the last good checkpoint with a smaller step; the causes stand among the warnings.");
        }

        foreach (string warning in result.Warnings)
        {
            yield return new(Standing.Warn, "Warning", warning);
        }
    }

    private static Verdict Likelihood(DensityResult result)
    {
        if (!result.LogNormaliser.IsKnown)
        {
            return new(Standing.Warn, "No likelihood", $"The normaliser is not known: {result.LogNormaliser.Method}. The landscape, its gradient and draws do not need it; a likelihood does.");
        }

        (double value, double error) = result.LogLikelihood;
        double gain = value - result.GaussianLogLikelihood, over = result.LearnedLogLikelihood - value;
        string held = $"ln p of a sample kept aside is {Number.WithError(value, error)} nats on average";
        string gaussian = double.IsFinite(gain) ? $", {Number.Format(Math.Abs(gain), 3)} {(gain > 0 ? "more" : "less")} than under a Gaussian of the same mean and covariance" : "";
        return over > MostOverfit + (Sure * error) ? new(Standing.Warn, "Over-fitted", $"{held}{gaussian}, but {Number.Format(over, 3)} more of one that was learned from: more samples, fewer units or fewer steps would do better.")
            : gain < -Sure * error ? new(Standing.Bad, "Worse than a Gaussian", $"{held}{gaussian}: learning did not get there; give more --steps.")
            : new(Standing.Good, "Likely", $"{held}{gaussian}.");
    }

    private static Verdict Temperature(DensityResult result)
    {
        if (result.Heat is not { } heat)
        {
            return new(Standing.Warn, "Temperature not measured", "In so many columns the curvature costs too much.");
        }

        string measured = $"The samples kept aside have the temperature {Number.WithError(heat.Value, heat.Error)} in the learned landscape; in that of their own density it would be 1.";
        return Math.Abs(heat.Value - 1) <= NearOne + (Sure * heat.Error)
            ? new(Standing.Good, "In equilibrium", measured)
            : new(Standing.Warn, "Not in equilibrium", measured + (result.Objective == DensityObjective.Denoising ? " Denoising learns a density that its noise has smoothed." : " Slopes and curvatures of the landscape do not fit together where the samples are."));
    }

    private static Verdict Draws(DensityResult result)
    {
        int worst = Array.IndexOf(result.Distances, result.Distances.Max());
        string measured = $"Shares of draws and of samples kept aside below a value differ by at most {Number.Format(100 * result.Distances[worst], 2)} % (column {result.Model.Columns[worst]}); by chance, {Number.Format(100 * result.UsualDistance, 2)} % would be rare.";
        return !(result.Drawn.RHat <= LargestRHat) ? new(Standing.Warn, "Chains do not mix", $"R-hat is {Number.Format(result.Drawn.RHat, 3)}: how many draws each well has follows from where the chains began, at samples. {measured}")
            : result.Distances[worst] <= result.UsualDistance ? new(Standing.Good, "Draws like the data", measured)
            : new(Standing.Warn, "Draws differ from the data", measured);
    }
}
