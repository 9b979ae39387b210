using System.Diagnostics;
using Downhill.Experiments.Runs;
using Downhill.Training;

namespace Downhill.Cli;

/// <summary>Progress for a file: a line every ten seconds, and one at the end.</summary>
internal static class PlainProgress
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    internal static RunDirectory Watch(TextWriter writer, int steps, Func<Action<Progress>, RunDirectory> job)
    {
        Pace pace = new(steps);
        long told = Stopwatch.GetTimestamp();
        RunDirectory run = job(step =>
        {
            pace.Hear(step);
            if (Stopwatch.GetElapsedTime(told) >= Between)
            {
                writer.WriteLine(pace.Line());
                told = Stopwatch.GetTimestamp();
            }
        });
        if (pace.Last is not null)
        {
            writer.WriteLine(pace.LastLine());
        }

        return run;
    }
}
