using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>Linearly solvable control and its inverse, and rewards from values: each is a Bellman equation, read from the other side.</summary>
public sealed record SolvableControl : Verification
{
    private const int States = 12, Problems = 10;

    /// <inheritdoc/>
    public override string Name => "solvable-control";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "In linearly solvable control values and costs come back from transitions alone; rewards come back from values; every soft policy has a reward for each potential.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the price of control forgotten", "bellman"),
        new("passive dynamics taken for even", "optv-values"),
        new("passive dynamics taken for even", "optv-costs"),
        new("the discount forgotten", "policy-evaluation"),
        new("no shaping", "potentials"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        double bellman = 0, values = 0, costs = 0;
        for (int seed = 0; seed < Problems; seed++)
        {
            foreach (bool ends in new[] { true, false })
            {
                (Transitions passive, double[] q, bool[] terminal) = Problem(640 + seed, ends);
                LinearlySolvable solved = ends ? LinearlySolvable.FirstExit(passive, q, terminal) : LinearlySolvable.AverageCostOf(passive, q);
                bellman = Math.Max(bellman, Enumerable.Range(0, States).Where(x => !terminal[x]).Max(x => Math.Abs(q[x] - solved.AverageCost + Price(solved, x) - solved.Values[x])));
                Transitions assumed = Makes("passive dynamics taken for even") ? Even(passive) : passive;
                InverseValues found = new OptV().Fit(assumed, solved.Controlled, terminal);
                double shift = found.Values[0] - solved.Values[0];
                values = Math.Max(values, Compare.Largest(found.Values.Zip(solved.Values, (a, b) => a - b - shift)));
                costs = Math.Max(costs, Enumerable.Range(0, States).Where(x => !terminal[x]).Max(x => Math.Abs(found.Costs[x] - q[x] + solved.AverageCost)));
            }
        }

        yield return AtMost("bellman", "v = q + KL(u‖p) + u·v, less the average cost where nothing ends: the largest residual.", bellman, 1e-12, 2 * Problems * States);
        yield return AtMost("optv-values", "Values from exact transitions, up to a constant: the largest difference.", values, 1e-8, 2 * Problems * States);
        yield return AtMost("optv-costs", "Costs from exact transitions: the largest difference.", costs, 1e-8, 2 * Problems * States);
        foreach (Claim claim in FromValues())
        {
            yield return claim;
        }
    }

    private IEnumerable<Claim> FromValues()
    {
        Mdp mdp = new Garnet { States = 8, Actions = 3, Branches = 3, Ends = 1, Kind = RewardKind.State, Discount = 0.9 }.Draw(new Rng(650));
        double[] weights = [.. Calculation.Normal(651, 24).Select(Math.Exp)], potential = Calculation.Normal(652, 8);
        Policy policy = new(8, 3, [.. weights.Chunk(3).SelectMany(row => row.Select(w => w / row.Sum()))]);
        Mdp assumed = Makes("the discount forgotten") ? mdp.With(1, null) : mdp;
        Rewards back = InversePolicyEvaluation.OfValues(assumed, policy, PolicyValues.Of(mdp, policy).V);
        yield return AtMost("policy-evaluation", "R = V − γ P V returns the reward that a policy's values were computed from: the largest difference.", Compare.Largest(Compare.Difference(back.Values, mdp.Rewards.Values)), 1e-12, 8);
        Rewards explaining = InversePolicyEvaluation.Explaining(Makes("no shaping") ? mdp.With(0.5, null) : mdp, policy, potential);
        Policy soft = SoftValues.Of(mdp.With(explaining)).Policy;
        yield return AtMost("potentials", "r = ln π + v − γ P v has the soft policy π for a v drawn at random: the largest difference.", Compare.Largest(Compare.Difference(soft.Probabilities[..21], policy.Probabilities[..21])), 1e-12, 21);
    }

    private double Price(LinearlySolvable solved, int x)
    {
        Range row = solved.Passive.Row(x, 0);
        ReadOnlySpan<double> u = solved.Controlled.AsSpan(row), p = solved.Passive.Probabilities.AsSpan(row);
        ReadOnlySpan<int> next = solved.Passive.Next.AsSpan(row);
        double sum = 0;
        for (int i = 0; i < u.Length; i++)
        {
            sum += u[i] * ((Makes("the price of control forgotten") ? 0 : Math.Log(u[i] / p[i])) + solved.Values[next[i]]);
        }

        return sum;
    }

    private static Transitions Even(Transitions passive) =>
        Transitions.Of(States, 1, Enumerable.Range(0, States).SelectMany(x => passive.Next[passive.Row(x, 0)].Select(next => (x, 0, next, 1.0 / passive.Next[passive.Row(x, 0)].Length))));

    private static (Transitions Passive, double[] Costs, bool[] Terminal) Problem(int seed, bool ends)
    {
        Rng rng = new((ulong)seed);
        List<(int, int, int, double)> listed = [];
        for (int x = 0; x < States - (ends ? 1 : 0); x++)
        {
            int[] next = [x, (x + 1) % States, (x + 5) % States];
            double[] weights = [.. next.Select((_, i) => 0.1 + rng.Fork(x).Uniform(i))];
            listed.AddRange(next.Select((to, i) => (x, 0, to, weights[i] / weights.Sum())));
        }

        return (Transitions.Of(States, 1, listed), [.. Enumerable.Range(0, States).Select(x => rng.Fork(99).Uniform(x))], [.. Enumerable.Range(0, States).Select(x => ends && x == States - 1)]);
    }
}
