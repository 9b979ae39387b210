namespace Downhill.Cli;

/// <summary>Work that cannot be asked to stop.</summary>
internal static class Patient
{
    /// <summary>Waits for work that writes nothing; when asked to stop, leaves it alone, as the process ends.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    internal static T Wait<T>(Func<T> work, CancellationToken stop, string stopped = "nothing was written, start it again")
    {
        try
        {
            return Task.Run(work, stop).WaitAsync(stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException(stopped, exception);
        }
    }
}
