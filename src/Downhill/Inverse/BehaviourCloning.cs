using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Inverse;

/// <summary>π(a|s) = (n(s, a) + α) / (n(s) + α A): what was done in a state is done there again, and elsewhere anything.</summary>
/// <remarks>The baseline that knows nothing of what follows: it needs every state to be seen, and has no reward to take elsewhere.</remarks>
public sealed record BehaviourCloning
{
    /// <summary>α, how many times each action is taken to have been done before anything was seen; 0: unseen states are even. Default 1.</summary>
    public double Prior { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Whether decisions at different times are counted apart, for processes with a horizon. Default false.</summary>
    public bool InTime { get; init; }

    /// <summary>The policy of demonstrations.</summary>
    /// <param name="mdp">The process; only its states, actions and horizon are looked at.</param>
    /// <param name="demonstrations">What was done.</param>
    public Policy Fit(Mdp mdp, Demonstrations demonstrations)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(demonstrations);
        demonstrations.Check(mdp);
        int? times = InTime ? mdp.Horizon : null;
        double[] counts = new double[checked(mdp.States * mdp.Actions * (times ?? 1))];
        foreach (Episode episode in demonstrations.Episodes)
        {
            for (int t = 0; t < Math.Min(episode.Actions.Length, times ?? int.MaxValue); t++)
            {
                counts[((((times is null ? 0 : t) * mdp.States) + episode.States[t]) * mdp.Actions) + episode.Actions[t]]++;
            }
        }

        return new(mdp.States, mdp.Actions, [.. counts.Chunk(mdp.Actions).SelectMany(Law)], times);
    }

    private double[] Law(double[] counts)
    {
        double sum = counts.Sum() + (Prior * counts.Length);
        return [.. counts.Select(count => sum > 0 ? (count + Prior) / sum : 1.0 / counts.Length)];
    }
}
