using System.Diagnostics;
using Downhill.Experiments.Learning;
using Downhill.Report;

namespace Downhill.Cli;

/// <summary>How fast learning goes, and the line that says so.</summary>
internal sealed class Pace
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private long heard;
    private double? withheld;
    private double? startedAt;

    internal LearnProgress? Last { get; private set; }

    /// <summary>Takes note of a step.</summary>
    internal void Hear(LearnProgress step)
    {
        if (startedAt is null)
        {
            startedAt = step.Done;
            clock.Restart();
        }

        withheld = Last?.Doing == step.Doing ? step.Withheld ?? withheld : step.Withheld;
        Last = step;
        heard++;
    }

    /// <summary>For example <c>42 %, radial 3, step 120, 412 steps per second, 4 s left, loss 0.123, withheld 0.131</c>.</summary>
    internal string Line()
    {
        if (Last is not { } last)
        {
            return "reading";
        }

        double seconds = clock.Elapsed.TotalSeconds, rate = heard / seconds, gained = last.Done - startedAt!.Value;
        string speed = rate > 0 && double.IsFinite(rate) ? $", {Number.Format(rate, 3)} steps per second" : "";
        string left = gained > 0.01 ? $", {Time(seconds * (1 - last.Done) / gained)} left" : "";
        return $"{Math.Floor(100 * last.Done)} %, {last.Doing}, step {last.Step}{speed}{left}, loss {Number.Format(last.Loss)}{(withheld is { } judged ? $", withheld {Number.Format(judged)}" : "")}";
    }

    private static string Time(double seconds) => seconds < 99.5 ? $"{Math.Ceiling(seconds)} s" : seconds < 5970 ? $"{Math.Ceiling(seconds / 60)} min" : $"{Number.Format(seconds / 3600, 2)} h";
}
