using Downhill.Compute;

namespace Downhill.Control;

/// <summary>Steps side by side: what was seen, what was done, what it gave and what was seen then.</summary>
/// <remarks>Filled again and again, so that learning from it allocates nothing.</remarks>
/// <param name="count">Steps.</param>
/// <param name="observationSize">Numbers of an observation.</param>
/// <param name="actionWidth">Numbers of an action.</param>
public sealed class Experience(int count, int observationSize, int actionWidth)
{
    /// <summary>Steps.</summary>
    public int Count { get; } = count;

    /// <summary>What was seen, shape [Count, observation size].</summary>
    public float[] Observations { get; } = new float[count * observationSize];

    /// <summary>What was done, shape [Count, action width].</summary>
    public float[] Actions { get; } = new float[count * actionWidth];

    /// <summary>What it gave, shape [Count].</summary>
    public float[] Rewards { get; } = new float[count];

    /// <summary>What was seen then, shape [Count, observation size].</summary>
    public float[] Next { get; } = new float[count * observationSize];

    /// <summary>1 where it went on, or would have but for a time limit; 0 where the step ended the episode by itself; shape [Count].</summary>
    public float[] GoesOn { get; } = new float[count];

    internal int ObservationSize => observationSize;

    internal int ActionWidth => actionWidth;

    /// <summary>Sets what a computation of one update reads: the steps, and one over their number.</summary>
    internal void Enter(Computation<float> learning)
    {
        learning.Set("observation", Observations);
        learning.Set("action", Actions);
        learning.Set("next", Next);
        learning.Set("reward", Rewards);
        learning.Set("goes_on", GoesOn);
        learning.Set("one_over_rows", 1f / Count);
    }

    /// <summary>Copies a step.</summary>
    internal void Take(int to, Experience from, int at)
    {
        from.Observations.AsSpan(at * observationSize, observationSize).CopyTo(Observations.AsSpan(to * observationSize));
        from.Actions.AsSpan(at * actionWidth, actionWidth).CopyTo(Actions.AsSpan(to * actionWidth));
        from.Next.AsSpan(at * observationSize, observationSize).CopyTo(Next.AsSpan(to * observationSize));
        (Rewards[to], GoesOn[to]) = (from.Rewards[at], from.GoesOn[at]);
    }
}

/// <summary>The last steps that were done, from which batches are drawn.</summary>
public sealed class Replay
{
    private readonly Experience _kept;
    private long _added;

    /// <summary>Room for steps.</summary>
    /// <param name="capacity">How many; of more, the oldest are forgotten.</param>
    /// <param name="problem">Whose steps.</param>
    public Replay(int capacity, ControlProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        _kept = new Experience(Require.AtLeast(capacity, 1), problem.ObservationSize, problem.Actions.Width);
    }

    /// <summary>Steps that are kept.</summary>
    public int Count => (int)Math.Min(_added, _kept.Count);

    /// <summary>Adds the last step of every copy; one that was truncated goes on.</summary>
    /// <param name="observations">What was seen before the step.</param>
    /// <param name="actions">What was done.</param>
    /// <param name="copies">The copies after it.</param>
    public void Add(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, Copies copies)
    {
        ArgumentNullException.ThrowIfNull(copies);
        int seen = _kept.ObservationSize, width = _kept.ActionWidth;
        for (int copy = 0; copy < copies.Count; copy++)
        {
            Add(observations.Slice(copy * seen, seen), actions.Slice(copy * width, width), copies.Rewards[copy], copies.Reached.AsSpan(copy * seen, seen), !copies.IsTerminated[copy]);
        }
    }

    /// <summary>Adds a step.</summary>
    public void Add(ReadOnlySpan<float> observation, ReadOnlySpan<float> action, double reward, ReadOnlySpan<float> next, bool goesOn)
    {
        int at = (int)(_added++ % _kept.Count);
        observation.CopyTo(_kept.Observations.AsSpan(at * _kept.ObservationSize));
        action.CopyTo(_kept.Actions.AsSpan(at * _kept.ActionWidth));
        next.CopyTo(_kept.Next.AsSpan(at * _kept.ObservationSize));
        (_kept.Rewards[at], _kept.GoesOn[at]) = ((float)reward, goesOn ? 1 : 0);
    }

    /// <summary>Fills a batch with steps drawn uniformly, with repetition, from the last ones.</summary>
    /// <param name="batch">What is filled.</param>
    /// <param name="rng">Which steps.</param>
    /// <param name="latest">Only from so many of the last. Default: from all that are kept.</param>
    /// <exception cref="InvalidOperationException">Nothing is kept yet.</exception>
    public void Draw(Experience batch, Rng rng, int latest = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int among = Math.Min(Count, latest);
        if (among == 0)
        {
            throw new InvalidOperationException("A batch needs steps; add some before.");
        }

        for (int i = 0; i < batch.Count; i++)
        {
            batch.Take(i, _kept, (int)((_added - 1 - rng.Below(i, among)) % _kept.Count));
        }
    }
}
