namespace Downhill.Mdps;

/// <summary>Which states lead where.</summary>
internal static class Reach
{
    /// <summary>How many steps a state is from an end at the least, whatever its chance; −1 where no end can be reached. Shape [S].</summary>
    /// <param name="mdp">What is decided.</param>
    /// <param name="table">A policy [S · A] whose actions alone are taken, or null: any.</param>
    internal static int[] StepsToEnd(Mdp mdp, double[]? table = null)
    {
        List<int>[] before = [.. Enumerable.Range(0, mdp.States).Select(_ => new List<int>())];
        foreach ((int state, int follower) in Arrows(mdp, table))
        {
            before[follower].Add(state);
        }

        return Steps(mdp.States, Enumerable.Range(0, mdp.States).Where(state => mdp.Terminal[state]), state => before[state]);
    }

    /// <summary>Which states are ever visited under a policy. Shape [S].</summary>
    internal static bool[] Visited(Mdp mdp, double[] table)
    {
        List<int>[] after = [.. Enumerable.Range(0, mdp.States).Select(_ => new List<int>())];
        foreach ((int state, int follower) in Arrows(mdp, table))
        {
            after[state].Add(follower);
        }

        return [.. Steps(mdp.States, Enumerable.Range(0, mdp.States).Where(state => mdp.Initial[state] > 0), state => after[state]).Select(steps => steps >= 0)];
    }

    private static IEnumerable<(int State, int Next)> Arrows(Mdp mdp, double[]? table)
    {
        for (int pair = 0; pair < mdp.States * mdp.Actions; pair++)
        {
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1] && (table is null || table[pair] > 0); i++)
            {
                yield return (pair / mdp.Actions, mdp.Transitions.Next[i]);
            }
        }
    }

    private static int[] Steps(int states, IEnumerable<int> from, Func<int, IEnumerable<int>> neighbours)
    {
        int[] steps = new int[states];
        Array.Fill(steps, -1);
        Queue<int> open = new(from);
        foreach (int state in open)
        {
            steps[state] = 0;
        }

        while (open.TryDequeue(out int state))
        {
            foreach (int neighbour in neighbours(state).Where(neighbour => steps[neighbour] < 0))
            {
                steps[neighbour] = steps[state] + 1;
                open.Enqueue(neighbour);
            }
        }

        return steps;
    }
}
