using System.Diagnostics;
using System.Runtime.InteropServices;
using Downhill.Experiments.Benchmarks;

namespace Downhill.Bench;

/// <summary>The other side: a Python process that is told what to do line by line.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("downhill-bench-");

    internal Peer(string python, string script, int threads)
    {
        ProcessStartInfo start = new(python, [script, $"{threads}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        _process = Process.Start(start)!;
        About = Read();
    }

    internal string About { get; }

    internal int Id => _process.Id;

    /// <summary>Hands over the numbers; the answer names the variants that it can run.</summary>
    internal string[] Load(Cell cell, Problem problem)
    {
        string path = Path.Combine(_folder.FullName, "problem.bin");
        problem.Save(path);
        (Workload workload, NetworkSize size) = (cell.Workload, cell.Size);
        return Ask($"load {workload.Name} {path} {cell.PrecisionName} {cell.ActivationName} {size.Dimension} {size.Hidden} {size.Layers} {size.Batch} "
            + $"{workload.Steps} {problem.StepSize ?? workload.StepSize} {LangevinSteps.Temperature}").Split(' ');
    }

    /// <summary>What a variant computes, to compare.</summary>
    internal double[] Result(string variant) => Numbers($"result {variant}");

    /// <summary>Where the chains of a variant are after each of so many calls that go on from one another.</summary>
    internal double[] Draws(string variant, int calls) => Numbers($"draws {variant} {calls}");

    /// <summary>Milliseconds per call, the median of the calls of about that many seconds.</summary>
    internal double Time(string variant, double seconds) => double.Parse(Ask($"time {variant} {seconds}"));

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private double[] Numbers(string command)
    {
        string path = Path.Combine(_folder.FullName, "result.bin");
        Ask($"{command} {path}");
        return MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path)).ToArray();
    }

    private string Ask(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It ended; reading says so.
        }

        return Read();
    }

    private string Read() => _process.StandardOutput.ReadLine() ?? throw new PeerException("PyTorch's process ended; its message is above");
}
