using System.Diagnostics;

namespace Downhill.Experiments.Benchmarks;

/// <summary>How much other processes disturbed a stretch of time, as a share of it; 0 where the system does not say.</summary>
/// <remarks>
/// Linux counts the microseconds during which some thread was ready but had no processor (/proc/pressure/cpu). Where it does not, what
/// other processes used of a processor is taken from /proc/stat, in ticks of 10 ms: too coarse for short stretches.
/// </remarks>
internal sealed class Disturbance(int? peer)
{
    private const string Pressure = "/proc/pressure/cpu", Processors = "/proc/stat";
    private const double TicksPerSecond = 100;

    private readonly double _before = Seconds(peer);
    private readonly long _start = Stopwatch.GetTimestamp();

    internal double Share() => Math.Max(0, (Seconds(peer) - _before) / Stopwatch.GetElapsedTime(_start).TotalSeconds);

    private static double Seconds(int? peer) =>
        File.Exists(Pressure) ? Waited()
        : File.Exists(Processors) ? (Busy() - Used(Environment.ProcessId) - (peer is { } id ? Used(id) : 0)) / TicksPerSecond
        : 0;

    // some avg10=0.00 avg60=0.00 avg300=0.00 total=microseconds
    private static double Waited()
    {
        string some = File.ReadLines(Pressure).First();
        return double.Parse(some[(some.LastIndexOf('=') + 1)..]) / 1e6;
    }

    // cpu user nice system idle iowait irq softirq steal ...
    private static double Busy()
    {
        double[] ticks = [.. File.ReadLines(Processors).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(double.Parse)];
        return ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7];
    }

    // Fields 14 and 15, counted from 1, after the name in parentheses, which may hold blanks.
    private static double Used(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return double.Parse(fields[11]) + double.Parse(fields[12]);
    }
}
