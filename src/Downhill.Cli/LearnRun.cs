using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>Follows a run of learning from its start to what it found.</summary>
internal static class LearnRun
{
    /// <summary>Runs it, shows how it goes, and says in the end what was found.</summary>
    /// <param name="screen">Where to write.</param>
    /// <param name="directory">The run directory, which may not exist yet.</param>
    /// <param name="job">The run; it tells of every step.</param>
    internal static void Follow(Screen screen, string directory, Func<Action<LearnProgress>, RunDirectory> job)
    {
        try
        {
            RunDirectory run = screen.IsTerminal ? LiveProgress.Watch(job) : PlainProgress.Watch(screen.Out, job);
            Findings.Tell(run, screen);
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException($"{directory} can go on, with: downhill resume {Quoted(directory)}", exception);
        }
        catch (ArithmeticException exception) when (exception.GetType() == typeof(ArithmeticException))
        {
            throw new ArithmeticException($"{directory}: {exception.Message}", exception);
        }
    }

    /// <summary>A path for a shell.</summary>
    internal static string Quoted(string path) =>
        path.All(letter => char.IsLetterOrDigit(letter) || "/._-+=:,@%".Contains(letter, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
