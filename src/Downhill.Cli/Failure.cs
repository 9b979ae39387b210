using Downhill.Data;
using Downhill.Experiments;

namespace Downhill.Cli;

/// <summary>What went wrong, as one line and an exit code.</summary>
internal static class Failure
{
    /// <summary>Tells it on the error stream.</summary>
    internal static int Tell(Exception exception, Screen screen)
    {
        exception = exception is AggregateException { InnerExceptions: [Exception only] } ? only : exception;
        (int code, string line) = Meaning(exception);
        screen.Error.WriteLine(Screen.OneLine(line));
        if (code == ExitCode.Internal && Environment.GetEnvironmentVariable("DOWNHILL_DEBUG") == "1")
        {
            screen.Error.WriteLine(exception);
        }

        return code;
    }

    private static (int Code, string Line) Meaning(Exception exception) => exception switch
    {
        SettingException => (ExitCode.Usage, $"error: {exception.Message}"),
        DataException => (ExitCode.Data, $"error: {exception.Message}"),
        IOException or UnauthorizedAccessException => (ExitCode.Data, $"error: a file could not be read or written: {exception.Message}"),
        OperationCanceledException => (ExitCode.Stopped, $"stopped: {exception.Message}"),

        // Both are arithmetic to .NET, but they are our mistakes and not the numbers'.
        OverflowException or DivideByZeroException => Unexpected(exception),
        ArithmeticException => (ExitCode.Numbers, $"error: {exception.Message}"),
        _ => Unexpected(exception),
    };

    private static (int Code, string Line) Unexpected(Exception exception) =>
        (ExitCode.Internal, $"internal error: {exception.GetType().Name}: {exception.Message}; please report");
}
