using Downhill.Compute;
using Downhill.Compute.Numerics;
using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>How <see cref="Apprenticeship"/> finds the next reward.</summary>
public enum ApprenticeshipForm
{
    /// <summary>w = μ_E − μ̄ with μ̄ next to μ_E among all mixtures of the policies so far: the widest margin w·(μ_E − μᵢ) with |w| ≤ 1.</summary>
    MaximumMargin,

    /// <summary>The same with μ̄ next to μ_E on the line from the last μ̄ to the newest policy.</summary>
    Projection,
}

/// <summary>Policies whose mixture has the expert's feature expectations μ = E Σ γᵗ φ(sₜ, aₜ): whatever the expert's weights are, the mixture earns what the expert does, to within |w| ε.</summary>
/// <remarks>
/// In turn: w = μ_E − μ̄, the policy that is optimal for w·φ, and μ̄ moves towards its μ. As that policy is at least as good for w as the expert,
/// 1/t² grows by 1/D² each time, t = |μ_E − μ̄| and D the largest |μ − μ_E|: so t ≤ ε after D²/ε² policies.
/// <para>Source: P. Abbeel and A. Y. Ng (2004), Apprenticeship learning via inverse reinforcement learning, ICML.</para>
/// <para>
/// Differs from the source: the quadratic programme of the widest margin is solved as its dual, the nearest point of a hull; the projection
/// stays between its ends, so that μ̄ is a mixture; the bound of steps is without the logarithm.
/// </para>
/// </remarks>
public sealed record Apprenticeship
{
    // Of |μ_E − μ̄|²: a policy that gains less does not move μ̄.
    private const double Gain = 1e-10;

    /// <summary>Which w comes next. Default <see cref="ApprenticeshipForm.MaximumMargin"/>.</summary>
    public ApprenticeshipForm Form { get; init; } = ApprenticeshipForm.MaximumMargin;

    /// <summary>ε, how near μ̄ is to come to μ_E, in units of the features. Default 0.01.</summary>
    public double Tolerance { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Policies at most. Default 10,000.</summary>
    public int Most { get; init => field = Require.AtLeast(value, 1); } = 10_000;

    /// <summary>The policies.</summary>
    /// <param name="mdp">The process; its own reward does not count.</param>
    /// <param name="features">φ_k, all of one kind.</param>
    /// <param name="expert">μ_E, shape [k].</param>
    /// <exception cref="ArgumentException">No features, features of different kinds, or a μ_E of another length.</exception>
    public Apprentice Of(Mdp mdp, IReadOnlyList<Rewards> features, double[] expert)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(expert);
        if (features.Count == 0 || features.Any(feature => feature.Kind != features[0].Kind) || expert.Length != features.Count)
        {
            throw new ArgumentException($"{features.Count} features for {expert.Length} expectations, expected as many, at least one, all of one kind.", nameof(features));
        }

        List<Policy> policies = [Policy.Uniform(mdp.States, mdp.Actions)];
        List<double[]> expectations = [Expectations(mdp, policies[0], features)];
        double[] mixture = [1], mean = expectations[0];
        List<double> distances = [Length(Minus(expert, mean))];
        double[] weights = Minus(expert, mean);
        bool isStuck = false;
        while (distances[^1] > Tolerance && policies.Count < Most && !isStuck)
        {
            policies.Add(OptimalValues.Of(mdp.With(Combined(features, weights))).Policy);
            expectations.Add(Expectations(mdp, policies[^1], features));

            // No policy beyond the plane through μ̄: it is the nearest to the expert that there is.
            isStuck = Dot(weights, Minus(expectations[^1], mean)) <= Gain * Dot(weights, weights);
            (mixture, mean) = Nearer(expectations, expert, mixture, mean);
            weights = Minus(expert, mean);
            distances.Add(Length(weights));
        }

        return new(policies, expectations, mixture, mean, weights, [.. distances]) { IsReached = distances[^1] <= Tolerance };
    }

