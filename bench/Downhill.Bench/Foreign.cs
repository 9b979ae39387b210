namespace Downhill.Bench;

/// <summary>What other processes used of the processor meanwhile, as a share of one core; 0 where the system does not say.</summary>
internal sealed class Foreign(int? peer)
{
    private const double TicksPerSecond = 100;

    private readonly (double Busy, double Own) _start = Now(peer);
    private readonly long _began = System.Diagnostics.Stopwatch.GetTimestamp();

    internal double Share()
    {
        (double busy, double own) = Now(peer);
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(_began).TotalSeconds;
        return Math.Max(0, (busy - _start.Busy - (own - _start.Own)) / TicksPerSecond / seconds);
    }

    private static (double Busy, double Own) Now(int? peer) =>
        File.Exists("/proc/stat") ? (Busy(), Used(Environment.ProcessId) + (peer is { } id ? Used(id) : 0)) : (0, 0);

    // cpu user nice system idle iowait irq softirq steal ...
    private static double Busy()
    {
        double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(double.Parse)];
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
