using Downhill.Compute;

namespace Downhill.Control;

/// <summary>Learning by doing: copies act, what they do is kept, and the agent learns from what is kept.</summary>
public sealed record Practice
{
    /// <summary>Copies that act side by side. Default 4.</summary>
    public int Copies { get; init => field = Require.AtLeast(value, 1); } = 4;

    /// <summary>Steps of the world before learning begins, done at random. Default 1000.</summary>
    public int Warming { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>Updates for each step of the world. Default 1.</summary>
    public double Updates { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Steps that are kept. Default 100,000.</summary>
    public int Capacity { get; init => field = Require.AtLeast(value, 1); } = 100_000;

    /// <summary>Practises.</summary>
    /// <param name="agent">Who learns.</param>
    /// <param name="steps">Steps of the world, those of all copies counted.</param>
    /// <param name="rng">All that is drawn.</param>
    /// <param name="heed">Is shown every batch before it is learned from, with the number of the update; may write other rewards into it. Default: nobody.</param>
    /// <param name="latest">How many of the last steps batches are drawn from. Default: all that are kept.</param>
    /// <param name="rate">What step sizes are multiplied by at an update. Default: 1.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>The steps done after each round of all copies.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IEnumerable<int> Run(Agent agent, int steps, Rng rng, Action<Experience, int>? heed = null, int latest = int.MaxValue, Func<int, double>? rate = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return Run(agent.Problem, agent.Settings.BatchSize, steps, rng, (observations, actions, _, draw) => agent.Act(observations, actions, draw), Learn, latest, stop);

        void Learn(Experience batch, int update)
        {
            heed?.Invoke(batch, update);
            agent.Learn(batch, rng.Fork(3).Fork(update), rate?.Invoke(update) ?? 1);
        }
    }

    /// <summary>Practises with one that learns values, exploring as its settings say.</summary>
    /// <param name="agent">Who learns.</param>
    /// <param name="steps">Steps of the world, those of all copies counted.</param>
    /// <param name="rng">All that is drawn.</param>
    /// <param name="rate">What the step size is multiplied by at an update. Default: 1.</param>
    /// <param name="watch">Is told after every update. Default: nobody.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>The steps done after each round of all copies.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IEnumerable<int> Run(ValueAgent agent, int steps, Rng rng, Func<int, double>? rate = null, Action? watch = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return Run(agent.Problem, agent.Settings.BatchSize, steps, rng, (observations, actions, done, draw) => agent.Act(observations, actions, draw, agent.Settings.Exploration.At(done)), Learn, int.MaxValue, stop);

        void Learn(Experience batch, int update)
        {
            agent.Learn(batch, rate?.Invoke(update) ?? 1);
            watch?.Invoke();
        }
    }

    private IEnumerable<int> Run(ControlProblem problem, int batchSize, int steps, Rng rng, Acting act, Action<Experience, int> learn, int latest, CancellationToken stop)
    {
        Copies copies = new(problem, Copies, rng.Fork(0));
        Replay replay = new(Capacity, problem);
        Experience batch = new(batchSize, problem.ObservationSize, problem.Actions.Width);
        float[] before = new float[copies.Observations.Length], actions = new float[Copies * problem.Actions.Width];
        int updates = 0;
        for (int done = 0; done < steps; done += Copies)
        {
            stop.ThrowIfCancellationRequested();
            copies.Observations.CopyTo(before, 0);
            Act(done, rng.Fork(1).Fork(done));
            copies.Step(actions);
            replay.Add(before, actions, copies);
            for (; done >= Warming && updates < Updates * (done + Copies - Warming); updates++)
            {
                replay.Draw(batch, rng.Fork(2).Fork(updates), latest);
                learn(batch, updates);
            }

            yield return done + Copies;
        }

        void Act(int done, Rng draw)
        {
            if (done >= Warming)
            {
                act(before, actions, done, draw);
                return;
            }

            int width = problem.Actions.Width;
            for (int row = 0; row < Copies; row++)
            {
                problem.Actions.Draw(actions.AsSpan(row * width, width), draw.Fork(row));
            }
        }
    }

    private delegate void Acting(ReadOnlySpan<float> observations, Span<float> actions, int done, Rng rng);
}
