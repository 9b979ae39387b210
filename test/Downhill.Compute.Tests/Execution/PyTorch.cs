using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Downhill.Compute.Tests.Execution;

/// <summary>The gradients that PyTorch computes for all cases, in one process of Python.</summary>
public sealed class PyTorch : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> s_isInstalled = new(() => File.Exists(Python) && ExitCode("-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)") == 0);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("downhill-gradients-");

    public PyTorch()
    {
        File.WriteAllLines(PathOf("cases.txt"), GradientCase.All.Select((c, i) => $"{i} {c.Activation} {(c.IsDouble ? "double" : "float")} {c.Dimension} {c.Hidden} {c.Layers} {c.Batch}"));
        for (int i = 0; i < GradientCase.All.Length; i++)
        {
            File.WriteAllBytes(PathOf($"{i}.in"), MemoryMarshal.AsBytes<double>(GradientCase.All[i].Numbers().SelectMany(input => input.Values).ToArray()).ToArray());
        }

        if (s_isInstalled.Value)
        {
            Assert.Equal(0, ExitCode(Path.Combine(AppContext.BaseDirectory, "Execution", "gradients.py"), _folder.FullName));
        }
    }

    internal static bool IsInstalled => s_isInstalled.Value;

    public void Dispose() => _folder.Delete(recursive: true);

    internal double[] Gradients(int number) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(PathOf($"{number}.out"))).ToArray();

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private static int ExitCode(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>A test beside PyTorch: skipped, in plain words, where it is not installed.</summary>
public sealed class PyTorchTheoryAttribute : TheoryAttribute
{
    public PyTorchTheoryAttribute()
    {
        if (!PyTorch.IsInstalled)
        {
            Skip = "PyTorch is not installed for /usr/bin/python3 (Debian: python3-torch)";
        }
    }
}
