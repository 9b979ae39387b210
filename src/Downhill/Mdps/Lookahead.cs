namespace Downhill.Mdps;

/// <summary>Q = r + γ P V, with the expected rewards at hand.</summary>
/// <param name="mdp">What is decided.</param>
internal sealed class Lookahead(Mdp mdp)
{
    /// <summary>E[r | s, a], shape [S · A]; r(s) in all pairs of a terminal state.</summary>
    internal double[] Expected { get; } = mdp.Rewards.Expected(mdp.Transitions);

    /// <summary>The value of a terminal state, r(s).</summary>
    internal double End(int state) => Expected[state * mdp.Actions];

    /// <summary>q(s, a) = r(s, a) + γ Σ P(s′|s, a) next(s′); r(s) in a terminal state.</summary>
    /// <param name="state">s.</param>
    /// <param name="next">The values of what follows, shape [S].</param>
    /// <param name="q">Is filled, shape [A].</param>
    internal void ActionValues(int state, ReadOnlySpan<double> next, Span<double> q)
    {
        for (int action = 0; action < q.Length; action++)
        {
            q[action] = Expected[(state * q.Length) + action] + (mdp.Discount * mdp.Transitions.Expected(state, action, next));
        }
    }

    /// <summary>One sweep: q of all pairs, and from each state's what <paramref name="best"/> makes of it.</summary>
    /// <param name="next">The values of what follows, shape [S].</param>
    /// <param name="q">Is filled, shape [S · A].</param>
    /// <param name="values">Is filled, shape [S].</param>
    /// <param name="best">A state's q to its value; not asked at terminal states.</param>
    internal void Sweep(ReadOnlySpan<double> next, Span<double> q, Span<double> values, Worth best)
    {
        for (int state = 0; state < mdp.States; state++)
        {
            Span<double> row = q.Slice(state * mdp.Actions, mdp.Actions);
            ActionValues(state, next, row);
            values[state] = mdp.Terminal[state] ? End(state) : best(state, row);
        }
    }
}

/// <summary>What a state is worth whose actions are worth q.</summary>
internal delegate double Worth(int state, ReadOnlySpan<double> q);
