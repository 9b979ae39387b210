using System.Diagnostics;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>Progress for a file: a line every ten seconds, and one at the end.</summary>
internal static class PlainProgress
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    internal static RunDirectory Watch(TextWriter writer, Func<Action<LearnProgress>, RunDirectory> job)
    {
        Pace pace = new();
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
            writer.WriteLine(pace.Line());
        }

        return run;
    }
}
