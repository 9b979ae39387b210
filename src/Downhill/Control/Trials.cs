using Downhill.Compute;

namespace Downhill.Control;

/// <summary>What is done at observations, a row each.</summary>
/// <param name="observations">Shape [n, ObservationSize].</param>
/// <param name="actions">Where to, shape [n, Width].</param>
/// <param name="rng">What it draws from.</param>
public delegate void ActionRule(ReadOnlySpan<float> observations, Span<float> actions, Rng rng);

/// <summary>What one gets who acts: whole episodes from given starts.</summary>
public static class Trials
{
    /// <summary>Actions drawn uniformly.</summary>
    public static ActionRule AtRandom(ControlProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ActionSpace space = problem.Actions;
        return (_, actions, rng) =>
        {
            for (int row = 0; row < actions.Length / space.Width; row++)
            {
                space.Draw(actions.Slice(row * space.Width, space.Width), rng.Fork(row));
            }
        };
    }

    /// <summary>What an agent thinks best.</summary>
    public static ActionRule Best(Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return (observations, actions, rng) => agent.Act(observations, actions, rng, isGreedy: true);
    }

    /// <summary>What an agent values most, by weights that are averaged.</summary>
    public static ActionRule Best(ValueAgent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return (observations, actions, rng) => agent.Act(observations, actions, rng, isSettled: true);
    }

    /// <summary>What an agent has learned to do, drawn from its policy, by weights that are averaged.</summary>
    public static ActionRule Drawn(Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return (observations, actions, rng) => agent.Act(observations, actions, rng, isSettled: true);
    }

    /// <summary>The sum of rewards of an episode from each start, to its end or the time limit.</summary>
    /// <param name="problem">The world.</param>
    /// <param name="rule">Who acts.</param>
    /// <param name="count">Episodes; episode i starts from <c>rng.Fork(i)</c>, whoever acts.</param>
    /// <param name="rng">Starts, and all else that is drawn.</param>
    /// <returns>Shape [count].</returns>
    public static double[] Returns(ControlProblem problem, ActionRule rule, int count, Rng rng) =>
        [.. Episodes(problem, rule, count, rng).Select(episode => episode.Return)];

    /// <summary>An episode from each start, to its end or the time limit.</summary>
    /// <param name="problem">The world.</param>
    /// <param name="rule">Who acts.</param>
    /// <param name="count">Episodes; episode i starts from <c>rng.Fork(i)</c>, whoever acts.</param>
    /// <param name="rng">Starts, and all else that is drawn.</param>
    public static IReadOnlyList<Rollout> Episodes(ControlProblem problem, ActionRule rule, int count, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(rule);
        int size = problem.StateSize, seen = problem.ObservationSize, width = problem.Actions.Width;
        double[] states = new double[count * size];
        float[] observations = new float[count * seen], actions = new float[count * width];
        List<float>[] path = [.. Enumerable.Range(0, count).Select(_ => new List<float>())], done = [.. path.Select(_ => new List<float>())];
        double[] sums = new double[count];
        bool[] isOver = new bool[count];
        for (int i = 0; i < count; i++)
        {
            problem.Start(states.AsSpan(i * size, size), rng.Fork(i));
            See(i);
        }

        for (int t = 0; t < problem.TimeLimit && isOver.Contains(false); t++)
        {
            Rng draw = rng.Fork(-1).Fork(t);
            rule(observations, actions, draw.Fork(-1));
            for (int i = 0; i < count; i++)
            {
                if (!isOver[i])
                {
                    Span<double> state = states.AsSpan(i * size, size);
                    ReadOnlySpan<float> action = actions.AsSpan(i * width, width);
                    (double reward, isOver[i]) = problem.Step(state, action, state, draw.Fork(i));
                    sums[i] += reward;
                    done[i].AddRange(action);
                    See(i);
                }
            }
        }

        return [.. sums.Select((sum, i) => new Rollout([.. path[i]], [.. done[i]], isOver[i]) { Return = sum })];

        void See(int i)
        {
            problem.Observe(states.AsSpan(i * size, size), observations.AsSpan(i * seen, seen));
            path[i].AddRange(observations.AsSpan(i * seen, seen));
        }
    }
}
