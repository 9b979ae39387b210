namespace Downhill.Mdps;

/// <summary>Discounted expected visits: of pairs Σₜ γᵗ P(sₜ = s, aₜ = a), of states Σₜ γᵗ P(sₜ = s), over t &lt; H.</summary>
/// <remarks>
/// A terminal state has no pairs; among states its arrival counts once. So Σ pairs · r(s, a) is what is earned, and so is Σ states · r(s).
/// They obey the flow equation states = μ₀ + γ Pᵀ pairs, less what arrives at H where there is a horizon.
/// </remarks>
/// <param name="Pairs">Shape [S · A], actions next to each other.</param>
/// <param name="States">Shape [S].</param>
/// <param name="Residual">The largest error of the flow equation; of demonstrations, what chance and the law of their starts leave.</param>
public sealed record Occupancy(double[] Pairs, double[] States, double Residual)
{
    /// <summary>The visits of a policy.</summary>
    /// <param name="mdp">The process: transitions, first states, terminal states, discount, horizon.</param>
    /// <param name="policy">π; one that depends on time needs the process's own horizon.</param>
    /// <exception cref="ArgumentException">The policy is of another process.</exception>
    /// <exception cref="NoValueException">γ = 1 without a horizon, and the policy does not end.</exception>
    public static Occupancy Of(Mdp mdp, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(policy);
        PolicyValues.Fits(mdp, policy);
        return mdp.Horizon is int horizon ? Forwards(mdp, policy, horizon) : Stationary(mdp, policy);
    }

    /// <summary>The mean visits of demonstrations, each weighted γᵗ.</summary>
    /// <param name="mdp">The process; what happened after its horizon does not count.</param>
    /// <param name="demonstrations">At least one episode.</param>
    /// <exception cref="ArgumentException">They are not of this process.</exception>
    public static Occupancy Of(Mdp mdp, Demonstrations demonstrations)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(demonstrations);
        demonstrations.Check(mdp);
        double[] pairs = new double[mdp.States * mdp.Actions], states = new double[mdp.States], after = new double[mdp.States];
        double weight = 1.0 / demonstrations.Episodes.Count;
        foreach (Episode episode in demonstrations.Episodes)
        {
            int counted = Math.Min(episode.Actions.Length, mdp.Horizon ?? int.MaxValue);
            for (int t = 0; t < counted; t++)
            {
                double now = weight * Math.Pow(mdp.Discount, t);
                pairs[(episode.States[t] * mdp.Actions) + episode.Actions[t]] += now;
                states[episode.States[t]] += now;
            }

            Arrive(episode, counted);
        }

        return new(pairs, states, Flow(mdp, pairs, states, after));

        // The last state counts only where it is an end that was reached in time.
        void Arrive(Episode episode, int counted)
        {
            if ((counted < episode.Actions.Length ? episode.States[counted] : episode.Last) is int last)
            {
                bool ended = mdp.Terminal[last] && (mdp.Horizon is null || counted < mdp.Horizon);
                (ended ? states : after)[last] += weight * Math.Pow(mdp.Discount, counted);
            }
        }
    }

    /// <summary>Σ r · visits: what is earned on average from the first state on.</summary>
    /// <param name="mdp">The process with its rewards.</param>
    public double Earned(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        double[] expected = mdp.Rewards.Expected(mdp.Transitions);
        double ends = Enumerable.Range(0, mdp.States).Where(state => mdp.Terminal[state]).Sum(state => States[state] * expected[state * mdp.Actions]);
        return ends + Pairs.Zip(expected, (visits, reward) => visits * reward).Sum();
    }

    /// <summary>γᵗ P(sₜ = s, aₜ = a) at every time of a process with a horizon, shape [H, S · A].</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">π.</param>
    /// <param name="discount">γ, the process's own or another.</param>
    internal static double[] InTime(Mdp mdp, Policy policy, double discount)
    {
        int width = mdp.States * mdp.Actions;
        double[] law = [.. mdp.Initial], pairs = new double[checked(mdp.Horizon!.Value * width)];
        for (int t = 0; t < mdp.Horizon; t++)
        {
            double[] next = new double[mdp.States];
            for (int pair = 0; pair < width; pair++)
            {
                int state = pair / mdp.Actions;
                double part = mdp.Terminal[state] ? 0 : law[state] * policy.At(state, t)[pair % mdp.Actions];
                pairs[(t * width) + pair] = part;
                for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
                {
                    next[mdp.Transitions.Next[i]] += discount * part * mdp.Transitions.Probabilities[i];
                }
            }

            law = next;
        }

        return pairs;
    }

    private static Occupancy Forwards(Mdp mdp, Policy policy, int horizon)
    {
        double[] law = [.. mdp.Initial], pairs = new double[mdp.States * mdp.Actions], states = new double[mdp.States];
        for (int t = 0; t < horizon; t++)
        {
            double[] next = new double[mdp.States];
            for (int state = 0; state < mdp.States; state++)
            {
                states[state] += law[state];
                Leave(mdp, policy, t, state, law[state], pairs, next);
            }

            law = next;
        }

        return new(pairs, states, Flow(mdp, pairs, states, law));
    }

    private static void Leave(Mdp mdp, Policy policy, int t, int state, double mass, double[] pairs, double[] next)
    {
        for (int action = 0; action < mdp.Actions && mass > 0 && !mdp.Terminal[state]; action++)
        {
            double part = mass * policy.At(state, t)[action];
            int pair = (state * mdp.Actions) + action;
            pairs[pair] += part;
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
            {
                next[mdp.Transitions.Next[i]] += mdp.Discount * part * mdp.Transitions.Probabilities[i];
            }
        }
    }

    private static Occupancy Stationary(Mdp mdp, Policy policy)
    {
        // Where an end is needed, states that are never visited may lead in circles: they do not count.
        bool[]? visited = Endings.Needed(mdp) ? Reach.Visited(mdp, policy.Probabilities) : null;
        CheckEnds(mdp, policy, visited);
        double[] states = PolicyChain.Of(mdp, policy.Probabilities, visited).Transposed().Solve(mdp.Initial);
        double[] pairs = [.. policy.Probabilities.Select((p, pair) => mdp.Terminal[pair / mdp.Actions] ? 0 : states[pair / mdp.Actions] * p)];
        return new(pairs, states, Flow(mdp, pairs, states, new double[mdp.States]));
    }

    // Only states that are visited need a way to an end.
    private static void CheckEnds(Mdp mdp, Policy policy, bool[]? visited)
    {
        if (visited is not null)
        {
            int[] steps = Reach.StepsToEnd(mdp, policy.Probabilities);
            int lost = Enumerable.Range(0, mdp.States).FirstOrDefault(state => visited[state] && steps[state] < 0, -1);
            _ = lost < 0 ? 0 : throw new NoValueException(lost, $"the policy visits state {lost} and never ends from there: with discount 1 expected a policy that ends, a horizon, or a discount below 1.");
        }
    }

    // max |μ₀ + γ Pᵀ pairs − states − what arrives after the last decision|.
    private static double Flow(Mdp mdp, double[] pairs, double[] states, double[] after)
    {
        double[] flow = [.. mdp.Initial];
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
            {
                flow[mdp.Transitions.Next[i]] += mdp.Discount * pairs[pair] * mdp.Transitions.Probabilities[i];
            }
        }

        return Enumerable.Range(0, mdp.States).Max(state => Math.Abs(flow[state] - states[state] - after[state]));
    }
}
