using System.Diagnostics;

namespace Downhill.Experiments.Studies;

/// <summary>Work that is done again and again to measure how long it takes.</summary>
internal sealed class TimedWork(Action work)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(4);

    private readonly List<double> _milliseconds = [];
    private int _runs = 1;

    /// <summary>How long it takes: the median over the times that it was measured.</summary>
    internal double Milliseconds => _milliseconds.Order().ElementAt(_milliseconds.Count / 2);

    // The first run plans memory; the second says how often it must run for the clock to be exact.
    internal void Prepare()
    {
        work();
        _runs = Math.Max(1, (int)Math.Ceiling(Shortest / Once()));
    }

    internal void Time() => _milliseconds.Add(Once().TotalMilliseconds / _runs);

    private TimeSpan Once()
    {
        long begin = Stopwatch.GetTimestamp();
        for (int run = 0; run < _runs; run++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(begin);
    }
}
