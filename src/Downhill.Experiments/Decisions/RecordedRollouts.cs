using Downhill.Control;
using Downhill.Data;
using Downhill.Imitation;
using Downhill.Mdps;

namespace Downhill.Experiments.Decisions;

/// <summary>Recorded episodes as demonstrations of an environment, checked against it.</summary>
/// <remarks>
/// An episode has ended where the environment itself ends at its last step; else it was cut off, whatever the file says. What was earned is the
/// environment's own reward. Where the last state was not recorded the environment's own step stands for it.
/// </remarks>
/// <param name="Expert">The demonstrations.</param>
/// <param name="Misfit">The root of: squares of what the environment's own steps are off the recorded ones by, over squares of the recorded changes; 0 where they are the same.</param>
internal sealed record RecordedRollouts(ExpertDemonstrations Expert, double Misfit)
{
    // What single numbers round by, and a little more.
    private const double Rounding = 1e-5;

    internal static RecordedRollouts Read(string file, KnownEnvironment environment)
    {
        Recordings recordings = DemonstrationFile.ReadRecordings(file);
        RequireColumns(file, recordings, environment);
        Change sum = new();
        return new(new(environment.Problem, [.. recordings.Episodes.Select(episode => Of(file, episode, environment, sum))]), Math.Sqrt(sum.Off / Math.Max(double.Epsilon, sum.Moved)));
    }

    private static void RequireColumns(string file, Recordings recordings, KnownEnvironment environment)
    {
        ControlProblem problem = environment.Problem;
        int seen = recordings.StateColumns.Count, done = recordings.ActionColumns.Count;
        _ = seen == problem.ObservationSize ? 0 : throw new DataException(file, null, null, $"found observations of {seen} numbers ({string.Join(", ", recordings.StateColumns)}), expected {problem.ObservationSize} for {problem.Name}: {environment.Observation}");
        _ = done == environment.ActionColumns ? 0 : throw new DataException(file, null, null, $"found actions of {done} numbers ({string.Join(", ", recordings.ActionColumns)}), expected {environment.ActionColumns} for {problem.Name}: {environment.Action}");
    }

    private static Rollout Of(string file, RecordedEpisode episode, KnownEnvironment environment, Change sum)
    {
        ControlProblem problem = environment.Problem;
        int seen = problem.ObservationSize, width = problem.Actions.Width, recorded = episode.States.Length / seen;
        _ = episode.Length > 0 ? 0 : throw new DataException(file, episode.Lines?[0], null, $"found episode {episode.Name} without an action, expected at least one");
        float[] actions = [.. Enumerable.Range(0, episode.Length).SelectMany(t => Action(file, episode, t, environment))];
        float[] saw = [.. episode.States.Select(value => (float)value), .. new float[(episode.Length + 1 - recorded) * seen]];
        double[] state = new double[problem.StateSize];
        float[] next = new float[seen];
        (double earned, bool ended) = (0, false);
        for (int t = 0; t < episode.Length; t++)
        {
            problem.StateOf(saw.AsSpan(t * seen, seen), state);
            (double reward, ended) = problem.Step(state, actions.AsSpan(t * width, width), state, default);
            earned += reward;
            problem.Observe(state, next);
            if (t + 1 == recorded)
            {
                next.CopyTo(saw, (t + 1) * seen);
            }

            sum.Add(saw.AsSpan(t * seen, seen), saw.AsSpan((t + 1) * seen, seen), next);
        }

        return new(saw, actions, ended) { Return = earned };
    }

    private static IEnumerable<float> Action(string file, RecordedEpisode episode, int t, KnownEnvironment environment)
    {
        ActionSpace space = environment.Problem.Actions;
        int columns = environment.ActionColumns;
        double[] action = episode.Actions[(t * columns)..((t + 1) * columns)];
        double least = space.IsDiscrete ? 0 : -environment.LargestAction, most = environment.LargestAction;
        int wrong = Array.FindIndex(action, value => value < least - Rounding || value > most + Rounding || (space.IsDiscrete && value != Math.Floor(value)));
        _ = wrong < 0 ? 0 : throw new DataException(file, episode.Lines?[t], null, $"episode {episode.Name}, t = {t}: found action {action[wrong]:R}, expected {environment.Action} for {environment.Problem.Name}");
        return space.IsDiscrete ? Enumerable.Range(0, space.Width).Select(a => a == (int)action[0] ? 1f : 0f) : action.Select(value => (float)(value / environment.ActionScale));
    }

    private sealed class Change
    {
        internal double Off { get; private set; }

        internal double Moved { get; private set; }

        internal void Add(ReadOnlySpan<float> from, ReadOnlySpan<float> to, ReadOnlySpan<float> expected)
        {
            for (int i = 0; i < from.Length; i++)
            {
                Off += Math.Pow(to[i] - expected[i], 2);
                Moved += Math.Pow(to[i] - from[i], 2);
            }
        }
    }
}
