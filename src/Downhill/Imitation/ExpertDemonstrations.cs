using Downhill.Compute;
using Downhill.Control;
using Downhill.Data;

namespace Downhill.Imitation;

/// <summary>Episodes of one who knows how.</summary>
public sealed record ExpertDemonstrations
{
    private readonly Experience _steps;

    /// <summary>Episodes of a control problem.</summary>
    /// <param name="problem">Whose.</param>
    /// <param name="episodes">At least one, each of at least one step.</param>
    /// <exception cref="ArgumentException">There is none, or an episode does not fit the problem.</exception>
    public ExpertDemonstrations(ControlProblem problem, IReadOnlyList<Rollout> episodes)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(episodes);
        (Problem, Episodes) = (problem, episodes);
        int seen = problem.ObservationSize, width = problem.Actions.Width;
        if (episodes.Count == 0 || episodes.Any(e => e.Actions.Length == 0 || e.Actions.Length % width != 0 || e.Observations.Length != ((e.Actions.Length / width) + 1) * seen))
        {
            throw new ArgumentException($"Demonstrations of {problem.Name} are at least one episode of actions of {width} numbers and one more observation of {seen}.", nameof(episodes));
        }

        _steps = new Experience(episodes.Sum(e => e.Actions.Length / width), seen, width);
        int at = 0;
        foreach (Rollout episode in episodes)
        {
            int count = episode.Actions.Length / width;
            episode.Actions.CopyTo(_steps.Actions, at * width);
            Array.Copy(episode.Observations, 0, _steps.Observations, at * seen, count * seen);
            Array.Copy(episode.Observations, seen, _steps.Next, at * seen, count * seen);
            Array.Fill(_steps.GoesOn, 1, at, count);
            at += count;
            _steps.GoesOn[at - 1] = episode.IsTerminated ? 0 : 1;
        }
    }

    /// <summary>Whose episodes.</summary>
    public ControlProblem Problem { get; }

    /// <summary>The episodes.</summary>
    public IReadOnlyList<Rollout> Episodes { get; }

    /// <summary>All steps, episode after episode.</summary>
    public Experience Steps => _steps;

    /// <summary>Reads recorded episodes: arrays obs, acts, indices (where each episode but the first begins in acts) and rews of an NPZ file.</summary>
    /// <remarks>An episode as long as the time limit is truncated, a shorter one terminated, whatever the file's <c>terminal</c> says: some recordings call every end terminal.</remarks>
    /// <param name="file">The file.</param>
    /// <param name="problem">Whose episodes.</param>
    /// <param name="actionScale">What actions in the file are divided by; of one of n, none. Default 1.</param>
    /// <exception cref="DataException">An array is missing, damaged, or of another size.</exception>
    public static ExpertDemonstrations Read(string file, ControlProblem problem, double actionScale = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        using ArrayFile arrays = new(file);
        double[] observations = Numbers(arrays, file, "obs"), actions = Numbers(arrays, file, "acts"), indices = Numbers(arrays, file, "indices"), rewards = Numbers(arrays, file, "rews");
        int seen = problem.ObservationSize, width = problem.Actions.IsDiscrete ? 1 : problem.Actions.Width, steps = actions.Length / width;
        int[] ends = [.. indices.Select(index => (int)index), steps];
        if (actions.Length != steps * width || rewards.Length != steps || observations.Length != (steps + ends.Length) * seen || !ends.Prepend(0).Zip(ends).All(pair => pair.First < pair.Second))
        {
            throw new DataException(file, null, null, $"found {observations.Length} numbers in obs, {actions.Length} in acts, {rewards.Length} in rews and {indices.Length} rising indices, expected {seen} numbers an observation, one more of them than actions of {width} numbers in each episode, write the file again");
        }

        return new(problem, [.. ends.Select((end, e) =>
        {
            int start = e == 0 ? 0 : ends[e - 1];
            float[] saw = [.. observations.Skip((start + e) * seen).Take((end - start + 1) * seen).Select(number => (float)number)];
            return new Rollout(saw, [.. Actions(actions.AsSpan(start * width, (end - start) * width), problem.Actions, actionScale, file)], end - start < problem.TimeLimit)
            {
                Return = rewards.AsSpan(start, end - start).ToArray().Sum(),
            };
        })]);
    }

    /// <summary>Some of the episodes, drawn without repetition.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rng">Which.</param>
    public ExpertDemonstrations Some(int count, Rng rng)
    {
        Rollout[] all = [.. Episodes];
        rng.Shuffle(all.AsSpan());
        return new(Problem, [.. all.Take(count)]);
    }

    /// <summary>Fills a batch with steps drawn uniformly, with repetition.</summary>
    /// <param name="batch">What is filled.</param>
    /// <param name="rng">Which steps.</param>
    public void Draw(Experience batch, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            batch.Take(i, _steps, rng.Below(i, _steps.Count));
        }
    }

    private static List<float> Actions(ReadOnlySpan<double> recorded, ActionSpace space, double scale, string file)
    {
        List<float> actions = [];
        foreach (double action in recorded)
        {
            if (!space.IsDiscrete)
            {
                actions.Add((float)(action / scale));
                continue;
            }

            if (action < 0 || action >= space.Width || action != Math.Floor(action))
            {
                throw new DataException(file, null, null, $"found the action {action:r}, expected a whole number from 0 to {space.Width - 1}, correct it");
            }

            actions.AddRange(Enumerable.Range(0, space.Width).Select(a => a == (int)action ? 1f : 0f));
        }

        return actions;
    }

    private static double[] Numbers(ArrayFile arrays, string file, string name)
    {
        ArrayEntry array = Array.Find(arrays.Arrays, entry => entry.Name == name && entry.Header.IsNumeric)
            ?? throw new DataException(file, null, null, $"found no array of numbers '{name}', expected obs, acts, indices and rews, as numpy.savez writes them");
        using NpyElements elements = new(arrays, array, 1);
        double[] numbers = new double[array.Header.Count];
        for (long i = 0; i < numbers.LongLength; i++)
        {
            elements.Go(i);
            numbers[i] = elements.Number(0);
        }

        return numbers;
    }
}
