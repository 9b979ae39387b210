using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Downhill.Bench;

/// <summary>The other side: a Python process that lives as long as the comparison, and is told what to do line by line.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("downhill-bench-");

    private Peer(Settings settings)
    {
        ProcessStartInfo start = new(settings.Python!, [settings.Script!, $"{settings.Threads}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        About = Read();
    }

    internal string About { get; }

    internal int Id => _process.Id;

    internal static Peer? Start(Settings settings) => settings.Python is null || settings.Script is null ? null : new Peer(settings);

    /// <summary>Hands over the numbers; the answer names the variants that it can run.</summary>
    internal string[] Load(string workload, Problem problem)
    {
        string path = Path.Combine(_folder.FullName, "problem.bin");
        problem.Save(path);
        Size size = problem.Size;
        return Ask($"load {workload} {path} {size.Dimension} {size.Hidden} {size.Layers} {size.Batch} {Problem.StepSize} {Problem.Temperature} {Problem.LangevinSteps} {Problem.UnrolledSteps}").Split(' ');
    }

    /// <summary>The result of one call, to compare.</summary>
    internal float[] Result()
    {
        string path = Path.Combine(_folder.FullName, "result.bin");
        Ask($"result {path}");
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
    }

    /// <summary>Milliseconds per call, the median of the calls of about that many seconds.</summary>
    internal double Time(string variant, double seconds) => double.Parse(Ask($"time {variant} {seconds}"));

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return Read();
    }

    private string Read() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended; its message is above.");
}
