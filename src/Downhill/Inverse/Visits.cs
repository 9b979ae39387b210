using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>How often what was done: γᵗ-weighted means over episodes, in time where there is a horizon; exact where a policy was watched for ever.</summary>
/// <param name="Times">H, or 1 where what is decided does not depend on time.</param>
/// <param name="Pairs">Of pairs, shape [Times, S · A].</param>
/// <param name="Moves">Of transitions, one for each entry of <see cref="Transitions.Next"/>.</param>
/// <param name="States">Of states; the arrival in a terminal state counts once, shape [S].</param>
/// <param name="Starts">The law of first states, shape [S].</param>
internal sealed record Visits(int Times, double[] Pairs, double[] Moves, double[] States, double[] Starts)
{
    /// <summary>What a policy does, exactly.</summary>
    internal static Visits Of(Mdp mdp, Policy policy)
    {
        Occupancy occupancy = Occupancy.Of(mdp, policy);
        double[] pairs = mdp.Horizon is null ? occupancy.Pairs : Occupancy.InTime(mdp, policy, mdp.Discount);
        return new(mdp.Horizon ?? 1, pairs, MovesOf(mdp, occupancy.Pairs), occupancy.States, mdp.Initial);
    }

    /// <summary>What demonstrations did.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="demonstrations">What was done; after the horizon nothing counts.</param>
    /// <param name="discounted">Whether a decision counts γᵗ; else one.</param>
    internal static Visits Of(Mdp mdp, Demonstrations demonstrations, bool discounted = true)
    {
        demonstrations.Check(mdp);
        int times = mdp.Horizon ?? 1, pairsCount = mdp.States * mdp.Actions;
        double[] pairs = new double[checked(times * pairsCount)], moves = new double[mdp.Transitions.Next.Length], starts = new double[mdp.States];
        double one = 1.0 / demonstrations.Episodes.Count;
        foreach (Episode episode in demonstrations.Episodes)
        {
            starts[episode.Actions.Length > 0 ? episode.States[0] : episode.Last!.Value] += one;
            for (int t = 0; t < Math.Min(episode.Actions.Length, mdp.Horizon ?? int.MaxValue); t++)
            {
                double now = discounted ? one * Math.Pow(mdp.Discount, t) : one;
                int pair = (episode.States[t] * mdp.Actions) + episode.Actions[t];
                pairs[((times == 1 ? 0 : t) * pairsCount) + pair] += now;
                if ((t + 1 < episode.Actions.Length ? episode.States[t + 1] : episode.Last) is int next)
                {
                    Range row = mdp.Transitions.Row(episode.States[t], episode.Actions[t]);
                    moves[row.Start.Value + mdp.Transitions.Next.AsSpan(row).IndexOf(next)] += now;
                }
            }
        }

        return new(times, pairs, moves, Occupancy.Of(discounted ? mdp : mdp.With(1, mdp.Horizon), demonstrations).States, starts);
    }

    /// <summary>Visits of what rewards of a kind depend on.</summary>
    internal double[] Of(RewardKind kind, Mdp mdp)
    {
        int width = mdp.States * mdp.Actions;
        return kind switch
        {
            RewardKind.State => States,
            RewardKind.StateAction => Times == 1 ? Pairs : [.. Enumerable.Range(0, width).Select(pair => Enumerable.Range(0, Times).Sum(t => Pairs[(t * width) + pair]))],
            RewardKind.Transition => Moves,
        };
    }

    private static double[] MovesOf(Mdp mdp, double[] pairs)
    {
        double[] moves = new double[mdp.Transitions.Next.Length];
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
            {
                moves[i] = pairs[pair] * mdp.Transitions.Probabilities[i];
            }
        }

        return moves;
    }
}
