using Downhill.Compute;
using Downhill.Dynamics;
using MathNet.Numerics.Distributions;

namespace Downhill.Experiments.Samplers;

/// <summary>The ranks of true parameters among draws of their posteriors: uniform, if what was drawn from is the posterior.</summary>
/// <param name="Model">The model.</param>
/// <param name="Ranks">For each parameter, of how many draws each true one is above, shape [parameters][simulations].</param>
/// <param name="Draws">How many draws there were.</param>
/// <param name="Accepted">The share of proposals that were taken.</param>
/// <remarks>Source: S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman (2018), arXiv:1804.06788.</remarks>
internal sealed record Calibration(CalibrationModel Model, int[][] Ranks, int Draws, double Accepted)
{
    /// <summary>Bins of a histogram of ranks.</summary>
    internal const int Bins = 16;

    private const int WarmUp = 60, Together = 10;

    /// <summary>Ranks of simulations.</summary>
    /// <param name="model">The model.</param>
    /// <param name="simulations">How many.</param>
    /// <param name="draws">Draws of each posterior; with one, a multiple of the bins.</param>
    /// <param name="thin">Trajectories between two draws.</param>
    /// <param name="temperature">1, or by mistake on purpose another.</param>
    /// <param name="rng">Where all random numbers are drawn from.</param>
    /// <param name="stop">When to stop.</param>
    internal static Calibration Of(CalibrationModel model, int simulations, int draws, int thin, double temperature, Rng rng, CancellationToken stop)
    {
        int d = model.Parameters.Count;
        (double[] Theta, double[] Observed)[] drawn = [.. Enumerable.Range(0, simulations).Select(i => model.Draw(rng.Fork(0).Fork(i)))];
        double[] theta = [.. drawn.SelectMany(one => one.Theta)], data = [.. drawn.SelectMany(one => one.Observed)];

        // From another draw of the prior, so that nothing is known of the truth.
        double[] starts = [.. Enumerable.Range(0, simulations).SelectMany(i => model.Draw(rng.Fork(1).Fork(i)).Theta)];
        // Steps down to nothing: chains that begin where the landscape is steepest would else never leave.
        (SamplingRule rule, double[] warm) = WarmedUp(model, new Hmc { StepSize = 0.3, Leaps = 6, Temperature = temperature }, starts, data, rng.Fork(2), stop);
        PosteriorChains chains = new(model, rule, thin, warm, data, rng.Fork(3));
        int[][] ranks = [.. model.Parameters.Select(_ => new int[simulations])];
        double accepted = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            stop.ThrowIfCancellationRequested();
            accepted += chains.Advance(simulations) / draws;
            for (int at = 0; at < theta.Length; at++)
            {
                ranks[at % d][at / d] += theta[at] > chains.Points[at] ? 1 : 0;
            }
        }

        return new(model, ranks, draws, accepted);
    }

    /// <summary>How many simulations have a rank in each of equal bins.</summary>
    /// <param name="parameter">Which.</param>
    internal int[] Histogram(int parameter)
    {
        int[] counts = new int[Bins];
        foreach (int rank in Ranks[parameter])
        {
            counts[rank * Bins / (Draws + 1)]++;
        }

        return counts;
    }

    /// <summary>The probability of a χ² as large as that of the histogram, if ranks are uniform.</summary>
    /// <param name="parameter">Which.</param>
    internal double Probability(int parameter)
    {
        double expected = (double)Ranks[parameter].Length / Bins;
        return 1 - ChiSquared.CDF(Bins - 1, Histogram(parameter).Sum(count => (count - expected) * (count - expected) / expected));
    }

    private static (SamplingRule Rule, double[] Points) WarmedUp(CalibrationModel model, SamplingRule rule, double[] starts, double[] data, Rng rng, CancellationToken stop)
    {
        int simulations = starts.Length / model.Parameters.Count;
        PosteriorChains chains = new(model, rule, Together, starts, data, rng);
        for (int call = 0; call < WarmUp; call++)
        {
            stop.ThrowIfCancellationRequested();
            double taken = chains.Advance(simulations), gain = 2 / Math.Pow(1 + (call / 10.0), 0.75);
            rule = rule with { StepSize = rule.StepSize * Math.Exp(gain * (taken - Wanted)) };
            chains.Change(rule);
        }

        return (rule, chains.Points);
    }

    // One step serves all data sets, the narrowest posterior too.
    private const double Wanted = 0.8;
}
