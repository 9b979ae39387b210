using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>Maximum causal entropy: its gradient, what it matches, and where models of whole paths go astray.</summary>
/// <remarks>
/// The likelihood of actions given states has the derivative (visits of demonstrations − visits of the policy) Φ, discounted as the values
/// are. Each control is a mistake that a known library makes, or a likelihood that is not causal.
/// </remarks>
public sealed record CausalEntropy : Verification
{
    private static readonly (double Discount, int? Horizon)[] Cases = [(0.5, 1), (0.5, 10), (0.9, 3), (0.9, 10), (0.99, 50), (1, 50), (0.9, null), (0.99, null)];

    /// <inheritdoc/>
    public override string Name => "causal-entropy";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "With exact demonstrations maximum causal entropy returns a policy that visits what they visited, at any discount and horizon; models of whole paths take luck for choice.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("visits up to the end", "gradient"),
        new("the discount forgotten", "gradient"),
        new("the discount forgotten", "visits"),
        new("whole paths", "risky-causal"),
        new("whole paths", "visits-with-luck"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        yield return Gradient();
        yield return AtMost("visits", "Discounts 0.5 to 1, horizons 1 to 50 and none: the largest difference of visits between the returned policy and exact demonstrations.", Cases.Worst(Apart), 1e-10, Cases.Length);
        Mdp luck = World(0.9, 6);
        Policy someone = Someone(luck, 632);
        LinearRewards table = LinearRewards.Tabular(RewardKind.State);
        InverseFit fit = Makes("whole paths") ? new MaximumEntropy().Fit(luck, table, someone) : new MaximumCausalEntropy().Fit(luck, table, someone);
        yield return AtMost("visits-with-luck", "Where the world leaves things to chance too, and the expert has no such reward: the largest difference.", Off(Occupancy.Of(luck, someone).States, Occupancy.Of(luck, fit.Policy).States), 1e-10);
        Mdp risky = KnownProcesses.RiskyPath(trap: -1);
        Policy careful = SoftValues.Of(risky).Policy;
        Policy explained = Makes("whole paths") ? MaximumEntropy.PolicyOf(risky) : new MaximumCausalEntropy().Fit(risky, table, careful).Policy;
        yield return Within("risky-causal", "On the risky path it takes the risk as rarely as the expert: its probability.", explained.At(0)[1], careful.At(0)[1], 1e-8);
        yield return AtLeast("risky-whole-paths", "A model of whole paths (2008) of the same reward takes it often: its probability.", MaximumEntropy.PolicyOf(risky).At(0)[1], 0.2);
        Mdp certain = World(0.9, 6, branches: 1);
        Policy other = Someone(certain, 633);
        double same = Off(new MaximumCausalEntropy().Fit(certain, table, other).Policy.Probabilities, new MaximumEntropy().Fit(certain, table, other).Policy.Probabilities);
        yield return AtMost("nothing-to-chance", "Where nothing is left to chance the two are one: the largest difference of probabilities.", same, 1e-5, other.Probabilities.Length);
    }

    private Claim Gradient()
    {
        // E[V₀] − Σ visits · r in time; differences are Richardson's, some 1e-12.
        Mdp mdp = World(0.9, 8);
        Policy expert = Someone(mdp, 631);
        double[] theta = Calculation.Normal(634, mdp.States), did = Occupancy.Of(mdp, expert).States;
        SoftValues values = SoftValues.Of(mdp.With(Rewards.OfState(theta)));
        Policy policy = Makes("the discount forgotten") ? SoftValues.Of(mdp.With(1, 8).With(Rewards.OfState(theta))).Policy : values.Policy;
        double[] does = Makes("visits up to the end") ? Occupancy.Of(mdp.With(0.9, 9), new Policy(mdp.States, mdp.Actions, [.. policy.Probabilities, .. policy.Probabilities[^(mdp.States * mdp.Actions)..]], 9)).States : Occupancy.Of(mdp, policy).States;
        double[] right = Differences.Gradient(
            at =>
            {
                double[] v = SoftValues.Of(mdp.With(Rewards.OfState(at))).V;
                return Compare.Dot(mdp.Initial, v[..mdp.States]) - Compare.Dot(did, at);
            },
            theta);
        double[] own = new MaximumCausalEntropy().LossAt(mdp, LinearRewards.Tabular(RewardKind.State), expert, theta).Gradient;
        double off = Math.Max(Off(right, Compare.Difference(does, did)), Off(right, own));
        return AtMost("gradient", "The derivative of the likelihood is the difference of discounted visits: against differences of the values.", off, 1e-8, theta.Length);
    }

    private double Apart((double Discount, int? Horizon) at)
    {
        Mdp mdp = World(at.Discount, at.Horizon);
        Policy expert = SoftValues.Of(mdp).Policy;
        Mdp assumed = Makes("the discount forgotten") && at.Horizon is not null ? mdp.With(1, at.Horizon) : mdp;
        InverseFit fit = new MaximumCausalEntropy().Fit(assumed, LinearRewards.Tabular(RewardKind.State), expert);
        return Off(Occupancy.Of(mdp, expert).States, Occupancy.Of(mdp, SoftValues.Of(mdp.With(fit.Rewards)).Policy).States);
    }

    private static Mdp World(double discount, int? horizon, int branches = 2) =>
        new Garnet { States = 6, Actions = 3, Branches = branches, Kind = RewardKind.State, Discount = discount, Horizon = horizon }.Draw(new Rng(630));

    private static Policy Someone(Mdp mdp, int seed)
    {
        double[] weights = [.. Calculation.Normal(seed, mdp.States * mdp.Actions * (mdp.Horizon ?? 1)).Select(Math.Exp)];
        return new(mdp.States, mdp.Actions, [.. weights.Chunk(mdp.Actions).SelectMany(row => row.Select(w => w / row.Sum()))], mdp.Horizon);
    }

    private static double Off(IReadOnlyList<double> a, IReadOnlyList<double> b) => Compare.Largest(Compare.Difference(a, b));
}
