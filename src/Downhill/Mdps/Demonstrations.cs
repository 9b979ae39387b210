namespace Downhill.Mdps;

/// <summary>What was done: episodes of states and actions.</summary>
public sealed record Demonstrations
{
    /// <summary>Demonstrations.</summary>
    /// <param name="episodes">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Demonstrations(IReadOnlyList<Episode> episodes)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        Episodes = episodes.Count > 0 ? episodes : throw new ArgumentException("no episodes, expected at least one.", nameof(episodes));
    }

    /// <summary>The episodes.</summary>
    public IReadOnlyList<Episode> Episodes { get; }

    /// <summary>How many decisions were made in all of them.</summary>
    public int Decisions => Episodes.Sum(episode => episode.Actions.Length);

    /// <summary>Checks them against a process.</summary>
    /// <param name="mdp">The process they are of.</param>
    /// <exception cref="ArgumentException">A state or an action out of range, a decision in a terminal state, a step that cannot happen: which episode, at which t.</exception>
    public void Check(Mdp mdp)
    {
        if (Fault(mdp) is (int episode, int t, string what))
        {
            throw new ArgumentException($"episode {episode}, t = {t}: {what}.", nameof(mdp));
        }
    }

    /// <summary>What about them does not fit a process, first of all; null where they fit.</summary>
    internal (int Episode, int Time, string What)? Fault(Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        for (int number = 0; number < Episodes.Count; number++)
        {
            Episode episode = Episodes[number];
            for (int t = 0; t <= episode.Actions.Length; t++)
            {
                if ((t < episode.Actions.Length ? OfDecision(mdp, episode, t) : OfLast(mdp, episode)) is string what)
                {
                    return (number, t, what);
                }
            }
        }

        return null;
    }

    private static string? OfDecision(Mdp mdp, Episode episode, int t)
    {
        (int state, int action) = (episode.States[t], episode.Actions[t]);
        return (uint)state >= (uint)mdp.States ? $"found state {state}, expected 0 to {mdp.States - 1}"
            : (uint)action >= (uint)mdp.Actions ? $"found action {action}, expected 0 to {mdp.Actions - 1}"
            : mdp.Terminal[state] ? $"found an action in state {state}, which is terminal, expected the end of the episode"
            : t == 0 ? null
            : CanFollow(mdp, episode, t, state);
    }

    private static string? OfLast(Mdp mdp, Episode episode) => episode.Last is not int last ? null
        : (uint)last >= (uint)mdp.States ? $"found state {last}, expected 0 to {mdp.States - 1}"
        : episode.Actions.Length == 0 ? null
        : CanFollow(mdp, episode, episode.Actions.Length, last);

    private static string? CanFollow(Mdp mdp, Episode episode, int t, int next)
    {
        (int state, int action) = (episode.States[t - 1], episode.Actions[t - 1]);
        return mdp.Transitions.Next.AsSpan(mdp.Transitions.Row(state, action)).Contains(next) ? null
            : $"found state {next} after action {action} in state {state}, expected a state that may follow: its probability is 0";
    }
}

/// <summary>One episode: in States[t] Actions[t] was done, for t = 0, …, T − 1, and then it was in Last.</summary>
public sealed record Episode
{
    /// <summary>An episode.</summary>
    /// <param name="states">The states in which decisions were made, shape [T].</param>
    /// <param name="actions">What was done in them, shape [T].</param>
    /// <param name="last">The state after the last action, terminal or just the last that was seen; null where it is not known.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there is nothing at all.</exception>
    public Episode(int[] states, int[] actions, int? last = null)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(actions);
        _ = states.Length == actions.Length ? 0 : throw new ArgumentException($"{states.Length} states and {actions.Length} actions, expected as many, and the last state apart.", nameof(states));
        _ = states.Length > 0 || last is not null ? 0 : throw new ArgumentException("an episode without a state, expected at least one.", nameof(states));
        (States, Actions, Last) = (states, actions, last);
    }

    /// <summary>The states in which decisions were made, shape [T].</summary>
    public int[] States { get; }

    /// <summary>What was done in them, shape [T].</summary>
    public int[] Actions { get; }

    /// <summary>The state after the last action, or null where it is not known.</summary>
    public int? Last { get; }
}
