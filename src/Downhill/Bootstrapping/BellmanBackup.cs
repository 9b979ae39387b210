namespace Downhill.Bootstrapping;

/// <summary>(T Q)(s, a) = E[r + γ maxₐ′ Q(s′, a′)]: what a table of values guesses about itself, one decision ahead.</summary>
/// <remarks>
/// Pairs are numbered s · A + a, n = S · A. A terminal state is never guessed about: its own reward stands in, on arrival and in its own
/// pairs. With a policy in place of the maximum T is affine, T Q = r + γ P_π Q.
/// </remarks>
public sealed class BellmanBackup
{
    private readonly int[] starts, next;
    private readonly double[] chances, paid;

    /// <summary>The backup of a process.</summary>
    /// <param name="mdp">A process without a horizon.</param>
    /// <exception cref="ArgumentException">It has a horizon, so that no table is its own guess.</exception>
    public BellmanBackup(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        _ = mdp.Horizon is null ? 0 : throw new ArgumentException($"a process with horizon {mdp.Horizon}, expected one without: values there differ from time to time; use With(discount, null).", nameof(mdp));
        Mdp = mdp;
        (starts, next, chances) = (mdp.Transitions.Starts, mdp.Transitions.Next, mdp.Transitions.Probabilities);
        Rewards = mdp.Rewards.Expected(mdp.Transitions);
        paid = [.. Enumerable.Range(0, next.Length).Select(Arrived)];
        Carried = new double[Pairs];
        double[] now = [.. Rewards];
        for (int pair = 0; pair < Pairs; pair++)
        {
            for (int i = starts[pair]; i < starts[pair + 1]; i++)
            {
                Rewards[pair] += chances[i] * paid[i];
                Carried[pair] += mdp.Terminal[next[i]] ? 0 : mdp.Discount * chances[i];
            }
        }

        if (mdp.Rewards.Kind == RewardKind.Transition)
        {
            paid = [.. paid.Select((end, i) => end + mdp.Rewards.Values[i])];
            now = new double[Pairs];
        }

        Now = now;

        double Arrived(int i) => mdp.Terminal[next[i]] ? mdp.Discount * Rewards[next[i] * mdp.Actions] : 0;
    }

    /// <summary>The process.</summary>
    public Mdp Mdp { get; }

    /// <summary>n = S · A.</summary>
    public int Pairs => Mdp.States * Mdp.Actions;

    /// <summary>E[r + γ r(s′) of an end s′ | s, a]: T of a table of zeros. Shape [n].</summary>
    public double[] Rewards { get; }

    /// <summary>γ times the chance that what follows is no end: how much of a guess a pair takes over. Shape [n].</summary>
    public double[] Carried { get; }

    // What is earned in a draw whatever follows; what depends on it is in paid.
    private double[] Now { get; }

    /// <summary>T Q, written to <paramref name="backup"/>.</summary>
    /// <param name="q">Q, shape [n].</param>
    /// <param name="backup">Shape [n]; may not be <paramref name="q"/>.</param>
    public void Apply(ReadOnlySpan<double> q, Span<double> backup) => Apply(q, q, backup);

    /// <summary>E[r + γ Q₂(s′, argmaxₐ′ Q₁(s′, a′))]: one table chooses, another values.</summary>
    /// <param name="chooser">Q₁, shape [n].</param>
    /// <param name="valuer">Q₂, shape [n].</param>
    /// <param name="backup">Shape [n].</param>
    public void Apply(ReadOnlySpan<double> chooser, ReadOnlySpan<double> valuer, Span<double> backup)
    {
        Span<double> best = Mdp.States <= 1024 ? stackalloc double[Mdp.States] : new double[Mdp.States];
        for (int state = 0; state < best.Length; state++)
        {
            best[state] = Mdp.Terminal[state] ? 0 : valuer[Best(chooser, state)];
        }

        for (int pair = 0; pair < backup.Length; pair++)
        {
            double sum = 0;
            for (int i = starts[pair]; i < starts[pair + 1]; i++)
            {
                sum += chances[i] * best[next[i]];
            }

            backup[pair] = Rewards[pair] + (Mdp.Discount * sum);
        }
    }

    /// <summary>The action of the largest value in each state; of equal ones the first.</summary>
    /// <param name="q">Q, shape [n].</param>
    /// <returns>Shape [S].</returns>
    public int[] Greedy(ReadOnlySpan<double> q)
    {
        int[] chosen = new int[Mdp.States];
        for (int state = 0; state < chosen.Length; state++)
        {
            chosen[state] = Best(q, state) - (state * Mdp.Actions);
        }

        return chosen;
    }

    /// <summary>γ P_π over pairs: how T's derivative mixes values where π is greedy.</summary>
    /// <param name="actions">π, shape [S].</param>
    /// <returns>Shape [n, n]; rows of terminal states and columns of theirs are zero.</returns>
    public double[,] Chain(ReadOnlySpan<int> actions) => Chain(Policy.Deterministic(Mdp.Actions, actions));

    /// <summary>γ P_π over pairs, of any policy.</summary>
    /// <param name="policy">π, the same at all times.</param>
    /// <returns>Shape [n, n].</returns>
    public double[,] Chain(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        double[,] chain = new double[Pairs, Pairs];
        for (int pair = 0; pair < Pairs; pair++)
        {
            for (int i = starts[pair]; i < starts[pair + 1]; i++)
            {
                for (int action = 0; action < Mdp.Actions && !Mdp.Terminal[next[i]]; action++)
                {
                    chain[pair, (next[i] * Mdp.Actions) + action] += Mdp.Discount * chances[i] * policy.At(next[i])[action];
                }
            }
        }

        return chain;
    }

    /// <summary>γ P(s′|s, a) where s′ is no end. Shape [n, S].</summary>
    public double[,] Followers()
    {
        double[,] followers = new double[Pairs, Mdp.States];
        for (int pair = 0; pair < Pairs; pair++)
        {
            for (int i = starts[pair]; i < starts[pair + 1]; i++)
            {
                followers[pair, next[i]] += Mdp.Terminal[next[i]] ? 0 : Mdp.Discount * chances[i];
            }
        }

        return followers;
    }

    /// <summary>r + γ Q₂(s′, argmax Q₁(s′, ·)) of one draw of s′.</summary>
    /// <param name="pair">s · A + a.</param>
    /// <param name="chooser">Q₁, shape [n].</param>
    /// <param name="valuer">Q₂, shape [n].</param>
    /// <param name="uniform">The draw, in [0, 1).</param>
    public double Draw(int pair, ReadOnlySpan<double> chooser, ReadOnlySpan<double> valuer, double uniform)
    {
        int i = starts[pair];
        for (double left = uniform; i < starts[pair + 1] - 1 && left >= chances[i]; i++)
        {
            left -= chances[i];
        }

        return starts[pair] == starts[pair + 1] ? Rewards[pair]
            : Now[pair] + paid[i] + (Mdp.Terminal[next[i]] ? 0 : Mdp.Discount * valuer[Best(chooser, next[i])]);
    }

    private int Best(ReadOnlySpan<double> q, int state)
    {
        int first = state * Mdp.Actions, best = first;
        for (int pair = first + 1; pair < first + Mdp.Actions; pair++)
        {
            best = q[pair] > q[best] ? pair : best;
        }

        return best;
    }
}
