using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>Follows a run of learning from its start to what it found.</summary>
internal static class LearnRun
{
    /// <summary>A run that tells of every step, says what it takes from the file, and warns.</summary>
    internal delegate RunDirectory Job(Action<LearnProgress> tell, Action<string> say, Action<string> warn);

    /// <summary>Runs it, shows how it goes, and says in the end what was found.</summary>
    /// <param name="screen">Where to write.</param>
    /// <param name="directory">The run directory, which may not exist yet.</param>
    /// <param name="job">The run.</param>
    internal static void Follow(Screen screen, string directory, Job job)
    {
        HashSet<string> warned = new(StringComparer.Ordinal);
        try
        {
            RunDirectory run = screen.IsTerminal ? LiveProgress.Watch(screen, Noted) : PlainProgress.Watch(screen, Noted);
            Findings.Tell(run, screen, warned);
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException(
                Directory.Exists(directory) ? $"{directory} can go on, with: downhill resume {Quoted(directory)}" : "nothing was written, start it again", exception);
        }
        catch (ArithmeticException exception) when (exception.GetType() == typeof(ArithmeticException))
        {
            throw new ArithmeticException($"{directory}: {exception.Message}", exception);
        }

        // What was said before learning is not said again after it.
        RunDirectory Noted(Action<LearnProgress> tell, Action<string> say, Action<string> warn) => job(tell, say, what =>
        {
            warned.Add(what);
            warn(what);
        });
    }

    /// <summary>A path for a shell.</summary>
    internal static string Quoted(string path) =>
        path.All(letter => char.IsLetterOrDigit(letter) || "/._-+=:,@%".Contains(letter, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
