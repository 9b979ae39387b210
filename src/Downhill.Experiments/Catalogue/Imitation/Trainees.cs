using Downhill.Control;

namespace Downhill.Experiments.Imitating;

/// <summary>Many runs of one kind, side by side on the experiment's threads; each is a function of its own number alone.</summary>
internal static class Trainees
{
    internal static T[] Run<T>(int count, ExperimentContext context, string words, Func<int, T> run)
    {
        T[] results = new T[count];
        int done = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Stop }, at =>
        {
            results[at] = run(at);
            context.Tell($"{words}: {Interlocked.Increment(ref done)} of {count} runs");
        });
        return results;
    }

    /// <summary>An agent that practised with the rewards of the world, or with those that <paramref name="heed"/> writes.</summary>
    internal static Agent Practised(SoftActorCritic learner, ControlProblem problem, int steps, Compute.Rng rng, CancellationToken stop, Action<Experience, int>? heed = null)
    {
        Agent agent = learner.For(problem, rng.Fork(0));
        foreach (int done in new Practice().Run(agent, steps, rng.Fork(1), heed, rate: update => Math.Max(0, 1 - ((double)update / steps)), stop: stop))
        {
            _ = done;
        }

        return agent;
    }
}
