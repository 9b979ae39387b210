using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>Which rewards a policy is optimal for, exactly, and how fast mixtures of optimal policies come to an expert.</summary>
/// <remarks>
/// Ng and Russell: π is optimal for R exactly where (P_π − Pₐ)(I − γ P_π)⁻¹ R ≥ 0 for every a. Abbeel and Ng: t = |μ_E − μ̄| falls so that 1/t² grows
/// by 1/D² with each policy, D the largest |μ − μ_E|.
/// </remarks>
public sealed record ReasonsForAPolicy : Verification
{
    private const int Pairs = 300, Explained = 40, Experts = 12;

    /// <inheritdoc/>
    public override string Name => "reasons-for-a-policy";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Rewards that explain a policy: the inequalities of Ng and Russell are exact, their linear programme's reward makes the policy optimal; mixtures of Abbeel and Ng in their bounded number of policies.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("another discount", "exact"),
        new("the opposite reward", "slack"),
        new("the opposite reward", "optimal"),
        new("a smaller ball", "progress"),
        new("the last policy alone", "met"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        int wrong = Enumerable.Range(0, Pairs).Count(draw => Differs(new Rng(2101).Fork(draw), draw));
        yield return AtMost("exact", "Of random rewards and policies, those where the inequalities and the optimal values disagree on whether the policy is optimal.", wrong, 0, Pairs);

        (double slack, double loss) = (double.PositiveInfinity, 0);
        for (int draw = 0; draw < Explained; draw++)
        {
            Mdp mdp = Process(new Rng(2102).Fork(draw), 6, 3, draw);
            Policy policy = OptimalValues.Of(mdp).Policy;
            ExplainedPolicy found = new NgRussell { Penalty = 0.1 }.Of(mdp, policy);
            Mdp asked = mdp.With(Rewards.OfState([.. found.Reward.Values.Select(r => Makes("the opposite reward") ? -r : r)]));
            PolicyValues own = PolicyValues.Of(asked, policy);
            slack = Math.Min(slack, own.Q.Select((q, i) => mdp.Terminal[i / 3 % 6] ? 0 : own.V[i / 3] - q).Min());
            loss = Math.Max(loss, Compare.Largest(Compare.Difference(OptimalValues.Of(asked).V, own.V)));
        }

        yield return AtLeast("slack", "For the reward of the linear programme no action is better than the policy's: the least V − Q.", slack, -1e-9, Explained);
        yield return AtMost("optimal", "For that reward the policy earns what an optimal one earns, from every state.", loss, 1e-8, Explained);

        (double progress, double left) = (double.PositiveInfinity, 0);
        for (int draw = 0; draw < Experts; draw++)
        {
            (double least, double end) = Apprenticed(new Rng(2103).Fork(draw), draw);
            (progress, left) = (Math.Min(progress, least), Math.Max(left, end));
        }

        yield return AtLeast("progress", "With each policy of the apprentice 1/t² grows by at least 1/D²: the least growth, over that.", progress, 1 - 1e-6, Experts);
        yield return AtMost("met", "In the end the mixture's feature expectations are the expert's, over the tolerance asked.", left, 1, Experts);
    }

    private bool Differs(Rng rng, int draw)
    {
        const int S = 3, A = 2;
        Mdp mdp = Process(rng, S, A, 0), asked = Makes("another discount") ? mdp.With(0.2, null) : mdp;
        Policy policy = Policy.Deterministic(A, [draw % 2, draw / 2 % 2, draw / 4 % 2]);
        double[][] tables = Advantages.Of(asked, policy, Advantages.OfEachState(S)).Tables;
        bool holds = Enumerable.Range(0, S * A).All(pair => tables.Select((table, state) => mdp.Rewards.Values[state] * table[pair]).Sum() <= 1e-9);
        bool isOptimal = Compare.Largest(Compare.Difference(OptimalValues.Of(mdp).V, PolicyValues.Of(mdp, policy).V)) <= 1e-9;
        return holds != isOptimal;
    }

    private (double Progress, double Left) Apprenticed(Rng rng, int draw)
    {
        const double Tolerance = 0.02;
        Mdp mdp = Process(rng, 8, 3, draw);
        Rewards[] features = [.. Enumerable.Range(0, 4).Select(k => Rewards.OfState([.. Enumerable.Range(0, 8).Select(state => rng.Fork(5).Fork(k).Uniform(state))]))];
        double[] expert = Apprenticeship.Expectations(mdp, SoftValues.Of(mdp).Policy, features);
        Apprentice found = new Apprenticeship { Tolerance = Tolerance, Form = draw % 2 == 0 ? ApprenticeshipForm.MaximumMargin : ApprenticeshipForm.Projection }.Of(mdp, features, expert);
        double ball = (Makes("a smaller ball") ? 0.1 : 1) * found.Expectations.Worst(mu => Compare.Length(Compare.Difference(mu, expert)));
        double progress = Enumerable.Range(1, found.Distances.Length - 1).Min(i => (1 / Math.Pow(found.Distances[i], 2) - 1 / Math.Pow(found.Distances[i - 1], 2)) * ball * ball);
        double[] mixture = Makes("the last policy alone") ? [.. found.Mixture.Select((_, i) => i == found.Mixture.Length - 1 ? 1.0 : 0)] : found.Mixture;
        double[] mean = [.. expert.Select((_, k) => found.Policies.Select((policy, i) => mixture[i] * Apprenticeship.Expectations(mdp, policy, features)[k]).Sum())];
        return (progress, Compare.Length(Compare.Difference(mean, expert)) / Tolerance);
    }

    // Without an end, with an end, and with a horizon in turn.
    private static Mdp Process(Rng rng, int states, int actions, int draw) => new Garnet
    {
        States = states,
        Actions = actions,
        Branches = 2,
        Kind = RewardKind.State,
        Ends = draw % 3 == 1 ? 1 : 0,
        Horizon = draw % 3 == 2 ? 7 : null,
    }.Draw(rng);
}
