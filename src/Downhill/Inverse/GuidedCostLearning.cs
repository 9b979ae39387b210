using Downhill.Compute;
using Downhill.Mdps;
using Downhill.Training;

namespace Downhill.Inverse;

/// <summary>min ⟨c⟩ over demonstrations + ln Σ w e⁻ᶜ: the maximum-entropy cost, its Z by importance sampling from samplers that follow the cost.</summary>
/// <remarks>
/// Each round draws paths from the soft-optimal policy of the cost so far, and weighs all paths that were ever drawn, demonstrations among
/// them, by the mixture of all who drew them. The effective sample size (Σ w)² / Σ w² says how far Z can be trusted.
/// What is fitted is the law Π P e⁻ᶜ/Z, c = Σ γᵗ cₜ. The soft-optimal policy draws from it, and is the policy of the cost that is found, only with γ = 1
/// and nothing left to chance; elsewhere the law takes luck for a choice and the fit is biased: use <see cref="MaximumCausalEntropy"/> there.
/// c is a sum over decisions of any <see cref="Energy"/> of their coordinates; an end costs nothing. Without a horizon paths are cut off where
/// γᵗ is below 10⁻⁴; where a cost has no soft value (it pays never to end) the sampler stays as it was.
/// Source: C. Finn, S. Levine and P. Abbeel (2016), Guided cost learning, ICML, algorithms 1 and 2.
/// Differs from the source: the sampler is the soft-optimal policy of the tabular process; the demonstrations' density is that of a clone of their behaviour.
/// </remarks>
public sealed record GuidedCostLearning
{
    /// <summary>Rounds of sampling and learning. Default 8.</summary>
    public int Rounds { get; init => field = Require.AtLeast(value, 1); } = 8;

    /// <summary>Paths drawn in a round. Default 200.</summary>
    public int Samples { get; init => field = Require.AtLeast(value, 1); } = 200;

    /// <summary>Steps of L-BFGS in a round: few, so that the cost does not run from its samples. Default 20.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>λ in ½ λ |θ − θ₀|². Default 1e-3.</summary>
    public double Penalty { get; init => field = Require.NotNegative(value); } = 1e-3;

    /// <summary>The cost of demonstrations.</summary>
    /// <param name="mdp">The process; its own rewards are not looked at.</param>
    /// <param name="demonstrations">What was done.</param>
    /// <param name="cost">What a decision costs, as it begins.</param>
    /// <param name="place">The coordinates of a decision (s, a), as many as the cost's dimension.</param>
    /// <param name="rng">Where paths are drawn from.</param>
    public SampledFit Fit(Mdp mdp, Demonstrations demonstrations, Energy cost, Func<int, int, double[]> place, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(demonstrations);
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(place);
        SampledPaths pool = new(mdp, demonstrations, place);
        Policy sampler = Policy.Uniform(mdp.States, mdp.Actions);
        double[] start = [.. cost.Parameters.SelectMany(parameter => parameter.Values)];
        List<double> sizes = [];
        Iterate best = new(0, start, 0, 0);
        double logPartition = 0;
        for (int round = 0; round < Rounds; round++)
        {
            pool.Add(sampler, Episodes.Draw(mdp, sampler, Samples, rng.Fork(round), SampledPaths.Longest(mdp)));
            double[] logImportance = [.. pool.LogMixture(withDemonstrations: true).Select(log => -log - Math.Log(pool.Count))];
            PathBatch batch = new(cost, PathLosses.Guided, pool.Paths, learnsPartition: false);
            batch.Weigh(pool.DataWeights, logImportance: logImportance);
            best = new Lbfgs { Steps = Steps }.Minimise(best.Point, theta => Shrunk.Towards(start, Penalty, theta, batch.At(theta))).Last();
            (logPartition, double size) = Weighed(batch.CostsAt(best.Point), logImportance);
            sizes.Add(size);
            cost = batch.EnergyAt(best.Point);
            sampler = DecisionCosts.SoftPolicy(mdp, cost, place) ?? sampler;
        }

        return new(cost, sampler, DecisionCosts.Of(mdp, cost, place), logPartition, best.Value, sizes);
    }

    private static (double LogPartition, double EffectiveSampleSize) Weighed(double[] costs, double[] logImportance)
    {
        double[] logs = [.. costs.Zip(logImportance, (c, log) => log - c)];
        double largest = logs.Max(), sum = logs.Sum(log => Math.Exp(log - largest));
        return (largest + Math.Log(sum), sum * sum / logs.Sum(log => Math.Exp(2 * (log - largest))));
    }
}

/// <summary>A cost that was learned against samplers.</summary>
/// <param name="Cost">c of a decision.</param>
/// <param name="Policy">The sampler that it ended with.</param>
/// <param name="Rewards">−c of every decision, as a reward of the process.</param>
/// <param name="LogPartition">ln Z: estimated by importance sampling, or learned.</param>
/// <param name="Loss">What was minimised.</param>
/// <param name="EffectiveSampleSizes">Of each round, in paths; empty where none are weighed.</param>
public sealed record SampledFit(Energy Cost, Policy Policy, Rewards Rewards, double LogPartition, double Loss, IReadOnlyList<double> EffectiveSampleSizes);

/// <summary>Costs of decisions of a tabular process.</summary>
internal static class DecisionCosts
{
    /// <summary>−c(s, a), zero where nothing is decided.</summary>
    internal static Rewards Of(Mdp mdp, Energy cost, Func<int, int, double[]> place)
    {
        double[] points = [.. Enumerable.Range(0, mdp.States * mdp.Actions).SelectMany(pair => place(pair / mdp.Actions, pair % mdp.Actions))];
        double[] costs = Landscape.Of(cost).Evaluate(points).Energies;
        return Rewards.OfStateAction([.. costs.Select((c, pair) => mdp.Terminal[pair / mdp.Actions] ? 0 : -c)]);
    }

    /// <summary>The soft-optimal policy; null where a cost has no soft value, because it pays never to end.</summary>
    internal static Policy? SoftPolicy(Mdp mdp, Energy cost, Func<int, int, double[]> place)
    {
        try
        {
            return SoftValues.Of(mdp.With(Of(mdp, cost, place))).Policy;
        }
        catch (NoValueException)
        {
            return null;
        }
    }
}

/// <summary>A loss with ½ λ |θ − θ₀|² added.</summary>
internal static class Shrunk
{
    internal static (double Value, double[] Gradient) Towards(double[] start, double penalty, double[] theta, (double Value, double[] Gradient) loss)
    {
        double value = loss.Value;
        double[] gradient = [.. loss.Gradient];
        for (int i = 0; i < start.Length; i++)
        {
            double off = theta[i] - start[i];
            value += 0.5 * penalty * off * off;
            gradient[i] += penalty * off;
        }

        return (value, gradient);
    }
}
