using Downhill.Compute;

namespace Downhill.Tests.Mdps;

/// <summary>Small processes drawn at random.</summary>
internal static class Processes
{
    /// <summary>Every pair leads to all states or to <paramref name="branches"/> of them; the last state is terminal where <paramref name="ends"/>.</summary>
    internal static Mdp Random(int seed, int states = 4, int actions = 3, double discount = 0.9, int? horizon = null, bool ends = false, RewardKind kind = RewardKind.StateAction, int branches = 3)
    {
        Rng rng = new((ulong)seed);
        List<(int, int, int, double)> listed = [];
        for (int pair = 0; pair < states * actions; pair++)
        {
            int state = pair / actions;
            int[] next = [.. Enumerable.Range(0, states)];
            rng.Fork(pair).Shuffle(next.AsSpan());
            double[] weights = [.. Enumerable.Range(0, branches).Select(i => rng.Fork(pair).Uniform(100 + i))];
            for (int i = 0; i < branches && !(ends && state == states - 1); i++)
            {
                listed.Add((state, pair % actions, next[i], weights[i] / weights.Sum()));
            }
        }

        Transitions transitions = Transitions.Of(states, actions, listed);
        double[] rewards = [.. Enumerable.Range(0, Rewards.Count(kind, transitions)).Select(i => rng.Fork(7).Normal(i))];
        bool[] terminal = [.. Enumerable.Range(0, states).Select(state => ends && state == states - 1)];
        for (int pair = 0; pair < rewards.Length && kind == RewardKind.StateAction; pair++)
        {
            rewards[pair] = terminal[pair / actions] ? 0 : rewards[pair];
        }

        double[] initial = [.. Enumerable.Range(0, states).Select(i => rng.Fork(9).Uniform(i))];
        double sum = initial.Sum();
        Rewards given = kind switch
        {
            RewardKind.State => Rewards.OfState(rewards),
            RewardKind.StateAction => Rewards.OfStateAction(rewards),
            RewardKind.Transition => Rewards.OfTransition(rewards),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return new(transitions, given, [.. initial.Select(p => p / sum)], terminal, discount, horizon);
    }

    /// <summary>The same process with the reward of every transition or pair lowered.</summary>
    internal static Mdp Lowered(Mdp mdp, double by) =>
        mdp.With(Rewards.OfStateAction([.. mdp.Rewards.Expected(mdp.Transitions).Select((r, pair) => mdp.Terminal[pair / mdp.Actions] ? 0 : r - by)]));
}
