using System.Diagnostics;
using Downhill.Report;
using Downhill.Training;

namespace Downhill.Cli;

/// <summary>How fast learning goes, and the line that says so.</summary>
internal sealed class Pace(int steps)
{
    private readonly Stopwatch clock = new();
    private int first = 1;
    private double? withheld;

    internal Progress? Last { get; private set; }

    /// <summary>Takes note of a step.</summary>
    internal void Hear(Progress step)
    {
        // Learning may begin anew, with smaller steps in time.
        if (Last is null || step.Step <= Last.Step)
        {
            (first, withheld) = (step.Step, null);
            clock.Restart();
        }

        (Last, withheld) = (step, step.Withheld ?? withheld);
    }

    /// <summary>The line at the end: early where the withheld loss no longer improved.</summary>
    internal string LastLine() => Last is { } last && last.Step < steps ? $"{Line(isLast: true)}; ended early, as the withheld loss no longer improved" : Line(isLast: true);

    /// <summary>For example <c>step 1200 of 3000, 412 per second, 4 s left, loss 0.123, withheld 0.131</c>.</summary>
    internal string Line(bool isLast = false)
    {
        if (Last is not { } last)
        {
            return "reading";
        }

        double rate = (last.Step - first) / clock.Elapsed.TotalSeconds;
        string speed = last.Step > first && rate > 0 ? $", {Number.Format(rate, 3)} per second" + (isLast ? "" : $", {Time((steps - last.Step) / rate)} left") : "";
        return $"step {last.Step} of {steps}{speed}, loss {Number.Format(last.Loss)}{(withheld is { } judged ? $", withheld {Number.Format(judged)}" : "")}";
    }

    private static string Time(double seconds) => seconds < 99.5 ? $"{Math.Ceiling(seconds)} s" : seconds < 5970 ? $"{Math.Ceiling(seconds / 60)} min" : $"{Number.Format(seconds / 3600, 2)} h";
}
