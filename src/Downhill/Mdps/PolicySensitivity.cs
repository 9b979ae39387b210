namespace Downhill.Mdps;

/// <summary>∂ ln π(a|s) / ∂r_k = (Q_k(s, a) − V_k(s)) / T: how a soft policy moves when the reward does, Q_k and V_k the values that π gives to the reward k alone.</summary>
/// <remarks>The soft value of a state changes by what π is expected to collect of the change (envelope theorem), and ln π = (Q − V)/T.</remarks>
/// <param name="Slopes">∂ ln π, one table for each k, shape [S, A], or [H, S, A] with a horizon.</param>
/// <param name="Moved">Σ d(s) ½ Σₐ |∂π(a|s)| for each k, d the share of decisions that π makes in s: total variation per unit of reward.</param>
public sealed record PolicySensitivity(double[][] Slopes, double[] Moved)
{
    /// <summary>How the soft policy of a process moves.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="values">Its soft values.</param>
    /// <param name="rewards">The changes r_k. Default: one more in each state.</param>
    public static PolicySensitivity Of(Mdp mdp, SoftValues values, IEnumerable<Rewards>? rewards = null)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(values);
        double[][] slopes = [.. Advantages.Of(mdp, values.Policy, rewards ?? Advantages.OfEachState(mdp.States)).Tables.Select(table => Array.ConvertAll(table, a => a / values.Temperature))];
        double[] shares = Decisions(mdp, values.Policy);
        double all = shares.Sum();
        return new(slopes, [.. slopes.Select(table => table.Select((slope, i) => shares[i] / all * Math.Abs(slope)).Sum() / 2)]);
    }

    // How often each pair is decided, discounted; with a horizon at each time.
    private static double[] Decisions(Mdp mdp, Policy policy)
    {
        if (mdp.Horizon is null)
        {
            return Occupancy.Of(mdp, policy).Pairs;
        }

        int pairs = mdp.States * mdp.Actions;
        return [.. Occupancy.InTime(mdp, policy, 1).Select((visits, i) => Math.Pow(mdp.Discount, i / pairs) * visits)];
    }
}
