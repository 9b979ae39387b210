namespace Downhill.Mdps;

/// <summary>Whether a process that counts later rewards in full (γ = 1) and has no horizon comes to an end.</summary>
internal static class Endings
{
    /// <summary>Whether only an end keeps its sums finite.</summary>
    internal static bool Needed(Mdp mdp) => mdp.Horizon is null && mdp.Discount == 1;

    /// <summary>The steps from each state to an end, where one is needed; null where not.</summary>
    /// <exception cref="NoValueException">A state from which no end can be reached.</exception>
    internal static int[]? Check(Mdp mdp, double[]? table = null)
    {
        if (!Needed(mdp))
        {
            return null;
        }

        if (!mdp.Terminal.Contains(true))
        {
            throw new NoValueException(null, "discount 1 without an end: expected a horizon, terminal states, or a discount below 1.");
        }

        int[] steps = Reach.StepsToEnd(mdp, table);
        int lost = Array.IndexOf(steps, -1);
        return lost < 0 ? steps : throw new NoValueException(lost, $"no terminal state can be reached from state {lost}{(table is null ? "" : " under this policy")}: with discount 1 expected a way to an end from every state, a horizon, or a discount below 1.");
    }

    /// <summary>In each state the action that is likeliest to lead one step closer to an end.</summary>
    /// <param name="mdp">What is decided.</param>
    /// <param name="steps">The steps from each state to an end.</param>
    internal static int[] WayOut(Mdp mdp, int[] steps)
    {
        return [.. Enumerable.Range(0, mdp.States).Select(state => mdp.Terminal[state] ? 0 : Enumerable.Range(0, mdp.Actions).MaxBy(action => Closer(state, action)))];

        double Closer(int state, int action)
        {
            double sum = 0;
            for (int i = mdp.Transitions.Starts[(state * mdp.Actions) + action]; i < mdp.Transitions.Starts[(state * mdp.Actions) + action + 1]; i++)
            {
                sum += steps[mdp.Transitions.Next[i]] < steps[state] ? mdp.Transitions.Probabilities[i] : 0;
            }

            return sum;
        }
    }
}
