using System.Diagnostics;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>Progress for a file: a line every ten seconds, and one at the end.</summary>
internal static class PlainProgress
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    internal static RunDirectory Watch(Screen screen, LearnRun.Job job)
    {
        Pace pace = new();
        long told = Stopwatch.GetTimestamp();
        RunDirectory run = job(Hear, what => screen.Out.WriteLine(Screen.OneLine(what)), screen.Warn);
        if (pace.Last is not null)
        {
            screen.Out.WriteLine(pace.Line());
        }

        return run;

        void Hear(LearnProgress step)
        {
            pace.Hear(step);
            if (Stopwatch.GetElapsedTime(told) >= Between)
            {
                screen.Out.WriteLine(pace.Line());
                told = Stopwatch.GetTimestamp();
            }
        }
    }
}
