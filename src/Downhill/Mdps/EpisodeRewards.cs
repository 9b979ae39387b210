namespace Downhill.Mdps;

/// <summary>What the steps of an episode earn.</summary>
internal static class EpisodeRewards
{
    /// <summary>r of a step that can happen.</summary>
    internal static double Of(Transitions transitions, Rewards rewards, int state, int action, int next)
    {
        Range row = transitions.Row(state, action);
        return rewards.Kind switch
        {
            RewardKind.State => rewards.Values[state],
            RewardKind.StateAction => rewards.Values[(state * transitions.Actions) + action],
            RewardKind.Transition => rewards.Values[row.Start.Value + transitions.Next.AsSpan(row).IndexOf(next)],
        };
    }

    /// <summary>rₜ of an episode whose last state is known, so that Σ γᵗ rₜ is its return: nothing from the horizon on, and γ times the reward of an end in the step to it.</summary>
    internal static double[] Of(Mdp mdp, Episode episode)
    {
        int[] visited = [.. episode.States, episode.Last!.Value];
        double[] earned = new double[episode.Actions.Length];
        for (int t = 0; t < Math.Min(earned.Length, mdp.Horizon ?? int.MaxValue); t++)
        {
            earned[t] = Of(mdp.Transitions, mdp.Rewards, visited[t], episode.Actions[t], visited[t + 1]);
        }

        bool pays = earned.Length > 0 && mdp.Terminal[visited[^1]] && mdp.Rewards.Kind == RewardKind.State && (mdp.Horizon is null || earned.Length < mdp.Horizon);
        if (pays)
        {
            earned[^1] += mdp.Discount * mdp.Rewards.Values[visited[^1]];
        }

        return earned;
    }
}
