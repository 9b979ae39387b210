using Downhill.Data;

namespace Downhill.Experiments.Runs;

/// <summary>What is still written once a run has failed.</summary>
internal static class AfterFailure
{
    // A disk that is full for the results may be full for the status too; the first failure is the one to tell.
    internal static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DataException)
        {
        }
    }
}
