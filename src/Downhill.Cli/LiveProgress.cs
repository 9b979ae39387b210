using System.Diagnostics;
using Downhill.Experiments.Runs;
using Spectre.Console;
using Progress = Downhill.Training.Progress;

namespace Downhill.Cli;

/// <summary>Progress for a terminal: a bar that is gone in the end.</summary>
internal static class LiveProgress
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(0.1);

    internal static RunDirectory Watch(int steps, Func<Action<Progress>, RunDirectory> job) => AnsiConsole.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 30 }, new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context =>
        {
            Pace pace = new(steps);
            ProgressTask task = context.AddTask(pace.Line(), maxValue: steps);
            task.IsIndeterminate = true;
            long told = 0;
            return job(step =>
            {
                pace.Hear(step);
                if (Stopwatch.GetElapsedTime(told) < Between && step.Step < steps)
                {
                    return;
                }

                told = Stopwatch.GetTimestamp();
                task.IsIndeterminate = false;
                task.Value = step.Step;
                task.Description = step.Step < steps ? Markup.Escape(pace.Line()) : "measuring what was learned";
            });
        });
}
