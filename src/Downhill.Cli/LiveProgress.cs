using System.Diagnostics;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;
using Spectre.Console;

namespace Downhill.Cli;

/// <summary>Progress for a terminal: a bar that is gone in the end.</summary>
internal static class LiveProgress
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(0.1);

    internal static RunDirectory Watch(Screen screen, LearnRun.Job job) => AnsiConsole.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 30 }, new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context =>
        {
            Pace pace = new();
            ProgressTask task = context.AddTask(pace.Line(), maxValue: 1);
            task.IsIndeterminate = true;
            long told = 0;
            return job(Hear, what => AnsiConsole.WriteLine(Screen.OneLine(what)), Warn);

            void Hear(LearnProgress step)
            {
                pace.Hear(step);
                if (Stopwatch.GetElapsedTime(told) < Between)
                {
                    return;
                }

                told = Stopwatch.GetTimestamp();
                task.IsIndeterminate = false;
                task.Value = step.Done;
                task.Description = Markup.Escape(pace.Line());
            }

            // A line written past the bar would be drawn over; where warnings go to a file, there is no bar in their way.
            void Warn(string what)
            {
                if (Console.IsErrorRedirected)
                {
                    screen.Warn(what);
                }
                else
                {
                    AnsiConsole.WriteLine($"warning: {Screen.OneLine(what)}");
                }
            }
        });
}
