namespace Downhill.Experiments.Runs;

/// <summary>Work that can be left alone when a stop is asked for, wherever it is.</summary>
internal static class Interruptible
{
    // What listens to the stop itself ends within this, in order; what does not is left alone.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    /// <summary>Does the work and waits for it; a stop is given half a second to be heard by the work itself.</summary>
    /// <remarks>Work that is left alone goes on in the background until the process ends: it must be one that may be killed.</remarks>
    /// <exception cref="OperationCanceledException">The stop was asked for, and the work is not finished.</exception>
    internal static T Wait<T>(Func<T> work, CancellationToken stop)
    {
        Task<T> task = Task.Run(work, CancellationToken.None);
        try
        {
            Task.WaitAny([task], stop);
        }
        catch (OperationCanceledException) when (Task.WaitAny([task], Grace) < 0)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // It has ended in time: done, stopped in order, or failed.
        }

        return task.GetAwaiter().GetResult();
    }
}
