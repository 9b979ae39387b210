using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>Soft values, policies and occupancies of finite decision processes, against the lists of all their trajectories.</summary>
/// <remarks>
/// A process of 3 states and 2 actions with H = 4 has 3⁵ 2⁴ trajectories. Where nothing is left to chance, V₀ = T ln Σ exp(Σ r/T) over them; where it is,
/// V₀ = E Σ γᵗ (r − T ln π), and no other policy's is larger. ∂E V₀/∂r(s, a) is the discounted number of visits over t &lt; H, no more and no fewer:
/// that is the gradient of the causal likelihood's second half.
/// </remarks>
public sealed record SoftDecisions : Verification
{
    private const int States = 3, Actions = 2, Horizon = 4;
    private const double Temperature = 0.7;

    private static readonly double[] Discounts = [0.5, 0.9, 0.99, 0.9999];

    /// <inheritdoc/>
    public override string Name => "soft-decisions";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Soft values are those of all trajectories summed, their policy attains them, its visits are their gradient and obey the flow equation, and with the temperature they sink to the optimal values.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the largest for the soft largest", "paths"),
        new("the entropy left out", "trajectories"),
        new("the entropy left out", "own-value"),
        new("visits after the last decision", "gradient"),
        new("visits without the discount", "gradient"),
        new("visits without the discount", "flow"),
        new("a temperature that stays", "cold"),
        new("a sweep short", "policy-iteration"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        Mdp certain = Drawn(1, 1, 1), chance = Drawn(2, 2, 0.9);
        double[] paths = [.. Enumerable.Range(0, States).Select(state => Summed(certain, state))];
        double[] values = Makes("the largest for the soft largest") ? OptimalValues.Of(certain).V : SoftValues.Of(certain, Temperature).V;
        yield return AtMost("paths", "Without chance V₀(s) is T ln Σ exp(reward/T) over all trajectories from s.", Compare.Relative(values[..States], paths), 1e-12, 1 << Horizon);

        SoftValues soft = SoftValues.Of(chance, Temperature);
        double[] expected = [.. Enumerable.Range(0, States).Select(state => Expected(chance, soft.Policy, state, 0))];
        yield return AtMost("trajectories", "With chance V₀(s) is the mean of Σ γᵗ (r − T ln π) over all trajectories from s, each with its probability.", Compare.Relative(soft.V[..States], expected), 1e-12, (int)Math.Pow(States * Actions, Horizon));

        Rng rng = new(77);
        double gain = Enumerable.Range(0, 100).Worst(i => Other(chance, soft, rng.Fork(i)));
        yield return AtMost("best", "No other policy earns more reward and entropy: the largest gain of a hundred.", gain, 0, 100);

        foreach (Claim claim in Stationary().Concat(Gradients(chance)))
        {
            yield return claim;
        }
    }

    private static Mdp Drawn(int seed, int branches, double discount) =>
        new Garnet { States = States, Actions = Actions, Branches = branches, Discount = discount, Horizon = Horizon }.Draw(new Rng((ulong)seed));

    private IEnumerable<Claim> Stationary()
    {
        Mdp[] processes = [.. Discounts.Select((discount, i) => new Garnet { States = 40, Actions = 4, Branches = 3, Discount = discount }.Draw(new Rng((ulong)(10 + i))))];
        double own = processes.Worst(mdp =>
        {
            SoftValues soft = SoftValues.Of(mdp);
            return Compare.Relative(PolicyValues.Of(mdp, soft.Policy, Makes("the entropy left out") ? 0 : 1).V, soft.V);
        });
        yield return AtMost("own-value", "Without a horizon the soft policy's own value, entropies included, is the soft value, at discounts from 0.5 to 0.9999.", own, 1e-12, 4 * 40);

        double apart = processes.Take(3).Worst(mdp => Compare.Relative(OptimalValues.ByValueIteration(mdp, Makes("a sweep short") ? 1e-2 : 1e-11).V, OptimalValues.Of(mdp).V));
        yield return AtMost("policy-iteration", "Value iteration and policy iteration find the same optimal values.", apart, 1e-10, 3 * 40);

        double worst = processes.Worst(mdp =>
        {
            Occupancy visits = Occupancy.Of(Makes("visits without the discount") ? mdp.With(0.5 * mdp.Discount, null) : mdp, SoftValues.Of(mdp).Policy);
            return Math.Abs((visits.Pairs.Sum() * (1 - mdp.Discount)) - 1) + (visits.Residual * (1 - mdp.Discount));
        });
        yield return AtMost("flow", "Visits obey the flow equation d = μ + γ Pᵀ x, and sum to 1/(1 − γ); relative to that.", worst, 1e-12, 4 * 40);

        // 0 ≤ V_T − V* ≤ T ln A/(1 − γ): the entropy of a uniform choice for ever.
        Mdp one = processes[1];
        double[] optimal = OptimalValues.Of(one).V, temperatures = [0.1, 0.01, 0.001];
        double[] above = [.. temperatures.Select(t => Compare.Largest(Compare.Difference(SoftValues.Of(one, Makes("a temperature that stays") ? 0.1 : t).V, optimal)) / (t * Math.Log(4) / (1 - one.Discount)))];
        yield return AtMost("cold", "With T the soft values sink to the optimal ones: how far above they are, over T ln A/(1 − γ), at T = 0.1, 0.01 and 0.001.", above.Worst(), 1, temperatures.Length);
    }

