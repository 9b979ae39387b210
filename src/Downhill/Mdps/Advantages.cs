namespace Downhill.Mdps;

/// <summary>A_k(s, a) = Q_k(s, a) − V_k(s) of a policy for each of several rewards r_k: linear in r, and all that decides whether another action pays.</summary>
/// <remarks>
/// A policy is optimal for Σ w_k r_k exactly where Σ w_k A_k ≤ 0 everywhere. Where π is the soft policy of r at temperature T,
/// ∂ ln π(a|s) / ∂w_k = A_k(s, a) / T: what changes V at first order is r alone, as π is already the best.
/// </remarks>
public sealed record Advantages
{
    private Advantages(double[][] tables) => Tables = tables;

    /// <summary>A, one table for each reward, shape [S, A], or [H, S, A] with a horizon; zero in terminal states.</summary>
    public double[][] Tables { get; }

    /// <summary>The advantages of a policy.</summary>
    /// <param name="mdp">The process; its own reward does not count.</param>
    /// <param name="policy">π.</param>
    /// <param name="rewards">r_k.</param>
    /// <returns>Cost: the values of the policy for each of them.</returns>
    public static Advantages Of(Mdp mdp, Policy policy, IEnumerable<Rewards> rewards)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(rewards);
        return new([.. rewards.Select(reward => Table(mdp, PolicyValues.Of(mdp.With(reward), policy)))]);
    }

    /// <summary>A reward of one in one state and zero elsewhere, for each state.</summary>
    public static IEnumerable<Rewards> OfEachState(int states) =>
        Enumerable.Range(0, states).Select(one => Rewards.OfState([.. Enumerable.Range(0, states).Select(state => state == one ? 1.0 : 0)]));

    private static double[] Table(Mdp mdp, PolicyValues values)
    {
        double[] table = new double[values.Q.Length];
        for (int pair = 0; pair < table.Length; pair++)
        {
            bool isDecided = !mdp.Terminal[pair / mdp.Actions % mdp.States];
            table[pair] = isDecided ? values.Q[pair] - values.V[pair / mdp.Actions] : 0;
        }

        return table;
    }
}