    /// <summary>μ_k = E Σ γᵗ φ_k of a policy.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">π.</param>
    /// <param name="features">φ_k.</param>
    public static double[] Expectations(Mdp mdp, Policy policy, IReadOnlyList<Rewards> features)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(features);
        Occupancy occupancy = Occupancy.Of(mdp, policy);
        return [.. features.Select(feature => feature.Kind == RewardKind.State ? Dot(feature.Values, occupancy.States) : Dot(feature.Expected(mdp.Transitions), occupancy.Pairs))];
    }

    /// <summary>Σ w_k φ_k.</summary>
    /// <param name="features">φ_k, all of one kind.</param>
    /// <param name="weights">w.</param>
    public static Rewards Combined(IReadOnlyList<Rewards> features, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(features);
        double[] sum = new double[features[0].Values.Length];
        for (int k = 0; k < features.Count; k++)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += weights[k] * features[k].Values[i];
            }
        }

        return features[0].Kind switch
        {
            RewardKind.State => Rewards.OfState(sum),
            RewardKind.StateAction => Rewards.OfStateAction(sum),
            RewardKind.Transition => Rewards.OfTransition(sum),
        };
    }

    private (double[] Mixture, double[] Mean) Nearer(List<double[]> expectations, double[] expert, double[] mixture, double[] mean)
    {
        if (Form == ApprenticeshipForm.MaximumMargin)
        {
            NearestInHull nearest = NearestInHull.Of(expectations, expert);
            return (nearest.Weights, nearest.Point);
        }

        double[] way = Minus(expectations[^1], mean);
        double share = Dot(way, way) == 0 ? 0 : Math.Clamp(Dot(way, Minus(expert, mean)) / Dot(way, way), 0, 1);
        return ([.. mixture.Select(weight => (1 - share) * weight), share], [.. mean.Zip(way, (m, d) => m + (share * d))]);
    }

    private static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Length(double[] a) => Math.Sqrt(Dot(a, a));
}

/// <summary>Policies of which one is drawn at the start of each episode.</summary>
/// <param name="Policies">The policies; the first is uniform.</param>
/// <param name="Expectations">μ of each.</param>
/// <param name="Mixture">How often each is drawn.</param>
/// <param name="Mean">μ̄ = Σ of the two.</param>
/// <param name="Weights">w = μ_E − μ̄: what the last policy would have been asked for.</param>
/// <param name="Distances">|μ_E − μ̄| after each policy.</param>
public sealed record Apprentice(IReadOnlyList<Policy> Policies, IReadOnlyList<double[]> Expectations, double[] Mixture, double[] Mean, double[] Weights, double[] Distances)
{
    /// <summary>Whether μ̄ came as near to μ_E as was asked; otherwise no policy has such expectations, or <see cref="Apprenticeship.Most"/> were too few.</summary>
    public required bool IsReached { get; init; }

    /// <summary>The policy that visits all pairs as often as the mixture does: Σ λᵢ Nᵢ(s, a) / Σ λᵢ Nᵢ(s), uniform where the mixture never comes.</summary>
    /// <param name="mdp">The process, without a horizon: with one, the same at all times would not do.</param>
    /// <exception cref="ArgumentException">It has a horizon.</exception>
    public Policy AsOne(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        _ = mdp.Horizon is null ? 0 : throw new ArgumentException($"a horizon of {mdp.Horizon}, expected none: a mixture has its visits in common with one policy only where there is no end of time.", nameof(mdp));
        double[] visits = new double[mdp.States * mdp.Actions];
        for (int i = 0; i < Policies.Count; i++)
        {
            double[] pairs = Mixture[i] > 0 ? Occupancy.Of(mdp, Policies[i]).Pairs : [];
            for (int pair = 0; pair < pairs.Length; pair++)
            {
                visits[pair] += Mixture[i] * pairs[pair];
            }
        }

        return new(mdp.States, mdp.Actions, [.. visits.Chunk(mdp.Actions).SelectMany(row => row.Sum() is > 0 and double all ? row.Select(n => n / all) : row.Select(_ => 1.0 / row.Length))]);
    }
}
