using Downhill.Compute;
using Downhill.Mdps;
using Downhill.Training;

namespace Downhill.Inverse;

/// <summary>A GAN whose discriminator is D = (e⁻ᶜ/Z) / (e⁻ᶜ/Z + q), c and Z both learned, and whose generator minimises cost less entropy.</summary>
/// <remarks>
/// In each round the generator draws, the discriminator learns c and ln Z to tell demonstrations from all that was drawn, q the mixture of
/// those who drew, and the generator goes a part of the way, in ln π, to the soft-optimal policy of the cost. With γ = 1 and nothing left
/// to chance it ends where no discriminator is better than chance: q = p = e⁻ᶜ/Z, the maximum-entropy cost. Elsewhere e⁻ᶜ/Z, c = Σ γᵗ cₜ, takes luck for
/// a choice and is not what a soft-optimal policy draws, so that the two never meet and the fit is biased: use <see cref="MaximumCausalEntropy"/> there.
/// Source: C. Finn, P. Christiano, P. Abbeel and S. Levine (2016), arXiv 1611.03852.
/// Differs from the source: Z is really learned, as the source says and no known code does; generators of past rounds stay in q.
/// </remarks>
public sealed record AdversarialCost
{
    /// <summary>Rounds. Default 12.</summary>
    public int Rounds { get; init => field = Require.AtLeast(value, 1); } = 12;

    /// <summary>Paths drawn in a round. Default 200.</summary>
    public int Samples { get; init => field = Require.AtLeast(value, 1); } = 200;

    /// <summary>Steps of L-BFGS of the discriminator in a round. Default 20.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>Which part of the way the generator goes, in ln π. Default 0.5.</summary>
    public double Pace { get; init => field = Require.Within(value, 0, 1); } = 0.5;

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
        Policy generator = Policy.Uniform(mdp.States, mdp.Actions);
        double[] start = [.. cost.Parameters.SelectMany(parameter => parameter.Values)];
        Iterate best = new(0, [.. start, 0], 0, 0);
        for (int round = 0; round < Rounds; round++)
        {
            pool.Add(generator, Episodes.Draw(mdp, generator, Samples, rng.Fork(round), SampledPaths.Longest(mdp)));
            PathBatch batch = new(cost, PathLosses.Discriminator, pool.Paths, learnsPartition: true);
            batch.Weigh(pool.DataWeights, pool.SampleWeights, pool.LogMixture(withDemonstrations: false));
            best = new Lbfgs { Steps = Steps }.Minimise(best.Point, theta => Shrunk.Towards(start, Penalty, theta, batch.At(theta))).Last();
            cost = batch.EnergyAt(best.Point.AsSpan(0, start.Length));
            generator = DecisionCosts.SoftPolicy(mdp, cost, place) is { } target ? Between(generator, target, Pace) : generator;
        }

        return new(cost, generator, DecisionCosts.Of(mdp, cost, place), best.Point[^1], best.Value, []);
    }

    /// <summary>π ∝ from^(1 − pace) · to^pace.</summary>
    /// <param name="from">A policy; one that is the same at all times counts as one in time.</param>
    /// <param name="to">A policy above zero.</param>
    /// <param name="pace">From 0, which is from, to 1, which is to.</param>
    public static Policy Between(Policy from, Policy to, double pace)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        double[] mixed = new double[to.Probabilities.Length];
        for (int row = 0; row < mixed.Length / to.Actions; row++)
        {
            ReadOnlySpan<double> a = from.At(row % to.States, row / to.States), b = to.At(row % to.States, row / to.States);
            Span<double> law = mixed.AsSpan(row * to.Actions, to.Actions);
            double sum = 0;
            for (int i = 0; i < law.Length; i++)
            {
                law[i] = Math.Pow(a[i], 1 - pace) * Math.Pow(b[i], pace);
                sum += law[i];
            }

            for (int i = 0; i < law.Length; i++)
            {
                law[i] /= sum;
            }
        }

        return new(to.States, to.Actions, mixed, to.Horizon);
    }
}