    private IEnumerable<Claim> Gradients(Mdp mdp)
    {
        double[] visits = Visits(mdp), differences = new double[States * Actions];
        for (int pair = 0; pair < differences.Length; pair++)
        {
            differences[pair] = (Start(mdp, pair, 1e-4) - Start(mdp, pair, -1e-4)) / 2e-4;
        }

        // h²/6 = 1.7e-9 of the third derivative counts, which is of the order of 1/T² = 2; rounding is 1e-15/1e-4 at most.
        yield return AtMost("gradient", "What the mean first value gains by a reward of a pair is how often it is visited: against differences.", Compare.Largest(Compare.Difference(visits, differences)), 1e-8, differences.Length);
    }

    private double[] Visits(Mdp mdp)
    {
        Policy policy = SoftValues.Of(mdp, Temperature).Policy;
        if (Makes("visits after the last decision"))
        {
            double[] longer = [.. policy.Probabilities, .. policy.Probabilities[^(States * Actions)..]];
            return Occupancy.Of(mdp.With(mdp.Discount, Horizon + 1), new Policy(States, Actions, longer, Horizon + 1)).Pairs;
        }

        return Occupancy.Of(Makes("visits without the discount") ? mdp.With(1, Horizon) : mdp, policy).Pairs;
    }

    private static double Start(Mdp mdp, int pair, double more)
    {
        double[] rewards = [.. mdp.Rewards.Values];
        rewards[pair] += more;
        double[] v = SoftValues.Of(mdp.With(Rewards.OfStateAction(rewards)), Temperature).V;
        return mdp.Initial.Select((p, state) => p * v[state]).Sum();
    }

    // T ln of the sum over all 2⁴ sequences of actions.
    private static double Summed(Mdp mdp, int first)
    {
        double sum = 0;
        for (int sequence = 0; sequence < 1 << Horizon; sequence++)
        {
            (int state, double earned) = (first, 0);
            for (int t = 0; t < Horizon; t++)
            {
                int pair = (state * Actions) + ((sequence >> t) & 1);
                earned += mdp.Rewards.Values[pair];
                state = mdp.Transitions.Next[mdp.Transitions.Starts[pair]];
            }

            sum += Math.Exp(earned / Temperature);
        }

        return Temperature * Math.Log(sum);
    }

    // Σ over all that can be done and follow, its probability times what it earns.
    private double Expected(Mdp mdp, Policy policy, int state, int t)
    {
        double sum = 0;
        for (int action = 0; t < Horizon && action < Actions; action++)
        {
            double p = policy.At(state, t)[action], earned = mdp.Rewards.Values[(state * Actions) + action] - (Makes("the entropy left out") ? 0 : Temperature * Math.Log(p));
            Range row = mdp.Transitions.Row(state, action);
            for (int i = row.Start.Value; i < row.End.Value; i++)
            {
                sum += p * mdp.Transitions.Probabilities[i] * (earned + (mdp.Discount * Expected(mdp, policy, mdp.Transitions.Next[i], t + 1)));
            }
        }

        return sum;
    }

    // How much more a policy that is drawn around the soft one earns from the first state on.
    private double Other(Mdp mdp, SoftValues soft, Rng rng)
    {
        double[] table = [.. soft.Policy.Probabilities.Select((p, i) => p * Math.Exp(rng.Normal(i)))];
        double[] laws = [.. table.Chunk(Actions).SelectMany(row => row.Select(p => p / row.Sum()))];
        Policy other = new(States, Actions, laws, Horizon);
        return Enumerable.Range(0, States).Worst(state => Expected(mdp, other, state, 0) - soft.V[state]);
    }
}
