namespace Downhill.Mdps;

/// <summary>What is lost by acting as a learned reward asks: J is the mean of what is earned of the true reward.</summary>
/// <remarks>
/// A learned reward may leave several actions equally good, and the true one may tell them apart: so there is a worst and a best policy
/// among those that are optimal for the learned one. In another process than the one it was learned in, this is the transfer regret.
/// </remarks>
/// <param name="Best">J of the policy that is optimal for the true reward.</param>
/// <param name="Least">J of the worst policy that is optimal for the learned reward.</param>
/// <param name="Most">J of the best policy that is optimal for the learned reward.</param>
/// <param name="Uniform">J of the uniform policy.</param>
public sealed record Regret(double Best, double Least, double Most, double Uniform)
{
    // Of the size of the values: actions closer than this count as equal.
    private const double Equal = 1e-9;

    /// <summary>(Best − Least) / (Best − Uniform): zero is optimal, one as good as chance. NaN where chance is optimal.</summary>
    public double Normalized => Best > Uniform ? (Best - Least) / (Best - Uniform) : double.NaN;

    /// <summary>The regret of a learned reward.</summary>
    /// <param name="mdp">The process with its true reward.</param>
    /// <param name="learned">The learned one.</param>
    /// <exception cref="NoValueException">γ = 1 without a horizon, where one of the two rewards has no optimal policy, or the uniform policy does not end.</exception>
    public static Regret Of(Mdp mdp, Rewards learned)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        OptimalValues wanted = OptimalValues.Of(mdp.With(learned));
        bool[] allowed = Allowed(wanted.Q, mdp.Actions);
        double best = Earned(mdp, OptimalValues.Of(mdp).V);
        double uniform = PolicyValues.Of(mdp, Policy.Uniform(mdp.States, mdp.Actions)).Earned(mdp);
        return new(best, -Among(mdp, allowed, -1), Among(mdp, allowed, 1), uniform);
    }

    private static bool[] Allowed(double[] q, int actions)
    {
        double enough = Equal * q.Max(Math.Abs);
        return [.. q.Select((value, i) => value >= q.AsSpan(i / actions * actions, actions).ToArray().Max() - enough)];
    }

    // The best of sign · J among policies of allowed actions.
    private static double Among(Mdp mdp, bool[] allowed, double sign)
    {
        double[] rewards = [.. mdp.Rewards.Values.Select(r => sign * r)];
        Mdp signed = mdp.With(mdp.Rewards.Kind switch
        {
            RewardKind.State => Rewards.OfState(rewards),
            RewardKind.StateAction => Rewards.OfStateAction(rewards),
            RewardKind.Transition => Rewards.OfTransition(rewards),
        });
        return mdp.Horizon is int horizon ? Earned(mdp, Backwards(signed, allowed, horizon)) : Earned(mdp, OptimalValues.Of(Restricted(signed, allowed)).V);
    }

    private static double[] Backwards(Mdp mdp, bool[] allowed, int horizon)
    {
        Lookahead lookahead = new(mdp);
        int states = mdp.States, pairs = states * mdp.Actions;
        double[] v = new double[states], now = new double[states], q = new double[pairs];
        for (int t = horizon - 1; t >= 0; t--)
        {
            int time = t;
            lookahead.Sweep(v, q, now, (state, row) => Greatest(row, allowed.AsSpan((time * pairs) + (state * mdp.Actions), mdp.Actions)));
            (v, now) = (now, v);
        }

        return v;
    }

    private static double Greatest(ReadOnlySpan<double> q, ReadOnlySpan<bool> allowed)
    {
        double best = double.NegativeInfinity;
        for (int action = 0; action < q.Length; action++)
        {
            best = allowed[action] ? Math.Max(best, q[action]) : best;
        }

        return best;
    }

    // The process in which each action that is not allowed is the first that is.
    private static Mdp Restricted(Mdp mdp, bool[] allowed)
    {
        int actions = mdp.Actions;
        int[] stand = [.. Enumerable.Range(0, allowed.Length).Select(pair => allowed[pair] ? pair : (pair / actions * actions) + Array.IndexOf(allowed[(pair / actions * actions)..((pair / actions * actions) + actions)], true))];
        double[] expected = mdp.Rewards.Expected(mdp.Transitions);
        IEnumerable<(int, int, int, double)> listed = Enumerable.Range(0, allowed.Length).SelectMany(pair =>
            Enumerable.Range(mdp.Transitions.Starts[stand[pair]], mdp.Transitions.Starts[stand[pair] + 1] - mdp.Transitions.Starts[stand[pair]])
                .Select(i => (pair / actions, pair % actions, mdp.Transitions.Next[i], mdp.Transitions.Probabilities[i])));
        Rewards rewards = mdp.Rewards.Kind == RewardKind.State ? mdp.Rewards : Rewards.OfStateAction([.. stand.Select(pair => mdp.Terminal[pair / actions] ? 0 : expected[pair])]);
        return new(Transitions.Of(mdp.States, actions, listed), rewards, mdp.Initial, mdp.Terminal, mdp.Discount);
    }

    private static double Earned(Mdp mdp, double[] v) => mdp.Initial.Select((p, state) => p * v[state]).Sum();
}
