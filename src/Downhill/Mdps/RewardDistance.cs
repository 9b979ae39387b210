namespace Downhill.Mdps;

/// <summary>How far apart two rewards are as reasons to act: zero for rewards that order all policies alike, one for those that order them the other way round.</summary>
public static class RewardDistance
{
    // Of the size of a reward: below it what is left of one by rounding counts as nothing.
    private const double Nothing = 1e-12;

    /// <summary>STARC: ½ |c₁/|c₁| − c₂/|c₂||₂ with c(s, a) = E[r + γ V(s′) | s, a] − V(s), V the values of the uniform policy.</summary>
    /// <remarks>
    /// c does not see potentials γ Φ(s′) − Φ(s), nor how r(s, a, s′) is spread over s′; the norm does not see the scale. A reward that is all
    /// potential has c = 0; it is ½ from any that is not.
    /// Source: J. Skalse et al. (2024), STARC: a general framework for quantifying differences between reward functions, ICLR (value-adjusted levelling).
    /// Differs from the source: halved, so that it ends at 1.
    /// </remarks>
    /// <param name="mdp">The process; its own reward does not count.</param>
    /// <param name="first">A reward.</param>
    /// <param name="second">Another.</param>
    public static double Starc(Mdp mdp, Rewards first, Rewards second)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        double[] one = Standard(mdp, first), other = Standard(mdp, second);
        return Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum()) / 2;
    }

    /// <summary>EPIC: √((1 − ρ)/2), ρ Pearson's correlation of C(r)(s, a, s′) = r(s, a, s′) + E[γ r(s′, A, S′) − r(s, A, S′) − γ r(S, A, S′)] over s, a uniform and s′ from P, with S, A, S′ uniform.</summary>
    /// <remarks>
    /// C does not see potentials, but it sees how r(s, a, s′) is spread over s′, which no policy does; and it asks for rewards of transitions that may be impossible.
    /// A constant C is 1/√2 from any that is not, and 0 from another constant.
    /// Source: A. Gleave, M. Dennis, S. Legg, S. Russell and J. Leike (2021), Quantifying differences in reward functions, ICLR.
    /// </remarks>
    /// <param name="mdp">The process; its own reward does not count, nor does its horizon.</param>
    /// <param name="first">A reward.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="ArgumentException">A reward of transitions, in a process where some cannot happen.</exception>
    public static double Epic(Mdp mdp, Rewards first, Rewards second)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        double[] weights = Coverage(mdp), one = Canonical(mdp, first), other = Canonical(mdp, second);
        (double a, double b, double together) = (Covariance(weights, one, one), Covariance(weights, other, other), Covariance(weights, one, other));
        if (a == 0 || b == 0)
        {
            return a == b ? 0 : Math.Sqrt(0.5);
        }

        // (1 − ρ)/2 from the difference of the standardised rewards: 1 − ρ itself would lose half of the digits where they agree.
        double[] apart = [.. one.Zip(other, (x, y) => (x / Math.Sqrt(a)) - (y / Math.Sqrt(b)))];
        return together > 0 ? Math.Sqrt(Covariance(weights, apart, apart)) / 2 : Math.Sqrt((1 - (together / Math.Sqrt(a * b))) / 2);
    }

    private static double[] Standard(Mdp mdp, Rewards rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        double[] table = Advantages.Of(mdp, Policy.Uniform(mdp.States, mdp.Actions), [rewards]).Tables[0];
        double size = Math.Sqrt(table.Sum(x => x * x));
        double nothing = Nothing * Math.Sqrt(table.Length) * rewards.Values.Select(Math.Abs).DefaultIfEmpty(0).Max();
        return Array.ConvertAll(table, x => size <= nothing ? 0 : x / size);
    }

    // Shape [S, A, S].
    private static double[] Coverage(Mdp mdp)
    {
        double[] weights = new double[mdp.States * mdp.Actions * mdp.States];
        double share = 1.0 / (mdp.Actions * Math.Max(1, mdp.Terminal.Count(isTerminal => !isTerminal)));
        for (int pair = 0; pair < mdp.States * mdp.Actions; pair++)
        {
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
            {
                weights[(pair * mdp.States) + mdp.Transitions.Next[i]] = share * mdp.Transitions.Probabilities[i];
            }
        }

        return weights;
    }

    private static double[] Canonical(Mdp mdp, Rewards rewards)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        double[] table = Table(mdp, rewards);
        int states = mdp.States, fan = mdp.Actions * states;
        double[] means = [.. Enumerable.Range(0, states).Select(state => table.AsSpan(state * fan, fan).ToArray().Average())];
        double overall = means.Average();
        return [.. table.Select((r, i) => r + (mdp.Discount * means[i % states]) - means[i / fan] - (mdp.Discount * overall))];
    }

    private static double[] Table(Mdp mdp, Rewards rewards)
    {
        int states = mdp.States, pairs = states * mdp.Actions;
        bool known = rewards.Kind != RewardKind.Transition || mdp.Transitions.Next.Length == pairs * states;
        _ = known ? 0 : throw new ArgumentException("EPIC asks for the rewards of transitions that cannot happen here, expected rewards of states or of pairs, or STARC.", nameof(rewards));
        return [.. Enumerable.Range(0, pairs * states).Select(i => rewards.Kind switch
        {
            RewardKind.State => rewards.Values[i / (mdp.Actions * states)],
            RewardKind.StateAction => rewards.Values[i / states],
            RewardKind.Transition => rewards.Values[i],
        })];
    }

    private static double Covariance(double[] weights, double[] x, double[] y)
    {
        double all = weights.Sum(), a = 0, b = 0, sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            a += weights[i] * x[i] / all;
            b += weights[i] * y[i] / all;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * (x[i] - a) * (y[i] - b) / all;
        }

        // What the rounding of constants leaves is no variance.
        double size = Nothing * Nothing * x.Max(v => v * v);
        return Math.Abs(sum) <= size && ReferenceEquals(x, y) ? 0 : sum;
    }
}
