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
        ArgumentNullException.ThrowIfNull(mdp);
        CheckRange(mdp);
        for (int episode = 0; episode < Episodes.Count; episode++)
        {
            CheckSteps(mdp, episode);
        }
    }

    internal void CheckRange(Mdp mdp)
    {
        for (int number = 0; number < Episodes.Count; number++)
        {
            Episode episode = Episodes[number];
            for (int t = 0; t < episode.Actions.Length; t++)
            {
                Hold((uint)episode.Actions[t] < (uint)mdp.Actions, number, t, $"action {episode.Actions[t]}, expected 0 to {mdp.Actions - 1}.");
                Hold((uint)episode.States[t] < (uint)mdp.States, number, t, $"state {episode.States[t]}, expected 0 to {mdp.States - 1}.");
            }

            Hold(episode.Last is null || (uint)episode.Last < (uint)mdp.States, number, episode.Actions.Length, $"state {episode.Last}, expected 0 to {mdp.States - 1}.");
        }
    }

    private void CheckSteps(Mdp mdp, int number)
    {
        Episode episode = Episodes[number];
        for (int t = 0; t < episode.Actions.Length; t++)
        {
            (int state, int action) = (episode.States[t], episode.Actions[t]);
            int? next = t + 1 < episode.Actions.Length ? episode.States[t + 1] : episode.Last;
            Hold(!mdp.Terminal[state], number, t, $"an action in state {state}, which is terminal, expected the end of the episode.");
            Hold(next is null || mdp.Transitions.Next.AsSpan(mdp.Transitions.Row(state, action)).Contains(next.Value), number, t, $"state {next} after action {action} in state {state}, expected a state that may follow: its probability is 0.");
        }
    }

    private static void Hold(bool holds, int episode, int t, string what)
    {
        if (!holds)
        {
            throw new ArgumentException($"episode {episode}, t = {t}: {what}");
        }
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
